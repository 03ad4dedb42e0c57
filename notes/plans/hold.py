"""Letting a plan rest, and taking it up again by a decision that is written down."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import Therapist
from bookings.transactions import action
from notes.models import PlanHold, TreatmentPlan
from notes.outcomes.queries import answered_for, central_of
from notes.plans import holds, windows
from notes.plans.create import locked, log
from notes.plans.details import LONGEST_TEXT, too_long
from notes.plans.readings import nights, weekly_pain
from notes.plans.revise import NotInForce
from notes.screening.standing import PHYSICIAN

Status = TreatmentPlan.Status
Trigger = PlanHold.Trigger


class NeedsText(DomainError):
    code = "needs_reason"
    message = _("Please say why.")
    field = "reason"


class NotOnHold(DomainError):
    code = "not_on_hold"
    message = _("This plan is not on hold.")


class BadDecision(DomainError):
    """This outcome cannot lift this hold, or its expiry cannot be."""

    code = "bad_decision"
    message = _("This decision cannot lift this hold.")
    field = "outcome"


@dataclass(frozen=True, slots=True)
class Decision:
    """Who looked and what they said; it silences the trigger that it answers until `expires_date`, 180 days at most."""

    outcome: str
    text: str
    expires_date: date | None = None


@action
def hold_plan(*, plan: TreatmentPlan, therapist: Therapist, reason: str, now: datetime) -> TreatmentPlan:
    """Put a plan in force on hold by hand. Raises NotInForce, NeedsText."""
    plan = locked(plan)
    if plan.status != Status.ACTIVE:
        raise NotInForce
    reason = _checked(reason, "reason")
    place_hold(plan, Trigger.MANUAL, now, reason=reason, by=therapist)
    log(plan, therapist, "held", now)
    return plan


def place_hold(
    plan: TreatmentPlan,
    trigger: str,
    now: datetime,
    *,
    reason: str = "",
    by: Therapist | None = None,
    central: Decimal | None = None,
    night_worst: int | None = None,
) -> PlanHold:
    """The locked plan rests from now on; part of the caller's transaction."""
    plan.status = Status.ON_HOLD
    plan.revision += 1
    plan.save(update_fields=["status", "revision"])
    return PlanHold.objects.create(
        clinic_id=plan.clinic_id,
        plan=plan,
        trigger=trigger,
        reason=reason,
        placed_at=now,
        placed_by=by,
        central=central,
        night_worst=night_worst,
    )


@action
def resume_plan(
    *, plan: TreatmentPlan, therapist: Therapist, decision: Decision, today: date, now: datetime
) -> TreatmentPlan:
    """Take a plan up again. A hold of the trend rule needs one of the three outcomes, and not every one will do.

    The hold of a plan that was closed meanwhile is lifted too; the plan stays closed. Raises NotOnHold, BadDecision,
    NeedsText.
    """
    plan = locked(plan)
    hold = plan.holds.filter(lifted_at=None).first()
    if hold is None and plan.status != Status.ON_HOLD:
        raise NotOnHold
    text = _checked(decision.text, "text")
    trigger = hold.trigger if hold else Trigger.MANUAL
    expires = _judge(trigger, decision, today)
    if hold is not None:
        _lift(hold, plan, therapist, decision.outcome, text, expires, now)
    if plan.status == Status.ON_HOLD:
        plan.status = Status.ACTIVE
    plan.revision += 1
    plan.save(update_fields=["status", "revision"])
    log(plan, therapist, "resumed", now)
    return plan


def _judge(trigger: str, decision: Decision, today: date) -> date | None:
    """The day on which the decision ends. Raises BadDecision."""
    if trigger == Trigger.MANUAL:
        return None
    if decision.outcome not in holds.OUTCOMES:
        raise BadDecision(_("Please choose what the decision rests on."))
    if not holds.may_decide(trigger, decision.outcome, PHYSICIAN):
        raise BadDecision(_("For pain at night, that the patient declines is not enough."))
    latest = holds.longest_expiry(today)
    expires = decision.expires_date or latest
    if not today < expires <= latest:
        raise BadDecision(_("A decision holds for 180 days at most."), field="expires_date")
    return expires


def _lift(
    hold: PlanHold,
    plan: TreatmentPlan,
    therapist: Therapist,
    outcome: str,
    text: str,
    expires: date | None,
    now: datetime,
) -> None:
    answered = answered_for(plan, now)
    # Where nothing was asked since the start, a later value is compared with the start.
    known = weekly_pain(answered)
    pain = windows.since_baseline(known, plan.started_at or now, now) or windows.within(
        known, now, windows.PAIN_DAYS
    )
    night = windows.latest(windows.within(nights(answered), now, windows.PAIN_DAYS))
    hold.lifted_at, hold.lifted_by = now, therapist
    hold.outcome, hold.decision_text, hold.expires_date = outcome, text, expires
    hold.central = central_of([one.value for one in pain])
    hold.night_worst = night.worst if night else None
    hold.save()


def _checked(text: str, field: str) -> str:
    text = text.strip()
    if not text:
        raise NeedsText(field=field)
    if len(text) > LONGEST_TEXT:
        raise NeedsText(too_long(LONGEST_TEXT), field=field)
    return text
