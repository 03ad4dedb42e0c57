"""Patients. Whoever holds a link is the patient; who is signed in makes no difference."""

from tests.architecture.access.row import Row

LINK = {"token": "token"}
OPTION = {"slug": "slug", "option_id": "option"}
HOLD = {"slug": "slug", "token": "hold"}

ROWS = [
    Row("portal:home", GET="200"),
    Row("portal:services", {"slug": "slug"}, GET="200"),
    Row("portal:times", OPTION, GET="200"),
    Row("portal:hold", OPTION, POST="400"),
    Row("portal:details", HOLD, GET="200", POST="400"),
    Row("portal:done", {"slug": "slug", "token": "token"}, GET="200"),
    Row("portal:manage", LINK, GET="200"),
    Row("portal:confirm", LINK, GET="200", POST="302"),
    Row("portal:cancel", LINK, GET="200", POST="400"),
    Row("portal:move", LINK, GET="200", POST="400"),
    Row("portal:calendar", LINK, GET="200"),
    Row("portal:wait", OPTION, GET="200", POST="400"),
    Row("portal:earlier", LINK, GET="302", POST="302"),
    Row("portal:waiting", {"token": "entry"}, GET="200"),
    Row("portal:leave", {"token": "entry"}, POST="302"),
    Row("portal:wishes", {"key": "wishes"}, GET="200", POST="400"),
    Row("portal:stop", {"key": "wishes", "topic": "topic"}, GET="200", POST="200"),
    Row("portal:offer", {"token": "offer"}, GET="200", POST="302"),
    Row("portal:decline", {"token": "offer"}, GET="200", POST="302"),
]
