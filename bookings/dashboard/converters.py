"""Dates in URLs."""

from datetime import date

from bookings.availability.hours import YEARS


class DateConverter:
    """`2026-11-24`; anything that is no date within reach is no address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        day = date.fromisoformat(value)
        if day.year not in YEARS:
            raise ValueError(value)
        return day

    def to_url(self, value: date | str) -> str:
        return str(value)
