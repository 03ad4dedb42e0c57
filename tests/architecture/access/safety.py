"""Safety checks: three words for the desk, the rest for the treating therapist; a link of a visit asks only."""

from tests.architecture.access.row import Row

PATIENT, VISIT, CHECK = ({"public_id": name} for name in ("patient", "visit", "screening"))
CAUTION = {"public_id": "patient", "caution_id": "caution"}
#           anonymous patient reception therapist colleague owner stranger superuser
SEES = "    login     404     404       200       404       404   404      404"
DESK = "    login     404     200       200       404       200   404      404"
DOES = "    login     404     404       302       404       404   404      404"
BAD_FORM = "login     404     404       422       404       404   404      404"

#             anonymous patient reception therapist colleague owner stranger superuser
API_SEES = "  401      200     404       200       404       404   404      404"
API_LISTS = " 401      200     400       400       400       400   400      404"
API_MAKES = " 401      400     400       400       400       400   400      400"
DECIDES = "   401      403     400       400       400       400   400      403"

ROWS = [
    Row("clinical-api:screenings", GET=API_LISTS, POST=API_MAKES),
    Row("clinical-api:screening", {"id": "screening"}, GET=API_SEES),
    Row("clinical-api:clearances", GET=API_LISTS, POST=DECIDES),
    Row("clinical-api:clearance", {"id": "clearance"}, GET=API_SEES),
    Row("safety:to_call", GET="login 404 200 200 200 200 200 404"),
    Row("safety:state", PATIENT, GET=DESK),
    Row("safety:patient_form", PATIENT, GET=SEES),
    Row("safety:form_state", VISIT, GET=DESK),
    Row("safety:patient_checks", PATIENT, GET=SEES),
    Row("safety:renew", PATIENT, POST=DOES),
    Row("safety:caution_new", PATIENT, GET=SEES, POST=BAD_FORM),
    Row("safety:caution_end", CAUTION, POST=DOES),
    Row("safety:visit_checks", VISIT, GET=SEES),
    Row("safety:check", CHECK, GET=SEES, POST=DOES),
    Row("safety:clearance", CHECK, GET=SEES, POST=BAD_FORM),
    Row("before:pre_visit", {"token": "token"}, GET="200", POST="400"),
    Row("before:form", {"token": "token"}, GET="200", POST="422"),
    Row("before:again", {"token": "token"}, GET="302"),
]
