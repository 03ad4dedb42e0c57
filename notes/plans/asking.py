"""What a plan asks its patient by mail: each week the pain and the nights, every fourth how it goes on the whole, and
before a review what has to be measured for it.

One mail a week of the plan, neutral in its words; the row of questions is the claim, so that nobody is asked twice.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from bookings.models import Notification
from bookings.notifications.asks import Ask, plan_ask
from bookings.notifications.recipients import recipient_of
from bookings.transactions import action
from notes.models import PlanComponent, Questionnaire, TreatmentPlan
from notes.outcomes.ask import new_questionnaire
from notes.outcomes.packs import packs_of
from notes.outcomes.queries import FUNCTION_CODES, activities_for, baseline_gaps
from notes.outcomes.record import SUPPORT
from notes.plans.create import locked

KIND = Notification.Kind.REVIEW_DUE
PAGE = "questions:answer"
ASKED_AT = time(10)
# Rules: a link is open until the next one comes; the mail is of use for three days of that; how it goes on the whole is
# asked every fourth week; a review is prepared for a week ahead.
OPEN_FOR, USEFUL_FOR = timedelta(days=7), timedelta(days=3)
WEEK, OVERALL_WEEKS, BEFORE_REVIEW = 7, 4, timedelta(days=7)
_OFF = (PlanComponent.Status.CANCELLED, PlanComponent.Status.STOPPED)
LOW_BACK = ("lum", "sij", "sac")


def ask_about_plans(*, now: datetime) -> int:
    """Ask the patient of every plan in force whose week is round, in the clinic's time; how many. Safe to run often.

    One query, and those of each mail. What was missed is not made up for: the week that runs is asked about, once.
    """
    asked = 0
    mailed = Max("questionnaires__made_at", filter=Q(questionnaires__made_by=None))
    live = TreatmentPlan.objects.filter(status__in=TreatmentPlan.LIVE, started_at__isnull=False)
    for plan in live.annotate(mailed_at=mailed).select_related("clinic").order_by("pk"):
        begins = _week_begins(plan, now)
        if begins is not None and (plan.mailed_at is None or plan.mailed_at < begins):
            asked += _ask(plan=plan, now=now)
    return asked


def codes_due(
    *, week: int, today: date, review_due: date | None, missing_function: bool, function: str
) -> list[str]:
    """What is asked in a week of the plan, the first being 1. Pure."""
    is_before_review = review_due is not None and review_due - BEFORE_REVIEW <= today
    codes = ["nrs", "night"]
    if week % OVERALL_WEEKS == 0 or is_before_review:
        codes.append("grc")
    if is_before_review and missing_function:
        codes.append(function)
    return codes


def codes_for(plan: TreatmentPlan, packs: Mapping[str, object]) -> list[str]:
    """Which measures to ask for a plan: the built-in ones, those its goals name, and RMDQ for the low back alone."""
    measured = set(plan.goals.values_list("measure", flat=True))
    is_low_back = any(region.startswith(LOW_BACK) for region in plan.problem.regions)
    codes = ["nrs", "night", "grc", "psfs"]
    if "pim3" in measured:
        codes.append("pim3")
    if "rmdq" in packs and (is_low_back or "rmdq" in measured):
        codes.append("rmdq")
    return [*codes, *(code for code in ("peg", "phq2") if code in packs)]


@action
def _ask(*, plan: TreatmentPlan, now: datetime) -> bool:
    """Under the lock of the plan: the row of this week is looked for again before it is made."""
    plan = locked(plan)
    begins = _week_begins(plan, now)
    if not plan.is_live or begins is None:
        return False
    recipient = recipient_of(plan.patient)
    is_asked = Questionnaire.objects.filter(plan=plan, made_by=None, made_at__gte=begins).exists()
    if is_asked or not recipient.email or KIND in recipient.muted:
        return False
    today = plan.clinic.date_at(now)
    codes = _codes(plan, _week(plan, now), today, now)
    activities = activities_for(plan, now) if "psfs" in codes else []
    made = new_questionnaire(
        plan.patient, plan, codes, activities, user=None, now=now, expires_at=begins + OPEN_FOR
    )
    at = datetime.combine(today, ASKED_AT, ZoneInfo(plan.clinic.time_zone))
    until = min(at + USEFUL_FOR, made.expires_at)
    ask = Ask(
        kind=KIND, patient=plan.patient, about=made.public_id, page=PAGE, page_key=made.token,
        send_at=at, useful_until=until,
    )  # fmt: skip
    return plan_ask(ask, now)


def _codes(plan: TreatmentPlan, week: int, today: date, now: datetime) -> list[str]:
    possible = codes_for(plan, packs_of(plan.clinic, today))
    function = next((code for code in reversed(FUNCTION_CODES) if code in possible), FUNCTION_CODES[0])
    codes = codes_due(
        week=week,
        today=today,
        review_due=plan.review_due_date,
        missing_function="function" in baseline_gaps(plan, now),
        function=function,
    )
    sleeps = plan.components.filter(kind=PlanComponent.Kind.SLEEP_REST).exclude(status__in=_OFF)
    return [*codes, SUPPORT] if sleeps.exists() else codes


def _week(plan: TreatmentPlan, now: datetime) -> int:
    """Whole weeks since the plan came into force, on the wall of its clinic; 0 in the first."""
    if plan.started_at is None:
        return 0
    return (plan.clinic.date_at(now) - plan.clinic.date_at(plan.started_at)).days // WEEK


def _week_begins(plan: TreatmentPlan, now: datetime) -> datetime | None:
    """When the week of the plan that runs began, on the wall of its clinic; None in the first one."""
    if plan.started_at is None or (week := _week(plan, now)) < 1:
        return None
    day = plan.clinic.date_at(plan.started_at) + timedelta(days=week * WEEK)
    return datetime.combine(day, time(), ZoneInfo(plan.clinic.time_zone))
