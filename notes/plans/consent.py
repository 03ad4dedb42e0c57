"""Whether consent is on file, and keeping it where it was given on paper or by word."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.appointments.locks import lock_person
from bookings.errors import DomainError
from bookings.models import Appointment, Patient, User
from bookings.transactions import action
from notes.access import write_down
from notes.models import Consent
from notes.plans.signed_consent import Evidence, Signature, evidence_fields, evidence_of, text_of

# A year for written consent [N1].
COUNTS_FOR = timedelta(days=365)


class BadConsent(DomainError):
    """A kind or a way that is not in the list, or sensitive areas by word of mouth."""

    code = "bad_consent"
    message = _("Please choose from the list. Sensitive areas need consent in writing.")


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A consent as it is shown. `is_over`: given more than a year ago; `signed` is its evidence, if there is any."""

    id: str
    what: str | Promise
    how: str | Promise
    given_at: datetime
    recorded_by: str
    withdrawn_at: datetime | None
    is_over: bool
    kind: str
    signed: Evidence | None = None


def has_consent(patient: Patient, now: datetime) -> bool:
    """Given with a booking or recorded by staff, at most 365 days ago, and not withdrawn since. Two queries at most."""
    since = now - COUNTS_FOR
    of_theirs = Consent.objects.filter(
        patient__in=patient.family_of_records(), kind=Consent.Kind.TREATMENT, given_at__lte=now
    )
    taken_back = of_theirs.filter(withdrawn_at__gte=OuterRef("consented_at"))
    booked = Appointment.objects.filter(
        ~Exists(taken_back),
        patient__in=patient.family_of_records(),
        consented_at__gt=since,
        consented_at__lte=now,
    )
    return booked.exists() or of_theirs.filter(given_at__gt=since, withdrawn_at=None).exists()


def has_written(patient: Patient, kind: str, at: datetime) -> bool:
    """Whether a written consent of this kind speaks for a visit at that time: not older than a year, not withdrawn.

    One that was written down after the visit counts too: the paper was signed before.
    """
    rows = Consent.objects.exclude(withdrawn_at__lte=at).filter(
        patient__in=patient.family_of_records(),
        kind=kind,
        method__in=Consent.IN_WRITING,
        given_at__gt=at - COUNTS_FOR,
    )
    return rows.exists()


def consent_lines(patient: Patient, now: datetime) -> list[ConsentLine]:
    """Everything on file but what came with bookings, the newest first: one query."""
    rows = Consent.objects.filter(patient__in=patient.family_of_records()).select_related("recorded_by")
    return [
        ConsentLine(
            id=row.public_id,
            what=row.get_kind_display(),
            how=row.get_method_display(),
            given_at=row.given_at,
            recorded_by=str(row.recorded_by),
            withdrawn_at=row.withdrawn_at,
            is_over=row.given_at <= now - COUNTS_FOR,
            kind=row.kind,
            signed=evidence_of(row),
        )
        for row in rows
    ]


@action
def record_consent(*, patient: Patient, user: User, kind: str, method: str, now: datetime) -> Consent:
    """Write down what was agreed to just now. Sensitive areas only in writing. Raises BadConsent."""
    is_known = kind in Consent.Kind.values and method in Consent.BY_STAFF
    if not is_known or (kind == Consent.Kind.SENSITIVE and method != Consent.Method.WRITTEN):
        raise BadConsent
    return _keep(patient, user, kind, method, now)


@action
def withdraw_consent(*, consent: Consent, user: User, now: datetime) -> Consent:
    """From now on nothing that was agreed to for this counts any more; that it was given stays on file.

    Whoever takes consent back has none left that they gave on another day. A second time changes nothing.
    """
    patient = lock_person(consent.patient)
    standing = Consent.objects.filter(
        patient__in=patient.family_of_records(), kind=consent.kind, withdrawn_at=None
    )
    if standing.filter(pk=consent.pk).exists():
        for one in standing.select_related("clinic", "patient"):
            one.withdrawn_at = now
            one.save(update_fields=["withdrawn_at"])
            write_down(one, user, "withdrawn", "consent", now)
    consent.refresh_from_db()
    return consent


@action
def sign_consent(*, patient: Patient, user: User, kind: str, signature: Signature, now: datetime) -> Consent:
    """Agree on the screen, in the language that is spoken now. Raises TextChanged, BadSignature, BadConsent."""
    if kind not in Consent.Kind.values:
        raise BadConsent
    evidence = evidence_fields(text_of(kind, patient.clinic), signature)
    return _keep(patient, user, kind, Consent.Method.SIGNED, now, "signed", **evidence)


def own_consent(patient: Patient, public_id: str) -> Consent | None:
    """One of the patient's own. One query."""
    rows = Consent.objects.select_related("clinic", "patient")
    return rows.filter(patient__in=patient.family_of_records(), public_id=public_id).first()


def keep_consent(patient: Patient, user: User | None, method: str, now: datetime) -> None:
    """Part of the caller's transaction."""
    if user is not None:
        _keep(patient, user, Consent.Kind.TREATMENT, method, now)


def _keep(
    patient: Patient, user: User, kind: str, method: str, now: datetime, did: str = "created", **evidence: str
) -> Consent:
    kept = Consent.objects.create(
        clinic_id=patient.clinic_id,
        patient=patient,
        kind=kind,
        method=method,
        given_at=now,
        recorded_by=user,
        **evidence,
    )
    write_down(kept, user, did, "consent", now)
    return kept
