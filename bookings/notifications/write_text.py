"""A reminder as one text message: who, when, and the link."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import pgettext

from bookings.models import Appointment, Notification
from bookings.notifications import letters, segments
from bookings.notifications.channels.sms import Text
from bookings.notifications.names import alias_of
from bookings.notifications.recipients import Recipient
from bookings.notifications.when import when_of


def write_text(notification: Notification, appointment: Appointment, recipient: Recipient) -> Text:
    """One segment, whatever the clinic is called: a name that is too long is cut, never the time or the link."""
    language = recipient.language.split("-")[0].lower()
    with translation.override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        when = when_of(appointment.starts_at, appointment.time_zone)
        local = appointment.starts_at.astimezone(ZoneInfo(appointment.time_zone))
        values = {
            # Translators: a date in a text message, as short as can be, in Django's date format.
            "day": segments.plain(date_format(local, pgettext("short date format", "D, M j"))),
            "time": segments.plain(f"{when.time} {when.short_zone}"),
            "link": settings.BASE_URL + reverse("portal:manage", args=[appointment.token]),
        }
        wording = segments.plain(str(letters.TEXT_MESSAGES[notification.kind]))
    alias = segments.plain(alias_of(appointment.clinic))
    room = segments.LONGEST - segments.length(wording % {**values, "alias": ""})
    if room < 0:  # an address of this installation that leaves no room: the day and the time alone
        wording, values = "%(alias)s: %(day)s, %(time)s", values
        room = segments.LONGEST - segments.length(wording % {**values, "alias": ""})
    return Text(recipient.phone, wording % {**values, "alias": segments.shortened(alias, room)})
