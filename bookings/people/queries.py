"""Patients as their clinic finds and shows them: names and contact data, never anything clinical."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Max, Min, Q

from bookings.models import Appointment, Clinic, Patient, User
from bookings.models.people import search_key

Status = Appointment.Status

LETTERS = 3
DIGITS = 4
SHOWN = 25
VISITS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class PatientLine:
    """A patient in a list, with the visits around now, if any."""

    public_id: str
    full_name: str
    phone: str
    email: str
    birth_date: date | None
    last_visit_at: datetime | None
    next_visit_at: datetime | None


@dataclass(frozen=True, slots=True)
class PatientList:
    lines: tuple[PatientLine, ...]
    is_cut: bool
    is_too_short: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody related: a guardian or a dependant."""

    public_id: str
    full_name: str


@dataclass(frozen=True, slots=True)
class Visit:
    public_id: str
    starts_at: datetime
    time_zone: str
    minutes: int
    service: str
    therapist: str
    location: str
    status: str
    status_label: str
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


def patient_list(*, user: User, clinic: Clinic, now: datetime, text: str = "") -> PatientList:
    """The patients of `clinic` that `user` may see: those that `text` finds, or the first by name. Two queries.

    `text` is three letters of any name, the last four digits of a phone, or an e-mail address.
    """
    wanted = _matching(text)
    if wanted is None:
        return PatientList((), is_cut=False, is_too_short=True)
    found = Patient.objects.visible_to(user).filter(wanted, clinic=clinic)
    rows = list(found.order_by("search_name", "pk")[: SHOWN + 1])
    visits = _nearest_visits(user, rows[:SHOWN], now)
    lines = tuple(_line(row, *visits.get(row.pk, (None, None))) for row in rows[:SHOWN])
    return PatientList(lines, is_cut=len(rows) > SHOWN, is_too_short=False)


def patient_for(user: User, clinic: Clinic, public_id: str) -> Patient:
    """One of `clinic` that `user` may see. Raises Patient.DoesNotExist otherwise, as if not there."""
    rows = Patient.objects.visible_to(user).filter(clinic=clinic)
    return rows.select_related("guardian", "clinic").get(public_id=public_id)


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
    related = Patient.objects.visible_to(user).filter(Q(guardian=patient) | Q(pk=patient.guardian_id))
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


def _nearest_visits(
    user: User, patients: Sequence[Patient], now: datetime
) -> dict[int, tuple[datetime | None, datetime | None]]:
    """The last visit and the next one of each, by key, as far as `user` may know."""
    came = Q(status=Status.FULFILLED, starts_at__lte=now)
    comes = Q(status__in=[Status.PENDING, Status.BOOKED], starts_at__gt=now)
    rows = (
        Appointment.objects.editable_by(user)
        .filter(patient__in=patients)
        .order_by()
        .values("patient")
        .annotate(last=Max("starts_at", filter=came), next=Min("starts_at", filter=comes))
    )
    return {row["patient"]: (row["last"], row["next"]) for row in rows}


def _matching(text: str) -> Q | None:
    """What to look for; None if the text is too short to tell people apart."""
    if not text.strip():
        return Q()
    digits = "".join(c for c in text if c.isdigit())
    if digits and not any(c.isalpha() for c in text):
        return Q(phone_digits__startswith=digits[::-1]) if len(digits) >= DIGITS else None
    if "@" in text:
        return Q(email__istartswith=text.strip())
    words = search_key(text).split()
    if max(len(word) for word in words) < LETTERS and sum(len(word) for word in words) < LETTERS:
        return None
    wanted = Q()
    for word in words:
        wanted &= Q(search_name__startswith=word) | Q(search_name__contains=f" {word}")
    return wanted


def _line(row: Patient, last: datetime | None, following: datetime | None) -> PatientLine:
    return PatientLine(
        public_id=row.public_id,
        full_name=row.full_name,
        phone=row.phone,
        email=row.email,
        birth_date=row.birth_date,
        last_visit_at=last,
        next_visit_at=following,
    )


def _visit(row: Appointment) -> Visit:
    return Visit(
        public_id=row.public_id,
        starts_at=row.starts_at,
        time_zone=row.time_zone,
        minutes=row.minutes,
        service=row.option.service.name,
        therapist=row.therapist.full_name,
        location=row.location.name,
        status=row.status,
        status_label=row.get_status_display(),
        is_late_cancel=row.is_late_cancel,
    )


def _age(birth_date: date | None, today: date) -> int | None:
    if birth_date is None:
        return None
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def _count(rows: Iterable[Appointment], status: str) -> int:
    return sum(row.status == status for row in rows)
