"""The re-evaluation of a plan: measures repeated, each part rated, a decision with its reasons."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import Therapist
from bookings.transactions import action
from notes.models import PlanReview, TreatmentPlan
from notes.outcomes.queries import baseline_gaps, fresh_measures
from notes.outcomes.record import Given
from notes.plans import dose
from notes.plans.create import locked, log
from notes.plans.details import LONGEST_TEXT, too_long
from notes.plans.measure import keep_and_judge
from notes.plans.ratings import HELPED, keep_ratings
from notes.plans.revise import NotInForce


class ReviewIncomplete(DomainError):
    """What a review still needs; `details["errors"]` maps fields to sentences."""

    code = "review_incomplete"
    message = _("A few things are missing before the review can be kept.")


@action
def review_plan(
    *,
    plan: TreatmentPlan,
    therapist: Therapist,
    given: Sequence[Given],
    ratings: Mapping[str, int],
    decision: str,
    text: str,
    today: date,
    now: datetime,
    once: Once | None = None,
) -> PlanReview:
    """Keep measures, ratings (component id to -2..2) and the decision, and set the next review by the dose.

    Needed are pain, function and the rating of change, not older than 14 days, a rating of every component, a decision
    and its reasons. Raises NotInForce, BadAnswer, ReviewIncomplete.
    """
    plan = locked(plan)
    if not plan.is_live:
        raise NotInForce
    if given:
        keep_and_judge(plan.patient, given, user=therapist.user, now=now, plan=plan)
        plan = locked(plan)
    parts = {part.public_id: part.kind for part in plan.components.all()}
    if errors := _lacking(plan, ratings, parts, decision, text, now):
        raise ReviewIncomplete(errors=errors)
    keep_ratings(plan, ratings, parts, today)
    review = _keep_review(plan, therapist, decision, text, today, now)
    answered = plan.alerts.filter(kind__in=["review_due", "reevaluate"], acknowledged_at=None)
    answered.update(acknowledged_at=now, acknowledged_by=therapist.user)
    log(plan, therapist, "reviewed", now)
    return review


def _keep_review(
    plan: TreatmentPlan, therapist: Therapist, decision: str, text: str, today: date, now: datetime
) -> PlanReview:
    plan.review_due_date = today + timedelta(days=dose.REVIEW_AFTER_DAYS)
    plan.revision += 1
    plan.save(update_fields=["review_due_date", "revision"])
    return PlanReview.objects.create(
        clinic_id=plan.clinic_id,
        plan=plan,
        therapist=therapist,
        at=now,
        decision=decision,
        text=text.strip(),
        next_review_date=plan.review_due_date,
    )


def _lacking(
    plan: TreatmentPlan,
    ratings: Mapping[str, int],
    parts: Mapping[str, str],
    decision: str,
    text: str,
    now: datetime,
) -> dict[str, object]:
    errors: dict[str, object] = {}
    gaps = baseline_gaps(plan, now)
    if "pain" in gaps:
        errors["average"] = _("The average pain of the last seven days is missing.")
    if "function" in gaps:
        errors["function"] = _("The everyday activities are not rated again yet.")
    if not fresh_measures(plan, now).filter(code="grc").exists():
        errors["grc"] = _("The patient's rating of change since the start is missing.")
    for name in parts:
        if ratings.get(name) not in HELPED:
            errors[f"rating-{name}"] = _("Please rate how much this helped, from -2 to 2.")
    if set(ratings) - set(parts):
        errors["ratings"] = _("One of the ratings is not about a part of this plan.")
    if decision not in PlanReview.Decision.values:
        errors["decision"] = _("Please choose a decision.")
    if not text.strip():
        errors["text"] = _("Please say what the decision rests on.")
    elif len(text) > LONGEST_TEXT:
        errors["text"] = too_long(LONGEST_TEXT)
    return errors
