"""Offering to take back what was just done, as long as that is possible."""

from datetime import datetime

from django.contrib import messages
from django.contrib.messages import get_messages
from django.utils.translation import gettext as _

from bookings import wording
from bookings.appointments.policy import UNDO_WINDOW
from bookings.appointments.undo import undoable_until, undone_together
from bookings.models import Appointment
from bookings.web import StaffRequest


def tell_undoable(request: StaffRequest, said: str, appointment: Appointment, now: datetime) -> None:
    """Say at the top of the next page what was done, with a button that takes it back (`_messages.html`)."""
    until = wording.time_of_day(now + UNDO_WINDOW, request.clinic.time_zone)
    can = _("This can be undone until %(time)s.") % {"time": until}
    messages.success(request, f"{said} {can}", extra_tags=appointment.public_id)


def undo_offer(request: StaffRequest, appointment: Appointment, now: datetime) -> datetime | None:
    """Until when this member of staff may undo what was last done; None if not, or if a message offers it already."""
    told = any(message.extra_tags == appointment.public_id for message in get_messages(request))
    if told or not may_undo(request, appointment):
        return None
    return undoable_until(appointment=appointment, actor=request.staff.actor, now=now)


def may_undo(request: StaffRequest, appointment: Appointment) -> bool:
    """Whether everything that would be put back is theirs to act on."""
    others = undone_together(appointment)
    within_reach = Appointment.objects.editable_by(request.staff.user).of_clinic(request.clinic)
    return not others or within_reach.filter(public_id__in=others).count() == len(others)
