"""Care at home: the patient's own, and the treating therapist's."""

from tests.architecture.access.row import Row

PLAN = {"public_id": "plan"}
EXERCISE = {"public_id": "exercise"}
#             anonymous patient reception therapist colleague owner stranger superuser
OWN = "       302       200     404       404       404       404   404      404"
OWN_DONE = "  302       302     404       404       404       404   404      404"
OWN_BAD = "   302       422     404       404       404       404   404      404"
SEES = "      login     404     404       200       404       404   404      404"
DOES = "      login     404     404       302       404       404   404      404"
OWNERS = "    login     404     404       404       404       200   404      404"
OWNERS_BAD = "login     404     404       404       404       422   404      404"
API = "       401       200     404       200       404       404   404      404"
API_LISTS = " 401       200     403       200       200       403   403      200"
API_STAFF = " 401       404     404       200       404       404   404      404"
API_BAD = "   401       400     400       400       400       400   400      400"
API_OPEN = "  401       200     200       200       200       200   200      200"
API_OWN = "   401       204     404       404       404       404   404      404"
BAD_FORM = "  login     404     404       422       404       404   404      404"

ROWS = [
    Row("notes_home:plan", PLAN, GET=SEES, POST=BAD_FORM),
    Row("notes_home:stop", {"public_id": "plan", "exercise_id": "exercise"}, POST=DOES),
    Row("notes_home:erase", {"public_id": "patient"}, GET=OWNERS, POST=OWNERS_BAD),
    Row("care:form", GET=OWN, POST=OWN_BAD),
    Row("care:exercises", GET=OWN),
    Row("care:ready", POST=OWN_BAD),
    Row("care:done", EXERCISE, POST=OWN_BAD),
    Row("care:plan", GET=OWN, POST=OWN_DONE),
    Row("care:diary", GET=OWN, POST=OWN_BAD),
    Row("care:diary_remove", {"public_id": "line"}, POST=OWN_DONE),
    Row("care:self_care", GET=OWN, POST=OWN_BAD),
    Row("care:self_care_end", POST=OWN_DONE),
    Row("care:consents", GET=OWN),
    Row("care:consent_sign", {"kind": "consent_kind"}, GET=OWN, POST=OWN_BAD),
    Row("care:consent_take_back", {"public_id": "consent"}, POST=OWN_DONE),
    Row("care:record", GET=OWN),
    Row("care:download", GET="302 403 404 404 404 404 404 404"),
    Row("clinical-api:record", {"id": "patient"}, GET=API),
    Row("clinical-api:access-log", {"id": "patient"}, GET=API),
    Row("clinical-api:exercises", GET=API_OPEN),
    Row("clinical-api:exercise", {"id": "move"}, GET=API_OPEN),
    Row("clinical-api:prescriptions", GET=API_LISTS, POST=API_BAD),
    Row("clinical-api:prescription", {"id": "exercise"}, GET=API),
    Row("clinical-api:prescription-stop", {"id": "exercise"}, POST=API_STAFF),
    Row("clinical-api:exercise-logs", GET=API_LISTS, POST=API_BAD),
    Row("clinical-api:trigger-entries", GET=API_LISTS, POST=API_BAD),
    Row("clinical-api:trigger-entry", {"id": "line"}, GET=API, DELETE=API_OWN),
    Row("care:check_in", {"token": "check_in"}, GET="200", POST="422"),
]
