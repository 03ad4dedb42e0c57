"""Reading what happens to a plan: its hold, alerts, reviews, and how each part was rated."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext

from bookings.models import Patient, Therapist
from notes.access import NO_VISIT
from notes.models import CareAlert, PlanComponent, PlanHold, TreatmentPlan
from notes.plans import catalogue
from notes.wording import gettext_noop


@dataclass(frozen=True, slots=True)
class HoldLine:
    """`needs_decision`: one of the three outcomes is asked for, because the trend rule placed it."""

    label: str | Promise
    reason: str
    placed_at: datetime
    placed_by: str
    needs_decision: bool


@dataclass(frozen=True, slots=True)
class AlertLine:
    id: str
    kind: str
    label: str | Promise
    raised_at: datetime
    plan_id: str
    problem: str
    patient: str
    patient_id: str


@dataclass(frozen=True, slots=True)
class ReviewLine:
    at: datetime
    by: str
    decision: str | Promise
    text: str


@dataclass(frozen=True, slots=True)
class PartRating:
    """A part of the plan by how much it helped, as a median of -2..2; None if nobody rated it."""

    id: str
    label: str | Promise
    text: str
    rating: float | None


@dataclass(frozen=True, slots=True)
class Course:
    hold: HoldLine | None
    alerts: tuple[AlertLine, ...]
    reviews: tuple[ReviewLine, ...]
    versions: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a component says besides its words."""

    label: str
    value: str


def course_of(plan: TreatmentPlan) -> Course:
    """Four queries."""
    hold = plan.holds.filter(lifted_at=None).select_related("placed_by").first()
    alerts = plan.alerts.filter(acknowledged_at=None).select_related("plan__problem", "patient")
    reviews = plan.reviews.select_related("therapist")
    return Course(
        hold=_hold(hold) if hold else None,
        alerts=tuple(_alert(alert) for alert in alerts),
        reviews=tuple(
            ReviewLine(r.at, r.therapist.full_name, r.get_decision_display(), r.text) for r in reviews
        ),
        versions=plan.versions.count(),
    )


def alerts_for(therapist: Therapist) -> list[AlertLine]:
    """What waits for a therapist: about a plan of theirs, or somebody who has a visit with them. One query."""
    visits = therapist.appointments.exclude(status__in=NO_VISIT).exclude(patient=None)
    theirs = Q(patient__in=visits.values("patient")) | Q(patient__merged_into__in=visits.values("patient"))
    rows = CareAlert.objects.filter(
        theirs | Q(plan__author=therapist), clinic_id=therapist.clinic_id, acknowledged_at=None
    )
    return [_alert(alert) for alert in rows.select_related("plan__problem", "patient").distinct()]


def alerts_of(patient: Patient) -> list[AlertLine]:
    """What waits about one patient. One query."""
    rows = CareAlert.objects.filter(patient__in=patient.family_of_records(), acknowledged_at=None)
    return [_alert(alert) for alert in rows.select_related("plan__problem", "patient")]


def parts_by_rating(plan: TreatmentPlan) -> list[PartRating]:
    """The parts of a plan, those that helped most first, those that nobody rated last."""
    given: Mapping[str, list[int]] = defaultdict(list)
    for name, rating in plan.component_ratings.values_list("component", "rating"):
        given[name].append(rating)
    parts = [
        PartRating(
            part.public_id,
            part.get_kind_display(),
            part.text,
            median(given[part.public_id]) if part.public_id in given else None,
        )
        for part in plan.components.all()
    ]
    return sorted(parts, key=lambda part: (part.rating is None, -(part.rating or 0)))


def facts_of(component: PlanComponent) -> tuple[Sequence[Fact], str]:
    """What a component says besides its words, and what is known about the therapy that it names."""
    said = json.loads(component.facts) if component.facts else {}
    entry = catalogue.entry(component.kind, component.code) if component.code else None
    evidence = f"{gettext(entry.evidence)} {entry.source}" if entry and entry.evidence else ""
    return [Fact(gettext(_LABELS[name]), _said(name, value)) for name, value in said.items()], evidence


_LABELS = {
    "provider": gettext_noop("With"),
    "state": gettext_noop("How far"),
    "referred_on": gettext_noop("Asked on"),
    "next_contact": gettext_noop("Next contact"),
    "done_on": gettext_noop("Done on"),
    "side": gettext_noop("Side"),
    "outcome_note": gettext_noop("What came of it"),
    "target": gettext_noop("Aim for the week"),
    "support": gettext_noop("Support"),
    "minutes": gettext_noop("Minutes"),
    "stops": gettext_noop("Left out because of"),
    "sets": gettext_noop("Sets"),
    "reps": gettext_noop("Repeats"),
    "hold_s": gettext_noop("Seconds held"),
    "days_per_week": gettext_noop("Days a week"),
}
_SIDES = {"l": gettext_noop("left"), "r": gettext_noop("right"), "both": gettext_noop("both sides")}


def _said(name: str, value: object) -> str:
    if name == "state":
        return next((gettext(one.name) for one in catalogue.STATES if one.code == value), "")
    return gettext(_SIDES[str(value)]) if name == "side" else str(value)


def _hold(hold: PlanHold) -> HoldLine:
    return HoldLine(
        label=hold.get_trigger_display(),
        reason=hold.reason,
        placed_at=hold.placed_at,
        placed_by=hold.placed_by.full_name if hold.placed_by else "",
        needs_decision=hold.needs_decision,
    )


def _alert(alert: CareAlert) -> AlertLine:
    return AlertLine(
        id=alert.public_id,
        kind=alert.kind,
        label=alert.get_kind_display(),
        raised_at=alert.raised_at,
        plan_id=alert.plan.public_id if alert.plan else "",
        problem=alert.plan.problem.text if alert.plan else "",
        patient=alert.patient.full_name,
        patient_id=alert.patient.public_id,
    )
