"""Deciding about somebody whom a screening stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import Appointment, Therapist
from bookings.transactions import action
from notes.access import write_down
from notes.models import ClearanceDecision, Document, Screening
from notes.plans.holds import longest_expiry, may_decide
from notes.screening.history import Result
from notes.screening.standing import EMERGENCY, PHYSICIAN, stopping

Outcome = ClearanceDecision.Outcome


class BadClearance(DomainError):
    """The decision cannot stand like this; `field` says what is at fault."""

    code = "bad_clearance"
    message = gettext_lazy("This decision cannot be stored.")
    field = "outcome"


@dataclass(frozen=True, slots=True)
class ClearanceDetails:
    """`expires_date` is exclusive and at most 180 days ahead. `document` names a letter, `letter` is its row if it is filed here."""

    outcome: str
    text: str
    expires_date: date
    ground: str = ClearanceDecision.Ground.VERBAL
    document: str = ""
    conditions: str = ""
    letter: Document | None = None


@action
def decide_clearance(
    *,
    screening: Screening,
    details: ClearanceDetails,
    therapist: Therapist,
    now: datetime,
    once: Once | None = None,
) -> ClearanceDecision:
    """Store why the patient may be treated again. A tier of 5 opens only with a new full check besides.

    Raises BadClearance: for a screening that stopped nobody, an outcome that may not lift it, no reason, a letter
    without a name, or a date out of reach.
    """
    _check(screening, details, screening.clinic.date_at(now))
    decision = ClearanceDecision.objects.create(
        clinic_id=screening.clinic_id,
        patient_id=screening.patient_id,
        screening=screening,
        outcome=details.outcome,
        ground=details.ground,
        document_reference=details.document.strip(),
        letter=details.letter,
        text=details.text.strip(),
        conditions=details.conditions.strip(),
        decided_by=therapist,
        decided_at=now,
        expires_date=details.expires_date,
    )
    write_down(decision, therapist.user, "decided", "clearance", now)
    return decision


def override_for(
    screening: Screening,
    *,
    visits: Sequence[Appointment],
    therapist: Therapist | None,
    reason: str,
    now: datetime,
) -> bool:
    """Let a therapist book these visits in spite of a tier 4, for a typed reason; whether they may.

    Nobody overrules a tier 5 from here. Inside the booking's transaction.
    """
    if therapist is None or not reason.strip() or screening.tier == EMERGENCY:
        return False
    for visit in visits:
        decision = ClearanceDecision.objects.create(
            clinic_id=screening.clinic_id,
            patient_id=screening.patient_id,
            screening=screening,
            appointment=visit,
            outcome=Outcome.THERAPIST_RATIONALE,
            text=reason.strip(),
            decided_by=therapist,
            decided_at=now,
            expires_date=visit.clinic.date_at(visit.starts_at),
        )
        write_down(decision, therapist.user, "overruled", "clearance", now)
    return True


def _check(screening: Screening, details: ClearanceDetails, today: date) -> None:
    if screening.tier < PHYSICIAN:
        raise BadClearance(_("This check needs no decision."), field="screening")
    grave = stopping(Result.of(screening).reasons)
    try:
        is_allowed = all(may_decide(code, details.outcome, screening.tier) for code in grave)
    except ValueError as error:
        raise BadClearance(_("Please choose one of the listed outcomes.")) from error
    if not is_allowed:
        raise BadClearance(_("With these answers, the patient’s own wish is not enough."))
    if not details.text.strip():
        raise BadClearance(_("Please write down the reason."), field="text")
    family = screening.patient.family_of_records()
    if details.letter is not None and not family.filter(pk=details.letter.patient_id).exists():
        raise BadClearance(_("Please choose a file of this patient."), field="letter")
    is_letter = details.ground == ClearanceDecision.Ground.LETTER
    if is_letter and details.letter is None and not details.document.strip():
        raise BadClearance(_("Please say which letter: from whom, of which day."), field="document")
    if not today < details.expires_date <= longest_expiry(today):
        raise BadClearance(_("Please choose a day within the next 180 days."), field="expires_date")
