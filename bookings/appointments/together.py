"""Several appointments change in one step: into each other's times, or none of them at all."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bookings.appointments.locks import refusing_overlaps
from bookings.models import Appointment
from bookings.models.identity import new_public_id


def save_together(appointments: Sequence[Appointment], now: datetime) -> None:
    """Save rows whose new times may be the old times of others among them.

    The exclusion constraints look at each row as it is written, even within one UPDATE, and none can be put off.
    So all step aside first; outside this transaction nobody sees it.
    """
    if len(appointments) > 1:
        keys = [appointment.pk for appointment in appointments]
        aside = {"status": Appointment.Status.CANCELLED, "cancelled_at": now}
        Appointment.objects.filter(pk__in=keys).update(**aside)
    with refusing_overlaps():
        for appointment in appointments:
            appointment.save()


def acts_together(appointments: Sequence[Appointment]) -> list[Mapping[str, Any]]:
    """What the event of each is to say of the others: one act, and who else was in it. Nothing for one alone."""
    if len(appointments) == 1:
        return [{}]
    act, everyone = new_public_id(), [appointment.public_id for appointment in appointments]
    return [{"act": act, "with": [other for other in everyone if other != own]} for own in everyone]
