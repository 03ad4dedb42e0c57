"""How a patient's plans stand towards booking and screening: for the gate, and for whoever asks."""

from datetime import datetime

from django.db.models import Q

from bookings.models import Patient
from notes.models import PlanHold, TreatmentPlan, TrendEvaluation
from notes.plans.evaluate import HOLDS

VOIDING = (*HOLDS, "rescreen_worse")


def plan_on_hold(patient: Patient) -> bool:
    """Whether new online bookings wait for a decision. One query.

    A hold of the trend rule outlives the closing of its plan; one by hand ends with it.
    """
    family = patient.family_of_records()
    return PlanHold.objects.filter(
        ~Q(trigger=PlanHold.Trigger.MANUAL) | Q(plan__status=TreatmentPlan.Status.ON_HOLD),
        plan__patient__in=family,
        lifted_at=None,
    ).exists()


def screen_voided_at(patient: Patient) -> datetime | None:
    """When the trend rule last asked for a new full screen (a hold, or getting worse). One query."""
    rows = TrendEvaluation.objects.filter(
        plan__patient__in=patient.family_of_records(), action__in=VOIDING, is_silenced=False
    )
    return rows.order_by("-at").values_list("at", flat=True).first()
