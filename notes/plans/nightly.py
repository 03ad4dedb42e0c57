"""What the clock asks of every plan in force, once a day of its clinic: trend, review due, contact lost."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bookings.models import Appointment, Clinic
from bookings.transactions import action
from notes.models import CareAlert, TreatmentPlan
from notes.outcomes.alerts import raise_alert
from notes.plans import dose
from notes.plans.activate import planned_sessions
from notes.plans.create import locked
from notes.plans.evaluate import evaluate_locked
from notes.plans.progress import Visit, visits_by_plan

# Lost to follow-up: no visit for so long, and none to come.
NO_CONTACT_DAYS = 60


def look_at_plans(*, now: datetime) -> int:
    """Every plan in force that was not looked at today; each in a transaction of its own. Returns how many."""
    looked = 0
    for clinic in Clinic.objects.filter(plans__status__in=TreatmentPlan.LIVE).distinct():
        today = clinic.date_at(now)
        waiting = TreatmentPlan.objects.filter(clinic=clinic, status__in=TreatmentPlan.LIVE)
        for plan in waiting.exclude(evaluations__on_date=today).order_by("pk").select_related("patient"):
            look_at_plan(plan=plan, now=now)
            looked += 1
    return looked


@action
def look_at_plan(*, plan: TreatmentPlan, now: datetime) -> None:
    """The trend, the review date and the contact of one plan."""
    plan = locked(plan)
    evaluate_locked(plan, now)
    today = plan.clinic.date_at(now)
    visits = visits_by_plan(plan.patient, now).get(plan.pk, ())
    _set_review(plan, visits, today)
    if plan.review_due_date and plan.review_due_date <= today:
        raise_alert(plan.patient, plan, CareAlert.Kind.REVIEW_DUE, now)
    if _is_lost(plan, visits, now):
        raise_alert(plan.patient, plan, CareAlert.Kind.NO_CONTACT, now)


def _set_review(plan: TreatmentPlan, visits: Sequence[Visit], today: date) -> None:
    """Enough sessions since the start or the last review bring the review forward, never back."""
    if plan.started_at is None or plan.review_due_date is None:
        return
    last = plan.reviews.values_list("at", flat=True).first()
    since = plan.clinic.date_at(last or plan.started_at)
    attended = [plan.clinic.date_at(visit.starts_at) for visit in visits if visit.state == "done"]
    counted = [day for day in attended if day > since] if last else attended
    due = dose.review_due(planned_sessions(list(plan.components.all())), counted, since)
    if due < plan.review_due_date and due <= today:
        plan.review_due_date = due
        plan.save(update_fields=["review_due_date"])


def _is_lost(plan: TreatmentPlan, visits: Sequence[Visit], now: datetime) -> bool:
    if plan.started_at is None or now - plan.started_at < timedelta(days=NO_CONTACT_DAYS):
        return False
    if any(now - visit.starts_at < timedelta(days=NO_CONTACT_DAYS) for visit in visits):
        return False
    ahead = Appointment.objects.filter(patient__in=plan.patient.family_of_records(), starts_at__gt=now)
    return not ahead.exclude(status=Appointment.Status.CANCELLED).exists()
