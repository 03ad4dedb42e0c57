"""Telling a therapist that something wants a look, and their saying that they saw it."""

from datetime import datetime, timedelta

from bookings.models import Patient, User
from bookings.transactions import action
from notes.access import write_down
from notes.models import CareAlert, TreatmentPlan

# Project rule: what was acknowledged is not said again for a week.
QUIET_FOR = timedelta(days=7)


def raise_alert(patient: Patient, plan: TreatmentPlan | None, kind: str, now: datetime) -> None:
    """Part of the caller's transaction; nothing if the same is open, or was acknowledged within a week."""
    same = CareAlert.objects.filter(patient=patient, plan=plan, kind=kind)
    if (
        same.filter(acknowledged_at=None).exists()
        or same.filter(acknowledged_at__gt=now - QUIET_FOR).exists()
    ):
        return
    alert = CareAlert(clinic_id=patient.clinic_id, patient=patient, plan=plan, kind=kind, raised_at=now)
    # Somebody may be raising the same at this moment: what leads to it is kept all the same.
    CareAlert.objects.bulk_create([alert], ignore_conflicts=True)


@action
def acknowledge_alert(*, alert: CareAlert, user: User, now: datetime) -> CareAlert:
    """Seen by somebody who treats the patient; a second time changes nothing."""
    alert = CareAlert.objects.select_for_update(of=("self",), no_key=True).get(pk=alert.pk)
    if alert.acknowledged_at is None:
        alert.acknowledged_at, alert.acknowledged_by = now, user
        alert.save(update_fields=["acknowledged_at", "acknowledged_by"])
        write_down(alert, user, "acknowledged", "alert", now)
    return alert
