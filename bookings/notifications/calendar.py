"""An appointment as iCalendar (RFC 5545, 5546): place and time, and not a word about the treatment."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from bookings.models import Appointment, Clinic, Location, Patient
from bookings.notifications.names import alias_of, one_line, sender_address
from bookings.notifications.recipients import recipient_of

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]


def invitation(
    appointment: Appointment, method: Method = "REQUEST", *, stamp: datetime | None = None
) -> bytes:
    """The appointment for somebody's calendar, in UTC, the same bytes for the same input.

    The UID never changes and SEQUENCE rises with each move and once more with the cancellation, so that a
    calendar updates its entry and never keeps two. `stamp` is when this version was made; without it, the
    time of the latest change that the row itself knows.
    """
    event = event_of(appointment, stamp)
    if method != "PUBLISH" and appointment.patient:
        event.add("attendee", _attendee(appointment.patient))
    return _calendar(method, [event])


def entries(appointments: Iterable[Appointment], *, stamp: datetime) -> bytes:
    """Several appointments in one file. An invitation may hold but one (RFC 5546, 3.2.2), so this publishes."""
    return _calendar("PUBLISH", [event_of(appointment, stamp) for appointment in appointments])


def _calendar(method: Method, events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Tend//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()


def place_of(location: Location) -> str:
    return ", ".join(part for part in (one_line(location.name), one_line(location.address)) if part)


def uid_of(appointment: Appointment) -> str:
    """Free of any host name: an installation may move, an entry in a calendar must not come twice for it."""
    return f"{appointment.public_id}@tend"


def event_of(appointment: Appointment, stamp: datetime | None, *, summary: str = "", url: str = "") -> Event:
    """The entry of one appointment. `summary` instead of the clinic's name, `url` a page that asks who is there."""
    is_cancelled = appointment.status == Appointment.Status.CANCELLED
    latest = appointment.cancelled_at or appointment.confirmed_at or appointment.created_at
    event = Event()
    event.add("uid", uid_of(appointment))
    event.add("dtstamp", (stamp or latest).astimezone(UTC))
    event.add("sequence", appointment.revision - 1 + is_cancelled)
    event.add("dtstart", appointment.starts_at.astimezone(UTC))
    event.add("dtend", appointment.ends_at.astimezone(UTC))
    event.add("summary", summary or _("Appointment at %(clinic)s") % {"clinic": alias_of(appointment.clinic)})
    if url:
        event.add("url", url)
    event.add("location", place_of(appointment.location))
    event.add("status", _status(appointment))
    event.add("transp", "TRANSPARENT" if is_cancelled else "OPAQUE")
    event.add("class", "PRIVATE")
    event.add("organizer", _organizer(appointment.clinic))
    return event


def _status(appointment: Appointment) -> str:
    if appointment.status == Appointment.Status.CANCELLED:
        return "CANCELLED"
    is_open = appointment.status in (Appointment.Status.HELD, Appointment.Status.PENDING)
    return "TENTATIVE" if is_open else "CONFIRMED"


def _organizer(clinic: Clinic) -> vCalAddress:
    """The clinic's own address if it has one: what a calendar answers by itself then reaches people."""
    address = vCalAddress(f"mailto:{clinic.email or sender_address()}")
    address.params["CN"] = vText(alias_of(clinic))
    return address


def _attendee(patient: Patient) -> vCalAddress:
    """Whoever booked has already accepted; no answer is asked for."""
    address = vCalAddress(f"mailto:{recipient_of(patient).email}")
    address.params["PARTSTAT"] = vText("ACCEPTED")
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["RSVP"] = vText("FALSE")
    return address
