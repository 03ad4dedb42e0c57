"""What a therapist enters beside the checks: an area to leave out, a cap on pressure, no heat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import Patient, Therapist
from bookings.transactions import action
from notes.access import write_down
from notes.body import expand
from notes.models import Contraindication
from notes.screening.items import ALL_MODALITIES

ENTERED = "entered"


class BadCaution(DomainError):
    """The entry cannot stand like this; `field` says what is at fault."""

    code = "bad_caution"
    message = _("This entry says nothing that a treatment could keep to.")


@dataclass(frozen=True, slots=True)
class CautionDetails:
    """`regions` are ids or words of the body chart; `until_date` is exclusive, none is for good."""

    kind: str
    note: str
    from_date: date
    until_date: date | None = None
    regions: Sequence[str] = ()
    modalities: Sequence[str] = ()
    pressure_cap: int = Contraindication.NO_CAP
    heat_allowed: bool = True


@action
def add_caution(
    *, patient: Patient, details: CautionDetails, therapist: Therapist, now: datetime
) -> Contraindication:
    """Enter it. Raises BadCaution."""
    try:
        regions = expand(details.regions)
    except ValueError as error:
        raise BadCaution(_("Please choose areas of the body chart."), field="regions") from error
    if not details.note.strip():
        raise BadCaution(_("Please say what it is about."), field="note")
    if details.kind not in Contraindication.Kind.values or set(details.modalities) - ALL_MODALITIES:
        raise BadCaution(field="kind")
    if details.until_date and details.until_date <= details.from_date:
        raise BadCaution(_("It ends before it begins."), field="until_date")
    row = Contraindication.objects.create(
        clinic_id=patient.clinic_id,
        patient=patient,
        kind=details.kind,
        source_item=ENTERED,
        note=details.note.strip(),
        regions=sorted(regions),
        modalities_blocked=sorted(details.modalities),
        pressure_cap=details.pressure_cap,
        heat_allowed=details.heat_allowed,
        from_date=details.from_date,
        until_date=details.until_date,
        added_by=therapist,
    )
    write_down(row, therapist.user, "added", "contraindication", now)
    return row


@action
def end_caution(*, caution: Contraindication, therapist: Therapist, now: datetime) -> None:
    """It counts no longer; the row stays. Raises BadCaution for one that follows from a screening."""
    if caution.screening_id:
        raise BadCaution(_("This follows from the safety check: ask the check again instead."))
    if Contraindication.objects.filter(pk=caution.pk, ended_at__isnull=True).update(ended_at=now):
        write_down(caution, therapist.user, "ended", "contraindication", now)
