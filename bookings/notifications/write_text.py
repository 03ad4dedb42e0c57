"""A reminder as one text message: who, when, and the link."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bookings.languages import supported
from bookings.models import Appointment, Notification
from bookings.notifications import letters, segments
from bookings.notifications.channels.sms import Text
from bookings.notifications.names import alias_of
from bookings.notifications.recipients import Recipient
from bookings.notifications.when import when_of

# Where the address of this installation leaves little room: without words, then without the link.
SHORTER = ("%(alias)s: %(day)s, %(time)s %(link)s", "%(alias)s: %(day)s, %(time)s")
ROOM_FOR_NAME = 12


def write_text(notification: Notification, appointment: Appointment, recipient: Recipient) -> Text:
    """One segment, whatever the clinic is called: a name that is too long is cut, never the time or the link."""
    with translation.override(supported(recipient.language)):
        when = when_of(appointment.starts_at, appointment.time_zone)
        local = appointment.starts_at.astimezone(ZoneInfo(appointment.time_zone))
        values = {
            # Translators: a date in a text message, as short as can be, in Django's date format.
            "day": segments.plain(date_format(local, pgettext("short date format", "D, M j"))),
            "time": segments.plain(f"{when.time} {when.short_zone}"),
            "link": settings.BASE_URL + reverse("portal:manage", args=[appointment.token]),
        }
        wordings = [segments.plain(str(letters.TEXT_MESSAGES[notification.kind])), *SHORTER]
        alias = segments.plain(alias_of(appointment.clinic)).strip() or segments.plain(_("Your clinic"))
    return Text(recipient.phone, _fitted(wordings, {**values, "alias": alias}))


def _fitted(wordings: list[str], values: dict[str, str]) -> str:
    """The first wording that leaves the clinic's name some room; the name is cut to what there is."""
    for wording in wordings:
        room = segments.LONGEST - segments.length(wording % {**values, "alias": ""})
        if room >= min(ROOM_FOR_NAME, segments.length(values["alias"])):
            break
    return wording % {**values, "alias": segments.shortened(values["alias"], room)}
