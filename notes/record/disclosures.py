"""What of a record was given to somebody outside treatment, payment and running the clinic (45 CFR 164.528)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from bookings.appointments.locks import lock_person
from bookings.errors import DomainError
from bookings.models import Patient, User
from bookings.transactions import action
from notes.access import write_down
from notes.models import Disclosure

LONGEST = 500


class BadDisclosure(DomainError):
    code = "bad_disclosure"
    message = _("Please say to whom, what and why, in up to 500 characters each.")


@dataclass(frozen=True, slots=True)
class DisclosureDetails:
    """`what` and `why` in words; `on_date` is the day on which it was given, of the clinic's wall."""

    on_date: date
    recipient: str
    what: str
    why: str


@action
def record_disclosure(
    *, patient: Patient, details: DisclosureDetails, user: User, now: datetime
) -> Disclosure:
    """Write it down for good. Raises BadDisclosure (with the field)."""
    patient = lock_person(patient)
    for name in ("recipient", "what", "why"):
        said = getattr(details, name).strip()
        if not said or len(said) > LONGEST:
            raise BadDisclosure(field=name)
    if details.on_date > patient.clinic.date_at(now):
        raise BadDisclosure(_("This day is still to come."), field="on_date")
    made = Disclosure.objects.create(
        clinic=patient.clinic, patient=patient, on_date=details.on_date, recipient=details.recipient.strip(),
        what=details.what.strip(), why=details.why.strip(), recorded_by=user, recorded_at=now,
    )  # fmt: skip
    write_down(made, user, "disclosed", "record", now)
    return made


def disclosures_of(patient: Patient) -> list[DisclosureDetails]:
    """The latest first. One query."""
    rows = Disclosure.objects.filter(patient__in=patient.family_of_records())
    return [DisclosureDetails(row.on_date, row.recipient, row.what, row.why) for row in rows]
