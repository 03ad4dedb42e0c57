"""The trend rule at work: a plan's readings become a state and one action, and the action is done."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import cast

from bookings.transactions import action
from notes.models import PlanHold, TreatmentPlan, TrendEvaluation
from notes.outcomes.alerts import raise_alert
from notes.outcomes.instruments import Verdict, change
from notes.outcomes.night import Night
from notes.outcomes.queries import BASELINE_FRESH, FUNCTION_CODES, Answered, answered_for, central_of
from notes.plans import holds, windows
from notes.plans.create import locked
from notes.plans.hold import place_hold
from notes.plans.readings import nights, weekly_pain
from notes.plans.trend import State, Trend, TrendInput, evaluate

Trigger = PlanHold.Trigger
HOLDS = ("hold_not_better", "hold_worse", "hold_night")
ALERTS = (*HOLDS, "rescreen_worse", "reevaluate", "advise_not_better")
# What a hold may be made stricter by, from the mildest.
STRICTNESS = (Trigger.MANUAL, Trigger.NOT_BETTER, Trigger.WORSE, Trigger.NIGHT)


@action
def evaluate_plan(*, plan: TreatmentPlan, now: datetime) -> Trend | None:
    """Ask the trend rule about a plan in force and do what it says; None for a plan that is not in force.

    The same action is kept, and done, once a day of the clinic; one that a decision silenced is done when it may speak.
    """
    return evaluate_locked(locked(plan), now)


def evaluate_locked(plan: TreatmentPlan, now: datetime) -> Trend | None:
    """As evaluate_plan, as part of the caller's transaction, which holds the plan's lock."""
    if not plan.is_live or plan.started_at is None:
        return None
    asked = trend_input(plan, now)
    trend = evaluate(asked)
    on = plan.clinic.date_at(now)
    central = central_of([Decimal(str(value)) for value in asked.values or ()])
    night = asked.night.worst if isinstance(asked.night, Night) else None
    is_silenced = trend.action in HOLDS and _is_silenced(plan, trend, central, night, now)
    kept, is_new = TrendEvaluation.objects.get_or_create(
        plan=plan,
        action=trend.action,
        on_date=on,
        defaults={
            "clinic_id": plan.clinic_id,
            "at": now,
            "state": trend.state,
            "baseline": None if asked.baseline is None else Decimal(str(asked.baseline)),
            "central": central,
            "night_worst": night,
            "is_silenced": is_silenced,
        },
    )
    # Silenced this morning, it still speaks today if pain has risen since.
    breaks_silence = not is_new and kept.is_silenced and not is_silenced
    if breaks_silence:
        kept.is_silenced, kept.at, kept.central, kept.night_worst = False, now, central, night
        kept.save(update_fields=["is_silenced", "at", "central", "night_worst"])
    if (is_new and not is_silenced) or breaks_silence:
        _do(plan, trend, central, night, now)
    return trend


def trend_input(plan: TreatmentPlan, now: datetime) -> TrendInput:
    """What the rule looks at now: two queries."""
    started_at = plan.started_at or now
    answered = answered_for(plan, now)
    history = windows.History(
        pain=weekly_pain(answered),
        grc=[
            windows.Reading(one.at, int(one.answers["grc"]))
            for one in answered
            if one.code == "grc" and one.value is not None
        ],
        function=function_verdicts(answered, started_at),
        night=nights(answered),
        previous=[
            windows.Reading(at, cast(State, state))
            for at, state in plan.evaluations.values_list("at", "state")
        ],
    )
    return windows.build(plan.plan_class or "acute", started_at, now, history)


def function_verdicts(answered: Sequence[Answered], started_at: datetime) -> list[windows.Reading[Verdict]]:
    """Each later function score against the one of the start, instrument by instrument."""
    verdicts = []
    for code in FUNCTION_CODES:
        scores = [one for one in answered if one.code == code and one.value is not None]
        first = baseline_of(scores, started_at)
        for one in scores:
            if first is None or one.at <= first.at:
                continue
            if (verdict := change(code, first.answers, one.answers)) is not None:
                verdicts.append(windows.Reading(one.at, verdict))
    return verdicts


def baseline_of(scores: Sequence[Answered], started_at: datetime) -> Answered | None:
    """The last score of the 14 days before the start, else the first one after it."""
    before = [one for one in scores if started_at - BASELINE_FRESH < one.at <= started_at]
    after = [one for one in scores if one.at > started_at]
    return before[-1] if before else after[0] if after else None


def _is_silenced(
    plan: TreatmentPlan, trend: Trend, central: Decimal | None, night: int | None, now: datetime
) -> bool:
    decided = plan.holds.filter(trigger=trend.action, expires_date__isnull=False, lifted_at__lte=now)
    last = decided.order_by("-lifted_at").first()
    if last is None or last.expires_date is None:
        return False
    return holds.is_silenced(
        holds.Decision(
            trigger=last.trigger,
            central=None if last.central is None else float(last.central),
            night_worst=last.night_worst,
            expires_date=last.expires_date,
        ),
        trigger=trend.action,
        on=plan.clinic.date_at(now),
        central=None if central is None else float(central),
        night_worst=night,
    )


def _do(plan: TreatmentPlan, trend: Trend, central: Decimal | None, night: int | None, now: datetime) -> None:
    if trend.action in HOLDS:
        standing = plan.holds.filter(lifted_at=None).first()
        if standing is None:
            place_hold(plan, trend.action, now, central=central, night_worst=night)
        elif _is_stricter(trend.action, standing.trigger):
            standing.trigger, standing.central, standing.night_worst = trend.action, central, night
            standing.save()
    if trend.action in ALERTS:
        raise_alert(plan.patient, plan, trend.action, now)


def _is_stricter(new: str, old: str) -> bool:
    return STRICTNESS.index(Trigger(new)) > STRICTNESS.index(Trigger(old))
