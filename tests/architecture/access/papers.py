"""Papers and files: the treating therapist's, and the patient's own. A file is never anybody else's."""

from tests.architecture.access.row import Row

PLAN, NOTE, PATIENT, FILE = ({"public_id": name} for name in ("plan", "signed_note", "patient", "document"))
#             anonymous patient reception therapist colleague owner stranger superuser
SEES = "      login     404     404       200       404       404   404      404"
NOT_YET = "   login     404     404       404       404       404   404      404"
DOES = "      login     404     404       302       404       404   404      404"
BAD_FORM = "  login     404     404       422       404       404   404      404"
OWN = "       302       200     404       404       404       404   404      404"
OWN_NOT_YET = "302      404     404       404       404       404   404      404"
OWN_BAD = "   302       422     404       404       404       404   404      404"
OWN_AGAIN = " 302       403     404       404       404       404   404      404"
API = "       401       200     404       200       404       404   404      404"
API_LISTS = " 401       200     400       400       400       400   400      404"
NOT_JSON = "  401       415     415       415       415       415   415      415"
WRITES = "    401       403     400       400       400       400   400      403"

ROWS = [
    Row("papers:plan", PLAN, GET=SEES),
    Row("papers:discharge", PLAN, GET=NOT_YET),
    Row("papers:letter", PLAN, GET=SEES, POST=BAD_FORM),
    Row("papers:summary", NOTE, GET=SEES),
    Row("papers:record", PATIENT, GET=SEES),
    Row("papers:documents", PATIENT, GET=SEES, POST=BAD_FORM),
    Row("papers:document", FILE, GET=SEES),
    Row("papers:remove", FILE, POST=DOES),
    Row("own_papers:summaries", GET=OWN),
    Row("own_papers:summary", NOTE, GET=OWN),
    Row("own_papers:summary_pdf", NOTE, GET=OWN),
    Row("own_papers:plan_pdf", PLAN, GET=OWN),
    Row("own_papers:discharge_pdf", PLAN, GET=OWN_NOT_YET),
    Row("own_papers:record_pdf", GET=OWN_AGAIN),
    Row("own_papers:documents", GET=OWN, POST=OWN_BAD),
    Row("own_papers:document", FILE, GET=OWN),
    Row("clinical-api:documents", GET=API_LISTS, POST=NOT_JSON),
    Row("clinical-api:document", {"id": "document"}, GET=API),
    Row("clinical-api:document-content", {"id": "document"}, GET=API),
    Row("clinical-api:plan-paper", {"id": "plan", "kind": "paper"}, GET=API),
    Row("clinical-api:plan-letters", {"id": "plan"}, POST=WRITES),
    Row("clinical-api:note-summary", {"id": "signed_note"}, GET=API),
]
