"""Forms that begin with what is on record, and the values that they begin with."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings import wording
from bookings.availability.hours import DAY
from bookings.dashboard.forms import PatientForm
from bookings.dashboard.hours_forms import MOST_INTERVALS, WeeklyForm
from bookings.dashboard.wish_forms import WEEKDAYS
from bookings.models import DateOverride, Patient, TimeOff, WaitlistEntry, WeeklyHours


class HoursForm(WeeklyForm):
    """One interval of a usual week."""

    weekdays = None  # type: ignore[assignment]
    weekday = forms.TypedChoiceField(label=_("Day"), choices=WEEKDAYS, coerce=int)


class DetailsForm(PatientForm):
    """What is on record about a patient."""

    is_another = None  # type: ignore[assignment]
    sex = forms.ChoiceField(label=_("Sex"), choices=Patient.Sex.choices, required=False)

    def clean(self) -> dict[str, Any]:
        """A child needs neither phone nor address: the guardian has them."""
        return dict(super(PatientForm, self).clean() or {})


def clock(minute: int) -> str:
    """Minutes after midnight as a time field shows them; the end of a day is its midnight."""
    minute %= DAY
    return f"{minute // 60:02d}:{minute % 60:02d}"


def of_hours(row: WeeklyHours) -> dict[str, Any]:
    return {
        "weekday": row.weekday, "start": clock(row.start_minute), "end": clock(row.end_minute),
        "location": row.location.public_id, "every_weeks": row.every_weeks, "valid_from": row.valid_from,
        "valid_until": row.valid_until,
    }  # fmt: skip


def of_override(row: DateOverride) -> dict[str, Any]:
    found: dict[str, Any] = {"day": row.date, "location": row.location.public_id}
    for number, (start, end) in enumerate(row.intervals[:MOST_INTERVALS], 1):
        found |= {f"start_{number}": clock(start), f"end_{number}": clock(end)}
    return found


def of_time_off(row: TimeOff, everyone: str) -> dict[str, Any]:
    """On the wall of its location; midnights are whole days."""
    zone = (row.location or row.clinic).time_zone
    first, last = wording.wall(row.starts_at, zone), wording.wall(row.ends_at, zone)
    is_midnight = last.hour == last.minute == 0
    return {
        "who": row.therapist.public_id if row.therapist else everyone,
        "where": row.location.public_id if row.location else everyone,
        "first": first.date(),
        "from_time": None if first.hour == first.minute == 0 else first.time(),
        "last": wording.wall(row.ends_at - row.ends_at.resolution, zone).date(),
        "until_time": None if is_midnight else last.time(),
        "reason": row.reason,
    }


def of_entry(row: WaitlistEntry) -> dict[str, Any]:
    return {
        "option": row.option.public_id, "therapists": [one.public_id for one in row.therapists.all()],
        "location": row.location.public_id if row.location else "", "weekdays": row.weekdays,
        "from_time": clock(row.from_minute) if row.from_minute else None,
        "until_time": clock(row.until_minute) if row.until_minute < DAY else None,
        "from_date": row.from_date, "until_date": row.until_date, "notice_minutes": row.notice_minutes,
    }  # fmt: skip


def of_patient(row: Patient) -> dict[str, Any]:
    return {name: getattr(row, name) for name in DetailsForm.base_fields}
