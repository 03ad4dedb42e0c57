"""Records as a whole: the owner's, without a clinical word; words of patients only for who treats them."""

from tests.architecture.access.row import Row

PATIENT = {"public_id": "patient"}
#             anonymous patient reception therapist colleague owner stranger superuser
OWNERS = "    login     404     404       404       404       200   404      404"
OWNERS_DO = " login     404     404       404       404       302   404      404"
OWNERS_BAD = "login     404     404       404       404       422   404      404"
SEES = "      login     404     404       200       404       404   404      404"
BAD_FORM = "  login     404     404       422       404       404   404      404"
OWN_DONE = "  302       302     404       404       404       404   404      404"

ROWS = [
    Row("privacy:requests", GET="login 404 404 200 200 200 200 404"),
    Row("privacy:today", GET="login 404 404 404 404 200 200 404"),
    Row("privacy:retention", POST="login 404 404 404 404 302 302 404"),
    Row("privacy:amendment", {"public_id": "amendment"}, GET=SEES, POST=BAD_FORM),
    Row("privacy:refuse", {"public_id": "amendment"}, POST="login 404 404 302 404 404 404 404"),
    Row("privacy:copy", {"public_id": "copy"}, POST=OWNERS_DO),
    Row("privacy:record", PATIENT, GET=OWNERS),
    Row("privacy:hold", PATIENT, POST=OWNERS_BAD),
    Row("privacy:lift", PATIENT, POST=OWNERS_DO),
    Row("privacy:disclose", PATIENT, POST=OWNERS_BAD),
    Row("privacy:ask_for", PATIENT, POST=OWNERS_BAD),
    Row(
        "privacy:emergency",
        GET="login 404 404 200 200 404 404 404",
        POST="login 404 404 422 422 404 404 404",
    ),
    Row("privacy:opened", {"public_id": "emergency"}, GET="login 404 404 404 404 404 404 404"),
    Row("privacy:reviewed", {"public_id": "emergency"}, POST=OWNERS_DO),
    Row(
        "care:requests",
        GET="302 200 404 404 404 404 404 404",
        POST="302 422 404 404 404 404 404 404",
    ),
    Row("care:request_withdraw", {"public_id": "copy"}, POST=OWN_DONE),
    Row("care:request_statement", {"public_id": "amendment"}, POST=OWN_DONE),
]
