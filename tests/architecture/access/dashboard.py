"""Staff. A patient, a stranger and the platform's superuser find nothing here."""

from tests.architecture.access.row import Row

VISIT = {"public_id": "visit"}
IMPORT = {"public_id": "import"}
LETTER = {"language": "language", "letter": "letter"}
#       anonymous patient reception therapist colleague owner stranger superuser
STAFF = "login    404     200       200       200       200   200      404"
DESK = " login    404     200       404       404       200   200      404"
SEES = " login    404     200       200       404       200   404      404"
DESK_DOES = "login 404     302       404       404       302   404      404"
SETS = " login    404     404       200       200       200   200      404"
SETS_OWN = "login 404     404       200       404       200   404      404"
OWNER = "login    404     404       404       404       200   200      404"
OWN_CLINIC = "login 404     404       404       404       200   404      404"
OF_CLINIC = "login 404     200       404       404       200   404      404"
DOES = " login    404     302       302       404       302   404      404"

ROWS = [
    Row("dashboard:today", GET=STAFF),
    # Nobody in the cast works for a second clinic.
    Row("dashboard:clinic", POST="login 404 404 404 404 404 404 404"),
    Row("dashboard:calendar", GET=STAFF),
    Row("dashboard:calendar_feed", GET=STAFF),
    Row("dashboard:choose_day", GET=STAFF.replace("200", "302")),
    Row("dashboard:day", {"day": "day"}, GET=STAFF),
    Row("dashboard:appointment", VISIT, GET=SEES),
    Row("dashboard:cancel", VISIT, GET=SEES, POST=SEES.replace("200", "400")),
    Row("dashboard:move", VISIT, GET=SEES, POST=SEES),
    Row("dashboard:place", VISIT, POST=SEES.replace("200", "400")),
    Row("dashboard:calendar_card", VISIT, GET=SEES),
    Row("dashboard:accept", VISIT, POST=DOES),
    Row("dashboard:decline", VISIT, POST=DOES),
    Row("dashboard:confirm", VISIT, POST=DOES),
    Row("dashboard:arrive", VISIT, POST=DOES),
    Row("dashboard:complete", VISIT, POST=DOES),
    Row("dashboard:no-show", VISIT, POST=DOES),
    Row("dashboard:swap", VISIT, GET=SEES, POST=SEES.replace("200", "400")),
    Row("dashboard:undo", VISIT, POST=DOES),
    Row("dashboard:book", GET=STAFF, POST=STAFF),
    Row("dashboard:series_new", GET=STAFF.replace("200", "302"), POST=STAFF.replace("200", "302")),
    Row("dashboard:series", {"public_id": "series"}, GET=SEES),
    Row("dashboard:series_withdraw", {"public_id": "series"}, POST=SEES.replace("200", "302")),
    Row("dashboard:patients", GET=STAFF),
    Row("dashboard:search", POST=STAFF.replace("200", "302")),
    Row("dashboard:needs", GET=STAFF),
    Row("dashboard:reports", GET=STAFF.replace("200", "302")),
    Row("dashboard:report_utilisation", GET=STAFF),
    Row("dashboard:report_no_shows", GET=STAFF),
    Row("dashboard:report_retention", GET=SETS),
    Row("dashboard:find", GET=STAFF, POST=STAFF),
    Row("dashboard:patient_new", GET=STAFF, POST=STAFF.replace("200", "400")),
    Row("dashboard:patient", {"public_id": "patient"}, GET=SEES),
    Row("dashboard:claims", GET=DESK),
    Row("dashboard:claim_same", {"public_id": "claim"}, POST=DESK_DOES),
    Row("dashboard:claim_apart", {"public_id": "claim"}, POST=DESK_DOES),
    Row("dashboard:claim_accept", {"public_id": "claim"}, POST=DESK_DOES),
    Row("dashboard:patient_merge", {"public_id": "patient"}, GET=OF_CLINIC, POST=OF_CLINIC),
    Row(
        "dashboard:patient_guardian",
        {"public_id": "patient"},
        GET=OF_CLINIC,
        POST=OF_CLINIC.replace("200", "302"),
    ),
    Row(
        "dashboard:patient_edit",
        {"public_id": "patient"},
        GET=OF_CLINIC,
        POST=OF_CLINIC.replace("200", "400"),
    ),
    Row("dashboard:why", GET=STAFF),
    Row("dashboard:hours", GET=SETS.replace("200", "302")),
    Row("dashboard:hours_of", {"public_id": "therapist"}, GET=SETS_OWN, POST=SETS_OWN.replace("200", "400")),
    Row("dashboard:hours_copy", {"public_id": "therapist"}, POST=SETS_OWN.replace("200", "400")),
    Row("dashboard:hours_override", {"public_id": "therapist"}, POST=SETS_OWN.replace("200", "400")),
    Row("dashboard:hours_remove", {"public_id": "hours"}, POST=SETS_OWN.replace("200", "302")),
    Row("dashboard:hours_override_remove", {"public_id": "override"}, POST=SETS_OWN.replace("200", "302")),
    Row("dashboard:hours_edit", {"public_id": "hours"}, GET=SETS_OWN, POST=SETS_OWN.replace("200", "400")),
    Row(
        "dashboard:hours_override_edit",
        {"public_id": "override"},
        GET=SETS_OWN,
        POST=SETS_OWN.replace("200", "400"),
    ),
    Row(
        "dashboard:closure_edit", {"public_id": "time_off"}, GET=SETS_OWN, POST=SETS_OWN.replace("200", "400")
    ),
    Row("dashboard:closures", GET=SETS),
    Row("dashboard:closure_new", GET=SETS, POST=SETS),
    Row("dashboard:holidays", GET=OWNER),
    Row("dashboard:closure", {"public_id": "time_off"}, GET=SETS_OWN, POST=SETS_OWN.replace("200", "400")),
    Row("dashboard:closure_remove", {"public_id": "time_off"}, POST=SETS_OWN.replace("200", "302")),
    Row("dashboard:waitlist", GET=DESK),
    Row("dashboard:waitlist_new", GET=DESK.replace("200", "302"), POST=DESK.replace("200", "302")),
    Row("dashboard:waitlist_fits", GET="login 404 404 404 404 404 404 404"),
    Row(
        "dashboard:waitlist_edit",
        {"public_id": "waiting"},
        GET=OF_CLINIC,
        POST=OF_CLINIC.replace("200", "400"),
    ),
    Row("dashboard:waitlist_offer", {"public_id": "waiting"}, POST=DESK_DOES),
    Row("dashboard:waitlist_close", {"public_id": "waiting"}, POST=DESK_DOES),
    Row("dashboard:waitlist_accept", {"public_id": "offered"}, POST=DESK_DOES),
    Row("dashboard:waitlist_decline", {"public_id": "offered"}, POST=DESK_DOES),
    Row("dashboard:messages", GET=DESK),
    Row("dashboard:my_messages", GET=STAFF, POST=STAFF.replace("200", "302")),
    Row("dashboard:message_resend", {"public_id": "message"}, POST=OF_CLINIC.replace("200", "302")),
    Row(
        "dashboard:patient_wishes",
        {"public_id": "patient"},
        GET=OF_CLINIC,
        POST=OF_CLINIC.replace("200", "400"),
    ),
    Row("dashboard:patient_messages", {"public_id": "patient"}, GET=OF_CLINIC),
    Row(
        "dashboard:address_trust",
        {"public_id": "patient", "refused": "refused"},
        POST=OF_CLINIC.replace("200", "302"),
    ),
    Row("dashboard:texts", GET=OWNER),
    Row("dashboard:texts_alias", POST=OWNER.replace("200", "302")),
    Row("dashboard:texts_edit", LETTER, GET=OWNER, POST=OWNER.replace("200", "302")),
    Row("dashboard:texts_preview", LETTER, POST=OWNER),
    Row("dashboard:texts_page", LETTER, GET=OWNER),
    Row("dashboard:texts_test", LETTER, POST=OWNER),
    Row("dashboard:texts_reset", LETTER, POST=OWNER.replace("200", "302")),
    *(Row(f"dashboard:{page}", GET=OWNER) for page in ("settings", "services", "places", "therapists")),
    *(
        Row(f"dashboard:{page}", GET=OWNER, POST=OWNER.replace("200", "400"))
        for page in (
            "settings_clinic",
            "settings_rules",
            "service_new",
            "location_new",
            "room_new",
            "therapist_new",
        )
    ),
    Row("dashboard:settings_website", GET=OWNER, POST=OWNER.replace("200", "302")),
    Row("dashboard:imports", GET=OWNER, POST=OWNER.replace("200", "400")),
    Row("dashboard:import_example", {"what": "patients_or_visits"}, GET=OWNER),
    Row("dashboard:import", IMPORT, GET=OWN_CLINIC),
    *(
        Row(f"dashboard:import_{does}", IMPORT, POST=OWN_CLINIC.replace("200", "302"))
        for does in ("again", "run", "away")
    ),
    Row("dashboard:import_refused", IMPORT, GET=OWN_CLINIC),
    Row("dashboard:work", {"public_id": "work"}, GET=OWN_CLINIC),
    Row("dashboard:work_stop", {"public_id": "work"}, POST=OWN_CLINIC.replace("200", "302")),
    Row("dashboard:programs", GET=OWNER),
    *(
        Row(f"dashboard:{page}", GET=OWNER, POST=OWNER.replace("200", "400"))
        for page in ("key_new", "webhook_new")
    ),
    Row("dashboard:key_revoke", {"key": "key"}, POST=OWN_CLINIC.replace("200", "302")),
    Row("dashboard:webhook", {"public_id": "webhook"}, GET=OWN_CLINIC),
    Row(
        "dashboard:webhook_edit",
        {"public_id": "webhook"},
        GET=OWN_CLINIC,
        POST=OWN_CLINIC.replace("200", "400"),
    ),
    Row("dashboard:webhook_remove", {"public_id": "webhook"}, POST=OWN_CLINIC.replace("200", "302")),
    Row("dashboard:settings_preview", POST=OWNER),
    *(
        Row(f"dashboard:{page}", {"public_id": name}, GET=OWN_CLINIC, POST=OWN_CLINIC.replace("200", "400"))
        for page, name in (
            ("service", "service"),
            ("location", "location"),
            ("room", "room"),
            ("therapist", "therapist"),
        )
    ),
    Row("dashboard:service_move", {"public_id": "service"}, POST="login 404 404 404 404 404 404 404"),
    # Both clinics of the cast can be booked already: the wizard leads on to its end.
    Row("dashboard:setup", GET=OWNER.replace("200", "302")),
    *(
        Row(f"dashboard:setup_{page}", GET=OWNER.replace("200", "302"), POST=OWNER.replace("200", "302"))
        for page in ("place", "hours", "services")
    ),
    Row("dashboard:setup_ready", GET=OWNER),
    Row("dashboard:style", GET="login 404 404 404 404 404 404 404"),
    Row("dashboard:inbox", GET="login 404 404 404 404 404 404 404"),
    Row("dashboard:inbox_mail", {"key": "nothing"}, GET="login 404 404 404 404 404 404 404"),
    Row("dashboard:inbox_page", {"key": "nothing"}, GET="login 404 404 404 404 404 404 404"),
    Row(
        "dashboard:inbox_attachment",
        {"key": "nothing", "number": "one"},
        GET="login 404 404 404 404 404 404 404",
    ),
]
