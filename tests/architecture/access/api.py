"""Programs. Public addresses are open; someone else's thing is 404, what one may see but not do is 403."""

from tests.architecture.access.row import Row

CLINIC = {"slug": "slug"}
LINK = {"token": "token"}
VISIT = {"id": "visit"}
#           anonymous patient reception therapist colleague owner stranger superuser
SIGNED_IN = "401      200     200       200       200       200   200      200"
MAY_SEE = "  401      200     200       200       404       200   404      404"
MAY_DO = "   401      403     200       200       404       200   404      404"
BAD_BODY = " 401      403     400       400       404       400   404      404"
CONFLICT = " 401      403     409       409       404       409   404      404"

OWNERS = "   401      403     403       403       403       200   404      403"
TAKES = "    401      403     403       403       403       409   404      403"
READS = "    401      403     200       200       200       200   404      403"
LISTS = "    401      403     200       200       200       200   200      403"
MAKES = "    401      403     403       403       403       400   400      403"
OWN = "      401      403     403       200       403       200   404      403"
TAKES_OWN = "401      403     403       204       403       204   404      403"


def of_owner(basename: str, name: str) -> list[Row]:
    """Read by all staff, set by the owner; what has a history is not taken away."""
    return [
        Row(f"api:{basename}-list", GET=LISTS, POST=MAKES),
        Row(f"api:{basename}-detail", {"id": name}, GET=READS, PATCH=OWNERS, DELETE=TAKES),
    ]


def of_therapist(basename: str, name: str) -> list[Row]:
    """Somebody's own times."""
    return [
        Row(f"api:{basename}-list", GET=LISTS, POST="401 403 403 400 400 400 400 403"),
        Row(f"api:{basename}-detail", {"id": name}, GET=READS, PATCH=OWN, DELETE=TAKES_OWN),
    ]


ROWS = [
    *of_owner("service", "service"),
    *of_owner("service-option", "option"),
    *of_owner("location", "location"),
    *of_owner("room", "room"),
    *of_owner("therapist", "therapist"),
    Row("api:message-template-list", GET=LISTS, POST=MAKES),
    Row(
        "api:message-template-detail",
        {"id": "wording"},
        GET=READS,
        PATCH=OWNERS,
        DELETE=OWNERS.replace("200", "204"),
    ),
    *of_therapist("weekly-hours", "hours"),
    *of_therapist("date-override", "override"),
    *of_therapist("time-off", "time_off"),
    Row("api:patient-list", GET=LISTS, POST="401 403 400 403 403 400 400 403"),
    Row(
        "api:patient-detail",
        {"id": "patient"},
        GET="401 403 200 200 404 200 404 403",
        PATCH="401 403 200 403 404 200 404 403",
        DELETE="401 403 409 403 404 409 404 403",
    ),
    Row("api:notification-list", GET="401 403 200 403 403 200 200 403"),
    Row("api:notification-detail", {"id": "message"}, GET="401 403 200 403 403 200 404 403"),
    Row("api:notification-resend", {"id": "message"}, POST="401 403 409 403 403 409 404 403"),
    Row("api:waitlist-list", GET="401 403 200 403 403 200 200 403", POST="401 403 400 403 403 400 400 403"),
    Row(
        "api:waitlist-detail",
        {"id": "waiting"},
        GET="401 403 200 403 403 200 404 403",
        PATCH="401 403 200 403 403 200 404 403",
        DELETE="401 403 204 403 403 204 404 403",
    ),
    Row("api:waitlist-offer", {"id": "waiting"}, POST="401 403 400 403 403 400 404 403"),
    Row("api:webhook-list", GET="401 403 403 403 403 200 200 403", POST=MAKES),
    Row(
        "api:webhook-detail",
        {"id": "webhook"},
        GET="401 403 403 403 403 200 404 403",
        PATCH="401 403 403 403 403 200 404 403",
        DELETE="401 403 403 403 403 204 404 403",
    ),
    Row("api:webhook-deliveries", {"id": "webhook"}, GET="401 403 403 403 403 200 404 403"),
    Row("api:audit", GET="401 403 403 403 403 200 200 403"),
    Row("scheduling:manifest", GET="200"),
    Row("scheduling:file", {"slug": "slug", "kind": "slots"}, GET="200"),
    Row("api:unknown", GET="404", POST="404", PATCH="404", DELETE="404"),
    Row("api:schema", GET="200"),
    Row("api:docs", GET="200"),
    Row("api:clinic", CLINIC, GET="200"),
    Row("api:clinic-services", CLINIC, GET="200"),
    Row("api:clinic-therapists", CLINIC, GET="200"),
    Row("api:clinic-locations", CLINIC, GET="200"),
    Row("api:slots", CLINIC, GET="400"),
    Row("api:slots-next", CLINIC, GET="400"),
    Row("api:holds", CLINIC, POST="400"),
    Row("api:bookings", CLINIC, POST="400"),
    Row("api:policy", CLINIC, GET="200", PATCH="401 404 403 403 403 200 404 404"),
    Row("api:hold", {"token": "hold"}, DELETE="204"),
    Row("api:manage", LINK, GET="200"),
    Row("api:manage-confirm", LINK, POST="200"),
    Row("api:manage-cancel", LINK, POST="200"),
    Row("api:manage-reschedule", LINK, POST="400"),
    Row("api:me", GET=SIGNED_IN),
    Row("api:appointment-list", GET=SIGNED_IN, POST="401 403 400 400 400 400 400 403"),
    Row("api:appointment-detail", VISIT, GET=MAY_SEE),
    Row("api:appointment-history", VISIT, GET=MAY_SEE),
    Row("api:appointment-accept", VISIT, POST=MAY_DO),
    Row("api:appointment-decline", VISIT, POST=CONFLICT),
    Row("api:appointment-confirm", VISIT, POST=MAY_DO),
    Row("api:appointment-arrive", VISIT, POST=MAY_DO),
    Row("api:appointment-fulfil", VISIT, POST=MAY_DO),
    Row("api:appointment-no-show", VISIT, POST=CONFLICT),
    Row("api:appointment-cancel", VISIT, POST=MAY_DO),
    Row("api:appointment-reschedule", VISIT, POST=BAD_BODY),
]
