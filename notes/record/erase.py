"""Erasing what the law lets go at a patient's request, and saying why the rest stays (GDPR Art. 17; clinical-rules.md).

The clinical record and the visits that it hangs on are kept: the duty to keep health records goes before the wish to
have them erased [P3]. Everything is counted first, and what was done is in the access log by category.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.audit import record_access
from bookings.models import Appointment, Notification, Patient, SignIn, User
from bookings.models.identity import new_token
from bookings.transactions import action
from notes.models import (
    CheckIn,
    ExercisePrescription,
    MeasureResponse,
    Screening,
    SelfCareEpisode,
    SoapNote,
    TreatmentPlan,
    TriggerEntry,
)

BY_LAW = _("Kept: health records have to be kept for as long as the law says.")
OF_THE_RECORD = _("Kept: the record hangs on it.")
SETTLED = (Notification.State.SENT, Notification.State.FAILED, Notification.State.VOID)


@dataclass(frozen=True, slots=True)
class Category:
    """`code` is what the access log says; with a reason it is `kept`."""

    code: str
    label: str | Promise
    count: int
    kept_because: str | Promise = ""


def what_goes(patient: Patient) -> list[Category]:
    """A dry run: what there is, and what would become of it. Changes nothing."""
    family = patient.family_of_records()
    mine = {"patient__in": family}
    clinical: list[tuple[str, str | Promise, QuerySet[Any]]] = [
        ("notes", _("Notes of visits"), SoapNote.objects.filter(**mine)),
        ("plans", _("Treatment plans"), TreatmentPlan.objects.filter(**mine)),
        ("screenings", _("Safety checks"), Screening.objects.filter(**mine)),
        ("measures", _("Answers to questions"), MeasureResponse.objects.filter(**mine)),
        ("exercises", _("Exercises given"), ExercisePrescription.objects.filter(**mine)),
    ]
    visits = Appointment.objects.filter(**mine)
    return [
        Category("diary", _("Diary"), TriggerEntry.objects.filter(**mine).count()),
        Category("self_care", _("Times on their own"), SelfCareEpisode.objects.filter(**mine).count()),
        Category("account", _("Signing in"), int(patient.user_id is not None) + _links(patient).count()),
        Category("addresses", _("Addresses in the ledger of messages"), _ledger(patient).count()),
        Category(
            "wishes", _("Wishes about messages"), int(bool(patient.muted_kinds or patient.text_messages))
        ),
        *(Category(code, label, rows.count(), BY_LAW) for code, label, rows in clinical),
        Category("visits", _("Visits"), visits.count(), OF_THE_RECORD),
        Category("contact", _("Name and contact data"), 1, OF_THE_RECORD),
    ]


@action
def erase_at_request(*, patient: Patient, user: User, now: datetime) -> list[Category]:
    """Erase what may go; returns what there was, and why the rest was kept. A second time finds nothing left."""
    patient = (
        Patient.objects.select_for_update(of=("self",), no_key=True)
        .select_related("clinic")
        .get(pk=patient.pk)
    )
    done = what_goes(patient)
    family = {"patient__in": patient.family_of_records()}
    TriggerEntry.objects.filter(**family).delete()
    CheckIn.objects.filter(episode__in=SelfCareEpisode.objects.filter(**family)).delete()
    SelfCareEpisode.objects.filter(**family).delete()
    _ledger(patient).update(recipient="", page_key="")
    _links(patient).delete()
    patient.user, patient.muted_kinds, patient.text_messages = None, [], False
    patient.quiet_from_minute = patient.quiet_to_minute = None
    patient.feed_token = new_token()
    patient.save()
    for category in done:
        record_access(
            clinic=patient.clinic,
            user=user,
            patient=patient,
            action="kept" if category.kept_because else "erased",
            object_kind=category.code,
            object_id=patient.public_id,
            reason="erasure request",
            now=now,
        )
    return done


def _ledger(patient: Patient) -> QuerySet[Notification]:
    """What is still to leave keeps its address."""
    rows = Notification.objects.filter(patient__in=patient.family_of_records(), state__in=SETTLED)
    return rows.exclude(recipient="", page_key="")


def _links(patient: Patient) -> QuerySet[SignIn]:
    if not patient.email:
        return SignIn.objects.none()
    return SignIn.objects.filter(clinic=patient.clinic_id, email__iexact=patient.email)
