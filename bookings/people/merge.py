"""Two records of one person become one. What was signed stays where it was signed, and is read by both."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.appointments.locks import lock_calendars, refusing_overlaps
from bookings.appointments.patient import PatientDetails, stage_details
from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.models import (
    Appointment,
    Notification,
    Patient,
    PatientClaim,
    Series,
    User,
    WaitlistEntry,
)
from bookings.transactions import action
from bookings.wording import moment

MERGED, MERGED_AWAY = "merged", "merged_away"
# Filled from the dropped record where the kept one has nothing; never written over.
FILLED = ("email", "phone", "birth_date", "sex", "user_id")
SHOWN = 5


class NotMergeable(DomainError):
    code = "not_mergeable"
    message = gettext_lazy("These two records cannot be merged.")


class VisitsOverlap(DomainError):
    """Visits of both records are at the same time (`details["visits"]`): nobody is in two places at once."""

    code = "visits_overlap"
    message = gettext_lazy("Both records have visits at the same time.")


@action
def merge(*, keep: Patient, drop: Patient, user: User, now: datetime) -> Patient:
    """Make `drop` a part of `keep`: visits, waiting, messages, claims and dependants move.

    Contact details that `keep` lacks are filled in; those that differ are staged, one by one. Raises
    NotMergeable, VisitsOverlap.
    """
    return join_records(keep, drop, user, now)


def join_records(keep: Patient, drop: Patient, user: User, now: datetime) -> Patient:
    """The step itself, for whoever decides on it."""
    lock_calendars(patients=[keep.pk, drop.pk])
    rows = Patient.objects.select_related("clinic", "guardian").in_bulk([keep.pk, drop.pk])
    keep, drop = rows[keep.pk], rows[drop.pk]
    _check(keep, drop)
    _refuse_overlaps(keep, drop)
    _move_rows(keep, drop)
    _settle_claims(keep, drop, user, now)
    _fill(keep, drop)
    Patient.objects.filter(Q(pk=drop.pk) | Q(merged_into=drop)).update(merged_into=keep)
    for patient, told, other in ((keep, MERGED, drop), (drop, MERGED_AWAY, keep)):
        record_access(
            clinic=keep.clinic, user=user, patient=patient, action=told, object_kind="patient",
            object_id=other.public_id, now=now,
        )  # fmt: skip
    return keep


def _check(keep: Patient, drop: Patient) -> None:
    if keep.pk == drop.pk:
        raise NotMergeable(_("This is one record, not two."))
    if keep.clinic_id != drop.clinic_id:
        raise NotMergeable
    if keep.merged_into_id or drop.merged_into_id:
        raise NotMergeable(_("One of these records has been merged already."))
    if keep.pk == drop.guardian_id or drop.pk == keep.guardian_id:
        raise NotMergeable(_("One of them is the other's guardian: they are two people."))


def _refuse_overlaps(keep: Patient, drop: Patient) -> None:
    occupying = Appointment.objects.filter(status__in=Appointment.OCCUPYING)
    same_time = occupying.filter(
        patient=keep, starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at")
    )
    rows = occupying.filter(Exists(same_time), patient=drop).defer("reason").order_by("starts_at")[:SHOWN]
    if visits := list(rows):
        times = "; ".join(moment(visit.starts_at, visit.time_zone) for visit in visits)
        raise VisitsOverlap(
            _("Both records have a visit at the same time: %(times)s. Cancel or move one of the two first.")
            % {"times": times},
            visits=[visit.public_id for visit in visits],
        )


def _move_rows(keep: Patient, drop: Patient) -> None:
    with refusing_overlaps():
        Appointment.objects.filter(patient=drop).update(patient=keep)
    Series.objects.filter(patient=drop).update(patient=keep)
    WaitlistEntry.objects.filter(patient=drop).update(patient=keep)
    State = Notification.State
    unsettled = Notification.objects.filter(state__in=[State.WAITING, State.SENDING, State.FAILED])
    unsettled.filter(patient=drop).update(patient=keep)
    Patient.objects.filter(guardian=drop).update(guardian=keep)


def _settle_claims(keep: Patient, drop: Patient, user: User, now: datetime) -> None:
    """The question whether the two are one is answered; other open questions go on about the kept record."""
    claims = PatientClaim.objects.filter(state=PatientClaim.State.OPEN)
    same = Q(patient=keep, candidate=drop) | Q(patient=drop, candidate=keep)
    claims.filter(same).update(state=PatientClaim.State.MERGED, decided_by=user, decided_at=now)
    claims.filter(patient=drop).update(patient=keep)
    claims.filter(candidate=drop).update(candidate=keep)


def _fill(keep: Patient, drop: Patient) -> None:
    for name in FILLED:
        if not getattr(keep, name):
            setattr(keep, name, getattr(drop, name))
    if keep.guardian_id is None and drop.guardian_id != keep.pk:
        keep.guardian_id = drop.guardian_id
    # Whoever asked under either record not to be written to has asked.
    keep.muted_kinds = sorted({*keep.muted_kinds, *drop.muted_kinds})
    keep.save()
    stage_details(
        keep, PatientDetails(drop.first_name, drop.last_name, drop.email, drop.phone, drop.birth_date)
    )
