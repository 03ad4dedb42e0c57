"""Patients. Whoever holds a link is the patient; pages under me/ are for those who signed in by one."""

from tests.architecture.access.row import Row

LINK = {"token": "token"}
OPTION = {"slug": "slug", "option_id": "option"}
HOLD = {"slug": "slug", "token": "hold"}
#           anonymous patient reception therapist colleague owner stranger superuser
OWN = "     302       200     404       404       404       404   404      404"
OWN_DONE = "302       302     404       404       404       404   404      404"

ROWS = [
    Row("portal:home", GET="200"),
    Row("portal:services", {"slug": "slug"}, GET="200"),
    Row("portal:manifest", {"slug": "slug"}, GET="200"),
    Row("portal:icon", {"slug": "slug"}, GET="200"),
    Row("portal:worker", GET="200"),
    Row("portal:offline", GET="200"),
    Row("portal:embed", {"slug": "slug"}, GET="200"),
    Row("portal:embed_script", GET="200"),
    Row("portal:times", OPTION, GET="200"),
    Row("portal:hold", OPTION, POST="400"),
    Row("portal:details", HOLD, GET="200", POST="400"),
    Row("portal:done", {"slug": "slug", "token": "token"}, GET="200"),
    Row("portal:manage", LINK, GET="200"),
    Row("portal:confirm", LINK, GET="200", POST="302"),
    Row("portal:cancel", LINK, GET="200", POST="400"),
    Row("portal:undo", LINK, POST="302"),
    Row("portal:move", LINK, GET="200", POST="400"),
    Row("portal:calendar", LINK, GET="200"),
    Row("portal:wait", OPTION, GET="200", POST="400"),
    Row("portal:earlier", LINK, GET="302", POST="302"),
    Row("portal:waiting", {"token": "entry"}, GET="200"),
    Row("portal:leave", {"token": "entry"}, POST="302"),
    Row("portal:sign_in_where", GET="200"),
    Row("portal:sign_in", {"slug": "slug"}, GET="200", POST="400"),
    Row("portal:enter_code", {"slug": "slug"}, GET="302", POST="302"),
    Row("portal:enter", {"token": "sign_in"}, GET="200", POST="302"),
    Row("portal:me", GET=OWN),
    Row("portal:own_calendar", GET=OWN),
    Row("portal:own_calendar_renew", POST=OWN_DONE),
    Row("portal:own_calendar_end", POST=OWN_DONE),
    # Whoever holds the secret reads it; nobody in the cast has one.
    Row("portal:feed", {"token": "feed"}, GET="200"),
    Row("portal:see_as", {"public_id": "patient"}, POST=OWN_DONE),
    Row("portal:profile", GET=OWN, POST="302       400     404       404       404       404   404      404"),
    Row("portal:enter_question", {"slug": "slug"}, GET="200"),
    Row("portal:enter_passkey", {"slug": "slug"}, POST="400"),
    Row("portal:passkeys", GET=OWN),
    # Nobody in the cast has come in just now.
    Row("portal:passkey_question", GET="302       404     404       404       404       404   404      404"),
    Row("portal:passkey_add", POST="302       400     404       404       404       404   404      404"),
    Row("portal:passkey_remove", {"public_id": "passkey"}, POST=OWN_DONE),
    Row("portal:again", {"public_id": "visit"}, GET=OWN_DONE),
    Row("portal:sign_out", POST=OWN_DONE),
    Row("portal:wishes", {"key": "wishes"}, GET="200", POST="400"),
    Row("portal:stop", {"key": "wishes", "topic": "topic"}, GET="200", POST="200"),
    Row("portal:dates", {"token": "dates"}, GET="200", POST="302"),
    Row("portal:other_dates", {"token": "dates"}, POST="302"),
    Row("portal:offer", {"token": "offer"}, GET="200", POST="302"),
    Row("portal:decline", {"token": "offer"}, GET="200", POST="302"),
]
