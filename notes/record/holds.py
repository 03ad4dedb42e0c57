"""Legal holds: while one is open, nothing of the record is purged or erased."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.appointments.locks import lock_person
from bookings.errors import DomainError
from bookings.models import Patient, User
from bookings.transactions import action
from notes.access import write_down
from notes.models import LegalHold

LONGEST_REASON = 500


class OnHold(DomainError):
    """Somebody may need the record as it is."""

    code = "legal_hold"
    message = _("The record is on legal hold: nothing of it may be erased until the hold is lifted.")


class BadHold(DomainError):
    code = "bad_hold"
    message = _("Please say why, in up to 500 characters.")


def open_hold(patient: Patient) -> LegalHold | None:
    """The hold on this person's record, under whichever of their records it was placed."""
    holds = LegalHold.objects.filter(patient__in=patient.family_of_records(), lifted_at=None)
    return holds.select_related("placed_by", "clinic", "patient").first()


@action
def place_hold(*, patient: Patient, reason: str, user: User, now: datetime) -> LegalHold:
    """Stop purging and erasing. Raises BadHold. On hold already, it stays as it is."""
    patient = lock_person(patient)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise BadHold(field="reason")
    if (present := open_hold(patient)) is not None:
        return present
    hold = LegalHold.objects.create(
        clinic=patient.clinic, patient=patient, reason=reason.strip(), placed_by=user, placed_at=now
    )
    write_down(hold, user, "placed", "legal_hold", now)
    return hold


@action
def lift_hold(*, patient: Patient, user: User, now: datetime) -> None:
    """Let the clocks run again; without a hold nothing happens."""
    lock_person(patient)
    hold = open_hold(patient)
    if hold is not None:
        hold.lifted_by, hold.lifted_at = user, now
        hold.save(update_fields=["lifted_by", "lifted_at"])
        write_down(hold, user, "lifted", "legal_hold", now)
