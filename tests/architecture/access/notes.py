"""Clinical pages: the treating therapist's alone. The owner who does not treat is told nothing either."""

from tests.architecture.access.row import Row

PLAN, NOTE, VISIT, PATIENT = ({"public_id": name} for name in ("plan", "note", "visit", "patient"))
#           anonymous patient reception therapist colleague owner stranger superuser
SEES = "    login     404     404       200       404       404   404      404"
DOES = "    login     404     404       302       404       404   404      404"
BAD_FORM = "login     404     404       422       404       404   404      404"
# The stranger owns another clinic: the list is theirs, a pack of this one is not there.
OWNERS = "  login     404     404       404       404       200   404      404"
OWN_WORDS = "login   404     404       404       404       200   200      404"

ROWS = [
    Row("notes:patient_panel", PATIENT, GET=SEES),
    Row("notes:patient_timeline", PATIENT, GET=SEES),
    Row("notes:appointment_panel", VISIT, GET=SEES),
    Row("notes:before_panel", VISIT, GET=SEES),
    Row("notes:plan_new", PATIENT, GET=SEES, POST=BAD_FORM),
    Row("notes:dose", GET="login 404 200 200 200 200 200 404"),
    Row("notes:plan", PLAN, GET=SEES),
    Row("notes:plan_edit", {"public_id": "draft_plan"}, GET=SEES, POST=BAD_FORM),
    Row("notes:plan_activate", {"public_id": "draft_plan"}, POST=DOES),
    Row("notes:plan_close", PLAN, GET=SEES, POST=BAD_FORM),
    Row("notes:plan_revoke", PLAN, POST=BAD_FORM),
    Row("notes:plan_hold", PLAN, POST=BAD_FORM),
    Row("notes:plan_resume", PLAN, POST=BAD_FORM),
    Row("notes:plan_review", PLAN, GET=SEES, POST=BAD_FORM),
    Row("notes:plan_versions", PLAN, GET=SEES),
    Row("notes:plan_measures", PLAN, POST=BAD_FORM),
    Row("notes:plan_ask", PLAN, POST=SEES),
    Row("notes:report_plans", GET="login 404 404 200 200 200 200 404"),
    Row("notes:report_outcomes", GET="login 404 404 200 200 200 200 404"),
    Row("notes:care_needs", GET="login 404 200 200 200 200 200 404"),
    Row("notes:needs_count", GET="login 404 200 200 200 200 200 404"),
    Row("notes:today_panel", GET="login 404 200 200 200 200 200 404"),
    Row("notes:alert_seen", {"public_id": "alert"}, POST=DOES),
    Row("questions:answer", {"token": "questions"}, GET="200", POST="422"),
    Row("notes:plan_pain", PLAN, POST=BAD_FORM),
    Row("notes:note_open", VISIT, POST=DOES),
    Row("notes:note", NOTE, GET=SEES),
    Row("notes:note_save", NOTE, POST=BAD_FORM),
    Row("notes:note_measures", NOTE, POST=BAD_FORM.replace("422", "200")),
    Row("notes:note_sign", NOTE, POST=BAD_FORM),
    Row("notes:note_plan", NOTE, POST=DOES),
    Row("notes:note_addendum", NOTE, POST=DOES),
    Row("notes:note_retract", NOTE, POST=DOES),
    Row("packs:all", GET=OWN_WORDS, POST=OWN_WORDS.replace("200", "422")),
    Row("packs:consents", GET=OWN_WORDS),
    Row("packs:consent", {"kind": "consent_kind"}, GET=OWN_WORDS, POST=OWN_WORDS.replace("200", "422")),
    Row("packs:one", {"public_id": "pack"}, GET=OWNERS),
    Row("packs:off", {"public_id": "pack"}, POST=OWNERS.replace("200", "302")),
    Row("notes:note_cosign", NOTE, POST="login 404 404 404 404 404 404 404"),
    Row("notes:note_send_back", NOTE, POST="login 404 404 404 404 404 404 404"),
    Row("notes:note_take_back", NOTE, POST="login 404 404 404 404 404 404 404"),
    Row("notes:working_note", NOTE, GET=SEES, POST=BAD_FORM),
    Row("notes:unsigned", GET="login 404 404 200 200 200 200 404"),
    Row(
        "notes:supervision", GET="login 404 404 404 404 200 200 404", POST="login 404 404 404 404 404 404 404"
    ),
    Row("notes:consents", PATIENT, GET=SEES, POST=BAD_FORM),
    Row("notes:consent_withdraw", {"public_id": "consent"}, POST=DOES),
]
