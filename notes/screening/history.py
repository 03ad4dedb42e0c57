"""What is on record about a patient's safety: screenings, decisions, holds. Read inside a transaction or for a page."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Q, QuerySet, Subquery

from bookings.models import Appointment, Patient
from notes.models import ClearanceDecision, PlanHold, Screening, TreatmentPlan, TrendEvaluation
from notes.screening.standing import PHYSICIAN, Cleared, Kept, is_covered, open_stop
from notes.screening.validity import WITHOUT_SESSION_DAYS, is_full_valid

MOST_LOOKED_AT = 30
# Actions of the trend rule that end the validity of a screening at once.
ASKING_AGAIN = ("hold_night", "hold_worse", "hold_not_better", "rescreen_worse")
Kind = Screening.Kind


@dataclass(frozen=True, slots=True)
class Result:
    """What a gate left on the row: the codes behind it and what a treatment leaves out."""

    reasons: tuple[str, ...]
    pressure_cap: int
    blocked_modalities: frozenset[str]
    excluded_regions: frozenset[str]
    # Once the deferral is over: what the other answers ask for.
    rest_tier: int

    @classmethod
    def of(cls, screening: Screening) -> "Result":
        stored = json.loads(screening.result)
        return cls(
            reasons=tuple(stored["reasons"]),
            pressure_cap=stored["pressure_cap"],
            blocked_modalities=frozenset(stored["blocked_modalities"]),
            excluded_regions=frozenset(stored["excluded_regions"]),
            rest_tier=stored["rest_tier"],
        )

    def as_json(self) -> str:
        return json.dumps(
            {
                "reasons": list(self.reasons),
                "pressure_cap": self.pressure_cap,
                "blocked_modalities": sorted(self.blocked_modalities),
                "excluded_regions": sorted(self.excluded_regions),
                "rest_tier": self.rest_tier,
            }
        )


@dataclass(frozen=True, slots=True)
class Past:
    """Full screenings, the newest first, with what was decided about them.

    `is_on_hold`: a plan rests until somebody decides. `asked_again_at`: when the trend rule last wanted a new check.
    """

    screenings: tuple[Screening, ...] = ()
    decisions: tuple[Cleared, ...] = ()
    is_on_hold: bool = False
    asked_again_at: datetime | None = None

    def stop(self, on: date) -> Kept | None:
        """The screening that keeps the online booking closed."""
        return open_stop([kept(row) for row in self.screenings], self.decisions, on)

    def is_cleared(self, screening: Screening, on: date) -> bool:
        return is_covered(kept(screening), self.decisions, on)

    def with_new(self, screening: Screening) -> "Past":
        return replace(self, screenings=(screening, *self.screenings))

    def counting(self, patient: Patient, now: datetime) -> Screening | None:
        """The newest full screening, if it stands for the patient's health still. A query if it is over 90 days old."""
        if not self.screenings:
            return None
        newest = self.screenings[0]
        on, screened = patient.clinic.date_at(now), patient.clinic.date_at(newest.answered_at)
        is_old = (on - screened).days >= WITHOUT_SESSION_DAYS
        last = _last_session(patient) if is_old else None
        counts = is_full_valid(screened, on, last_session=last, is_void=self._is_void(newest))
        return newest if counts else None

    def _is_void(self, screening: Screening) -> bool:
        asked = self.asked_again_at
        return screening.voided_at is not None or (asked is not None and asked > screening.answered_at)


def kept(screening: Screening) -> Kept:
    return Kept(screening.pk, screening.tier, Result.of(screening).reasons, screening.answered_at)


def past_of(patient: Patient, *, whole: bool = False) -> Past:
    """One query for somebody who was never asked, two for most, three for who was stopped before.

    The answers themselves are read only if the `whole` of it is wanted.
    """
    family = patient.family_of_records()
    full = Screening.objects.filter(patient__in=family, kind=Kind.FULL)
    looks = TrendEvaluation.objects.filter(
        plan__patient__in=family, action__in=ASKING_AGAIN, is_silenced=False
    )
    was_asked, is_on_hold, asked_again_at = Patient.objects.values_list(
        Exists(full), Exists(holds_of(family)), Subquery(looks.order_by("-at").values("at")[:1])
    ).get(pk=patient.pk)
    wanted = full.select_related("reviewed_by") if whole else full.defer("answers")
    rows = tuple(wanted[:MOST_LOOKED_AT]) if was_asked else ()
    return Past(rows, decisions_about(rows), is_on_hold, asked_again_at)


def holds_of(patients: Any) -> QuerySet[PlanHold]:
    """What keeps their plans at rest: holds of the trend rule, and those by hand while the plan has not ended."""
    by_rule = ~Q(trigger=PlanHold.Trigger.MANUAL)
    in_force = by_rule | Q(plan__status=TreatmentPlan.Status.ON_HOLD)
    return PlanHold.objects.filter(in_force, plan__patient__in=patients, lifted_at__isnull=True)


def decisions_about(screenings: Iterable[Screening]) -> tuple[Cleared, ...]:
    """The decisions that count for every booking, the newest first."""
    stopped = {row.pk: row for row in screenings if row.tier >= PHYSICIAN}
    if not stopped:
        return ()
    rows = ClearanceDecision.objects.filter(screening__in=stopped, appointment__isnull=True)
    return tuple(
        Cleared(
            about=one.screening_id,
            reasons=Result.of(stopped[one.screening_id]).reasons,
            decided_at=one.decided_at,
            expires_date=one.expires_date,
        )
        for one in rows.only("screening_id", "decided_at", "expires_date")
    )


def _last_session(patient: Patient) -> date | None:
    visits = Appointment.objects.filter(
        patient__in=patient.family_of_records(), status=Appointment.Status.FULFILLED
    )
    last: datetime | None = visits.order_by("-starts_at").values_list("starts_at", flat=True).first()
    return patient.clinic.date_at(last) if last else None
