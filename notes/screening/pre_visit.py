"""The check in the days before a visit: pain now and at night, and whether anything is new."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from bookings.appointments.gate import CheckList, ScreeningIncomplete
from bookings.errors import DomainError
from bookings.models import Appointment, Patient
from bookings.transactions import action
from notes.models import Screening
from notes.outcomes.night import Night, assess
from notes.screening.asking import withdraw_ask
from notes.screening.gate import Gate
from notes.screening.history import Result, past_of
from notes.screening.items import NO_CAP
from notes.screening.lists import FULL_LISTS, SHORT_LISTS
from notes.screening.record import QUESTION_SET, as_short, judge, store
from notes.screening.validity import opens_full

Kind = Screening.Kind
LIVE = (Appointment.Status.PENDING, Appointment.Status.BOOKED)


class CheckClosed(DomainError):
    """The visit is over or will not take place."""

    code = "check_closed"
    message = _("This check is closed: the visit is over, or will not take place.")


@dataclass(frozen=True, slots=True)
class Pain:
    """`now` and `night_worst` from 0 to 10; `woken` is the number of the last 7 nights."""

    now: int
    night_worst: int
    woken: int = 0
    eases: bool = True

    @property
    def is_loud_at_night(self) -> bool:
        return assess(Night(self.night_worst, self.woken, self.eases)) != "none"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the page says next: ask the whole check, or thank, with the texts of its gate if there is one."""

    asks_all: bool = False
    gate: Gate | None = None
    defer_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PreVisitSheet:
    pain_now: int
    night_worst: int
    woken: int
    eases: bool
    is_something_new: bool
    answered_at: datetime


def lists_before(visit: Appointment, patient: Patient, now: datetime) -> tuple[CheckList, ...]:
    """The short check, or the whole one for somebody whose last does not count any more."""
    return SHORT_LISTS if past_of(patient).counting(patient, now) else FULL_LISTS


@action
def answer_pre_visit(*, visit: Appointment, answers: Mapping[str, Any], pain: Pain, now: datetime) -> Outcome:
    """Keep what somebody answered before their visit. Anything new, or loud nights, asks the whole check.

    The visit stays in the calendar whatever comes of it: the clinic calls. Raises CheckClosed, ScreeningIncomplete.
    """
    patient = visit.patient
    if patient is None or visit.status not in LIVE or visit.starts_at <= now:
        raise CheckClosed
    withdraw_ask(visit)
    zone = ZoneInfo(visit.clinic.time_zone)
    short = as_short(answers)
    if short is None:
        _keep(visit, patient, pain, now, is_new=True, stands_on=None)
        judged = judge(
            patient=patient, answers={**_nights(pain), **answers}, facts={}, now=now, zone=zone,
            visit_at=visit.starts_at,
        )  # fmt: skip
        store(judged, patient=patient, source="portal", now=now, zone=zone, appointment=visit)
        return Outcome(gate=judged.gate, defer_until=judged.defer_until)
    is_new = opens_full(short) or pain.is_loud_at_night
    newest = past_of(patient).counting(patient, now)
    if newest is None:
        raise ScreeningIncomplete(_("Please answer the whole safety check this time."))
    _keep(visit, patient, pain, now, is_new=is_new, stands_on=newest, short=short)
    if is_new:
        # Whoever leaves the page now has said so all the same: the last full check counts no longer.
        full = Screening.objects.filter(patient__in=patient.family_of_records(), kind=Kind.FULL)
        full.filter(voided_at__isnull=True).update(voided_at=now)
    return Outcome(asks_all=is_new)


def pre_visit_sheet(visit: Appointment) -> PreVisitSheet | None:
    """What was answered last before a visit."""
    row = Screening.objects.filter(appointment=visit, kind=Kind.PRE_VISIT).first()
    if row is None:
        return None
    said = json.loads(row.answers)["pain"]
    return PreVisitSheet(
        pain_now=said["now"],
        night_worst=said["night_worst"],
        woken=said["woken"],
        eases=said["eases"],
        is_something_new=said["is_new"],
        answered_at=row.answered_at,
    )


def _nights(pain: Pain) -> dict[str, Any]:
    return {"night-n": pain.night_worst, "night-k": pain.woken, "night-e": "yes" if pain.eases else "no"}


def _keep(
    visit: Appointment,
    patient: Patient,
    pain: Pain,
    now: datetime,
    *,
    is_new: bool,
    stands_on: Screening | None,
    short: Mapping[str, bool] | None = None,
) -> None:
    said = {
        "now": pain.now,
        "night_worst": pain.night_worst,
        "woken": pain.woken,
        "eases": pain.eases,
        "is_new": is_new,
    }
    nothing = Result((), NO_CAP, frozenset(), frozenset(), 0)
    Screening.objects.create(
        clinic_id=patient.clinic_id,
        patient=patient,
        appointment=visit,
        kind=Kind.PRE_VISIT,
        source=Screening.Source.PORTAL,
        question_set=QUESTION_SET,
        answers=json.dumps({"answers": short or {}, "facts": {}, "pain": said}),
        result=stands_on.result if stands_on else nothing.as_json(),
        tier=0,
        answered_at=now,
        valid_until_date=visit.clinic.date_at(visit.starts_at),
    )
