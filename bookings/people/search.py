"""Finding patients by three letters of a name, four digits of a phone, or an e-mail address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Min, Q
from django.db.models.functions import Lower

from bookings.models import Appointment, Clinic, Patient, User
from bookings.models.people import search_key
from bookings.models.searching import Words

Status = Appointment.Status

LETTERS = 3
DIGITS = 4
SHOWN = 25


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


def patient_list(*, user: User, clinic: Clinic, now: datetime, text: str = "") -> PatientList:
    """The patients of `clinic` that `user` may see: those that `text` finds, or the first by name. Two queries.

    `text` is three letters of any name, the last four digits of a phone, or an e-mail address.
    """
    wanted = _matching(text)
    if wanted is None:
        return PatientList((), is_cut=False, is_too_short=True)
    patients = Patient.objects.alias(words=Words("search_name"), address=Lower("email"))
    found = patients.visible_to(user).kept().filter(wanted, clinic=clinic)
    rows = list(found.order_by("search_name", "pk")[: SHOWN + 1])
    visits = _nearest_visits(user, rows[:SHOWN], now)
    lines = tuple(_line(row, *visits.get(row.pk, (None, None))) for row in rows[:SHOWN])
    return PatientList(lines, is_cut=len(rows) > SHOWN, is_too_short=False)


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
        return Q(address__startswith=text.strip().lower())
    words = search_key(text).split()
    if max(len(word) for word in words) < LETTERS and sum(len(word) for word in words) < LETTERS:
        return None
    wanted = Q()
    for word in words:
        wanted &= Q(words__begins=word)
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
