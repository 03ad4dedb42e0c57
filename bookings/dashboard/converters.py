"""Dates in URLs."""

from datetime import date


class DateConverter:
    """`2026-11-24`; anything that is no date is no address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return str(value)
