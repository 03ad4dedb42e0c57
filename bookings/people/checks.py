"""The people to check, as a page compares them: what is on record, and what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.appointments.patient import is_same_phone
from bookings.models import Appointment, Clinic, Patient, PatientClaim
from bookings.people.claims import DETAILS, NAMES, open_claims

LABELS = {
    "email": _("E-mail"),
    "phone": _("Phone"),
    "birth_date": _("Date of birth"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
}
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Side:
    """One of two records. `visits` that took place; `last_at` the latest of any that was not cancelled."""

    public_id: str
    full_name: str
    created_at: datetime
    visits: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of a comparison, as text; `is_same` if both say the same."""

    label: str | Promise
    ours: str
    theirs: str
    is_same: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """`ours` is the older record, or the one to keep."""

    ours: Side
    theirs: Side
    lines: tuple[Pair, ...]

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.ours, self.theirs


@dataclass(frozen=True, slots=True)
class Check:
    """A question for staff: whether two records are one person's (`comparison`), or which detail holds (`detail`)."""

    public_id: str
    asked_at: datetime
    visit: str
    person: Side
    comparison: Comparison | None
    field: str
    detail: Pair | None


def people_to_check(clinic: Clinic) -> list[Check]:
    """The open questions, the oldest first. Two queries."""
    claims = open_claims(clinic).select_related("patient", "candidate", "appointment")
    rows = list(claims.defer("appointment__reason").order_by("created_at", "pk")[:SHOWN])
    visits = _visits({key for row in rows for key in (row.patient_id, row.candidate_id)})
    return [check for row in rows if (check := _check(row, visits))]


def to_check_count(clinic: Clinic) -> int:
    return open_claims(clinic).count()


def compare(keep: Patient, drop: Patient) -> Comparison:
    """Two records side by side. One query."""
    return _comparison(keep, drop, _visits({keep.pk, drop.pk}))


Visits = Mapping[int, tuple[int, datetime | None]]


def _visits(patients: set[int]) -> Visits:
    Status = Appointment.Status
    rows = (
        Appointment.objects.filter(patient__in=patients)
        .order_by()
        .values("patient")
        .annotate(
            came=Count("pk", filter=Q(status=Status.FULFILLED)),
            last=Max("starts_at", filter=~Q(status=Status.CANCELLED)),
        )
    )
    return {row["patient"]: (row["came"], row["last"]) for row in rows}


def _check(row: PatientClaim, visits: Visits) -> Check | None:
    field = next((name for name in (*DETAILS, *NAMES) if name in row.differing), "")
    is_detail = row.patient_id == row.candidate_id
    if is_detail and not field:
        return None
    typed = row.differing.get(field, "")
    return Check(
        public_id=row.public_id,
        asked_at=row.created_at,
        visit=row.appointment.public_id if row.appointment else "",
        person=_side(row.candidate, visits),
        comparison=None if is_detail else _comparison(row.candidate, row.patient, visits),
        field=field,
        detail=Pair(
            LABELS[field],
            _said(getattr(row.candidate, field)),
            _said(date.fromisoformat(typed) if field == "birth_date" else typed),
            is_same=False,
        )
        if is_detail
        else None,
    )


def _comparison(ours: Patient, theirs: Patient, visits: Visits) -> Comparison:
    return Comparison(_side(ours, visits), _side(theirs, visits), _lines(ours, theirs))


def _side(patient: Patient, visits: Visits) -> Side:
    came, last = visits.get(patient.pk, (0, None))
    return Side(patient.public_id, patient.full_name, patient.created_at, came, last)


def _lines(ours: Patient, theirs: Patient) -> tuple[Pair, ...]:
    names = Pair(_("Name"), ours.full_name, theirs.full_name, ours.search_name == theirs.search_name)
    return (names, *(_line(name, ours, theirs) for name in DETAILS))


def _line(name: str, ours: Patient, theirs: Patient) -> Pair:
    one, other = _said(getattr(ours, name)), _said(getattr(theirs, name))
    is_same = one.casefold() == other.casefold() or (name == "phone" and is_same_phone(one, other))
    return Pair(LABELS[name], one, other, is_same)


def _said(value: str | date | None) -> str:
    return formats.date_format(value) if isinstance(value, date) else value or ""
