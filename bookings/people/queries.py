"""One patient as their clinic shows them: contact data and visits, never anything clinical."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from bookings.appointments.queries import VisitLine, facts_of
from bookings.models import AccessRecord, Appointment, Clinic, Patient, User
from bookings.people.admit import ADMITTED

Status = Appointment.Status

VISITS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody related: a guardian or a dependant."""

    public_id: str
    full_name: str


@dataclass(frozen=True, slots=True)
class Visit(VisitLine):
    is_late_cancel: bool


@dataclass(frozen=True, slots=True)
class PatientCard:
    """Who a patient is and when they come. `upcoming` in order of time, `past` the latest first.

    `is_treated` tells whether the one who looks is their therapist.
    """

    public_id: str
    full_name: str
    email: str
    phone: str
    birth_date: date | None
    age: int | None
    sex_label: str
    created_at: datetime
    guardian: Person | None
    dependants: tuple[Person, ...]
    upcoming: tuple[Visit, ...]
    past: tuple[Visit, ...]
    visits: int
    no_shows: int
    late_cancels: int
    is_treated: bool


def patient_for(user: User, clinic: Clinic, public_id: str) -> Patient:
    """One of `clinic` that `user` may see; for a record that was merged into another, that one.

    Raises Patient.DoesNotExist otherwise, as if not there.
    """
    rows = Patient.objects.visible_to(user).filter(_named(public_id), clinic=clinic)
    return rows.select_related("guardian", "clinic").get()


def patient_to_book(user: User, clinic: Clinic, public_id: str) -> Patient:
    """The same for booking, where a therapist also reaches somebody they have just written down themselves."""
    seen = Patient.objects.visible_to(user).filter(pk=OuterRef("pk"))
    admitted = AccessRecord.objects.filter(patient=OuterRef("pk"), clinic=clinic, user=user, action=ADMITTED)
    # EXISTS: asked of this one person, not made a list of everybody first.
    reachable = Q(Exists(seen)) | Q(Exists(admitted))
    return Patient.objects.filter(reachable, _named(public_id), clinic=clinic).get()


def _named(public_id: str) -> Q:
    """The record of that name, or the one that it was merged into."""
    found = Patient.objects.filter(public_id=public_id).order_by()
    return Q(pk__in=found.values(kept=Coalesce("merged_into", "pk")))


def patient_card(*, user: User, patient: Patient, now: datetime) -> PatientCard:
    """The page of a patient, with those of the appointments that `user` may see. Two queries."""
    rows = list(
        Appointment.objects.editable_by(user)
        .filter(patient=patient)
        .exclude(status=Status.HELD)
        .select_related("option__service", "therapist", "location")
        .defer("reason")
        .order_by("-starts_at")[:VISITS_SHOWN]
    )
    related = Patient.objects.visible_to(user).kept().filter(Q(guardian=patient) | Q(pk=patient.guardian_id))
    people = {p.pk: Person(p.public_id, p.full_name) for p in related.order_by("first_name", "pk")}
    ahead = [row for row in rows if row.is_live and row.starts_at > now]
    guardian = patient.guardian
    return PatientCard(
        public_id=patient.public_id,
        full_name=patient.full_name,
        email=patient.email,
        phone=patient.phone,
        birth_date=patient.birth_date,
        age=_age(patient.birth_date, now.astimezone(ZoneInfo(patient.clinic.time_zone)).date()),
        sex_label=patient.get_sex_display() if patient.sex else "",
        created_at=patient.created_at,
        guardian=people.pop(guardian.pk, Person("", guardian.full_name)) if guardian else None,
        dependants=tuple(people.values()),
        upcoming=tuple(_visit(row) for row in reversed(ahead)),
        past=tuple(_visit(row) for row in rows if row not in ahead),
        visits=_count(rows, Status.FULFILLED),
        no_shows=_count(rows, Status.NO_SHOW),
        late_cancels=sum(row.is_late_cancel for row in rows),
        is_treated=any(row.therapist.user_id == user.pk for row in rows),
    )


def _visit(row: Appointment) -> Visit:
    return Visit(**facts_of(row), is_late_cancel=row.is_late_cancel)


def _age(birth_date: date | None, today: date) -> int | None:
    if birth_date is None:
        return None
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def _count(rows: Iterable[Appointment], status: str) -> int:
    return sum(row.status == status for row in rows)
