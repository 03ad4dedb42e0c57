"""A letter to nobody about nothing: what a clinic sees of its texts before anybody else does."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from bookings.models import Appointment, Clinic, Location, Notification, Patient
from bookings.notifications import letters
from bookings.notifications.channels.email import Letter
from bookings.notifications.dates import DateLine
from bookings.notifications.names import one_line
from bookings.notifications.plain import write_between
from bookings.notifications.recipients import Recipient
from bookings.notifications.render import Written, addressed, values_of, write
from bookings.notifications.templates import with_own
from bookings.notifications.truth import SPEAKS_OF
from bookings.notifications.when import when_of

Kind, Status = Notification.Kind, Appointment.Status
FIRST_NAME = "Alex"
# A token that opens nothing.
EXAMPLE = "example"
PREFERS_DARK = re.compile(r"@media\s*\(prefers-color-scheme:\s*dark\)")


def sample(clinic: Clinic, letter: str, language: str, own: Mapping[str, str], *, now: datetime) -> Written:
    """The letter with these texts (as `own_words` returns them), about an appointment that does not exist. One query."""
    with translation.override(language):
        appointment = _appointment(clinic, letter, now)
        recipient = Recipient("alex@example.org", FIRST_NAME, language)
        texts, until = with_own(letter, own), now + timedelta(hours=1)
        if letter in letters.PLAIN:
            values = values_of(appointment, recipient, until)
            return write_between(
                texts, clinic, recipient, url="/", phone=one_line(clinic.phone), values=values
            )
        return write(letter, texts, appointment, recipient, until=until, dates=_dates(appointment, letter))


def sample_mail(
    clinic: Clinic,
    letter: str,
    language: str,
    own: Mapping[str, str],
    *,
    to: str,
    message_id: str,
    now: datetime,
) -> Letter:
    """The same as a mail, marked as a test in its subject."""
    written = sample(clinic, letter, language, own, now=now)
    written = replace(written, subject=one_line(_("Test: %(subject)s") % {"subject": written.subject}))
    with translation.override(language):
        return addressed(written, clinic, to, message_id, reply_to=clinic.email)


def lit(page: str, *, is_dark: bool) -> str:
    """The HTML of a letter as it looks by day or by night, whatever the browser that shows it prefers."""
    chosen = "dark" if is_dark else "light"
    page = PREFERS_DARK.sub("@media all" if is_dark else "@media not all", page)
    return page.replace("color-scheme: light dark", f"color-scheme: {chosen}").replace(
        'content="light dark"', f'content="{chosen}"'
    )


def _appointment(clinic: Clinic, letter: str, now: datetime) -> Appointment:
    """Next week on a Thursday at half past two, at the clinic's first location."""
    place = Location.objects.filter(clinic=clinic, is_active=True).first() or Location(
        clinic=clinic, name=clinic.name, time_zone=clinic.time_zone
    )
    local = now.astimezone(ZoneInfo(place.time_zone)) + timedelta(days=7)
    day = local + timedelta(days=3 - local.weekday())
    starts_at = day.replace(hour=14, minute=30, second=0, microsecond=0)
    return Appointment(
        clinic=clinic,
        location=place,
        patient=Patient(clinic=clinic, first_name=FIRST_NAME),
        token=EXAMPLE,
        status=SPEAKS_OF.get(letter) or (Status.CANCELLED if "cancelled" in letter else Status.BOOKED),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        time_zone=place.time_zone,
    )


def _dates(appointment: Appointment, letter: str) -> list[DateLine]:
    """Three weeks in a row, the last date without news unless the letter is about all."""
    if not letter.startswith(Kind.SERIES):
        return []
    named = {**letters.SERIES_LETTERS, Kind.SERIES_OFFER: str(Kind.SERIES_OFFER)}.items()
    tells = next(kind for kind, name in named if letter in (name, f"{name}_by_clinic"))
    news = str(letters.NEWS[tells])
    is_first = letter in (Kind.SERIES, Kind.SERIES_OFFER, letters.SERIES_LETTERS[Kind.REQUEST_RECEIVED])
    lines = []
    for week in range(3):
        is_news = is_first or week < 2
        lines.append(
            DateLine(
                when=when_of(appointment.starts_at + timedelta(weeks=week), appointment.time_zone),
                state=news if is_news else str(Status.BOOKED.label),
                is_news=is_news,
                is_over=is_news and "cancelled" in letter,
                url="",
            )
        )
    return lines
