"""Deciding whose record it is, and which of two contact details holds."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.models import Clinic, Patient, PatientClaim, User
from bookings.people.merge import join_records
from bookings.people.passkeys import drop_passkeys_of
from bookings.transactions import action

State = PatientClaim.State
DETAILS = ("email", "phone", "birth_date")
# What somebody who is signed in may ask to have put right, besides.
NAMES = ("first_name", "last_name")


class ClaimDecided(DomainError):
    code = "claim_decided"
    message = _("Somebody has decided this already.")


class UnknownDetail(DomainError):
    code = "unknown_detail"
    message = _("There is no such detail to take over.")


def open_claims(clinic: Clinic) -> QuerySet[PatientClaim]:
    return PatientClaim.objects.filter(clinic=clinic, state=State.OPEN)


@action
def same_person(*, claim: PatientClaim, user: User, now: datetime) -> Patient:
    """Merge the new record of the claim into the one that it looks like; returns that one.

    Raises ClaimDecided, NotMergeable, VisitsOverlap.
    """
    claim = _lock(claim)
    return join_records(claim.candidate, claim.patient, user, now)


@action
def keep_apart(*, claim: PatientClaim, user: User, now: datetime) -> PatientClaim:
    """They are two people; or, for a detail, the record stays as it is. The question is not asked again."""
    claim = _lock(claim)
    _decide(claim, State.APART, user, now)
    for patient in {claim.patient, claim.candidate}:
        _write_down(claim, patient, "kept_apart", user, now)
    return claim


@action
def accept_detail(*, claim: PatientClaim, field: str, user: User, now: datetime) -> Patient:
    """Take over one detail as it was typed: e-mail, phone, date of birth, or a part of the name.

    Raises UnknownDetail if the claim is about other details or about whose record it is; ClaimDecided.
    """
    claim = _lock(claim)
    if (
        claim.patient_id != claim.candidate_id
        or field not in (*DETAILS, *NAMES)
        or field not in claim.differing
    ):
        raise UnknownDetail
    patient = Patient.objects.select_for_update(no_key=True).get(pk=claim.patient_id)
    typed = claim.differing[field]
    setattr(patient, field, date.fromisoformat(typed) if field == "birth_date" else typed)
    if field == "email":
        drop_passkeys_of(patient.user_id)
        patient.user = None
    patient.save()
    _decide(claim, State.MERGED, user, now)
    _write_down(claim, patient, f"changed_{field}", user, now)
    return patient


def _lock(claim: PatientClaim) -> PatientClaim:
    rows = PatientClaim.objects.select_for_update(of=("self",), no_key=True)
    claim = rows.select_related("clinic", "patient", "candidate").get(pk=claim.pk)
    if claim.state != State.OPEN:
        raise ClaimDecided
    return claim


def _decide(claim: PatientClaim, state: str, user: User, now: datetime) -> None:
    claim.state, claim.decided_by, claim.decided_at = state, user, now
    claim.save(update_fields=["state", "decided_by", "decided_at"])


def _write_down(claim: PatientClaim, patient: Patient, told: str, user: User, now: datetime) -> None:
    record_access(
        clinic=claim.clinic, user=user, patient=patient, action=told, object_kind="claim",
        object_id=claim.public_id, now=now,
    )  # fmt: skip
