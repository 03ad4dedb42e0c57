"""An instant in words, for a letter."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.dateformat import format as date_format
from django.utils.text import capfirst
from django.utils.translation import pgettext


@dataclass(frozen=True, slots=True)
class When:
    """A start in words, in the language that is active: on the wall where it takes place, with the zone."""

    weekday: str
    date: str
    short_day: str
    time: str
    short_zone: str
    zone: str


def when_of(starts_at: datetime, time_zone: str) -> When:
    """`starts_at` on the wall of `time_zone`. Both passes of an hour that comes twice can be told apart."""
    return _when(starts_at.astimezone(UTC), time_zone, translation.get_language())


@lru_cache(maxsize=1024)
def _when(at: datetime, time_zone: str, language: str | None) -> When:
    """Many letters are about the same hour. `language` is the active one."""
    local = at.astimezone(ZoneInfo(time_zone))
    offset = f"UTC{local:%z}"
    offset = f"{offset[:6]}:{offset[6:8]}".replace("-", "\u2212")
    name = local.tzname() or ""
    is_named = name.isalpha() and name != "UTC"
    return When(
        weekday=capfirst(date_format(local, "l")),
        # Translators: a date without its weekday, in Django's date format.
        date=date_format(local, pgettext("date format", "F j, Y")),
        # Translators: weekday, day and month in a subject line, in Django's date format.
        short_day=date_format(local, pgettext("date format", "l, F j")),
        # Translators: a time of day, in Django's date format.
        time=date_format(local, pgettext("time format", "g:i A")),
        short_zone=name if is_named else offset,
        zone=f"{name} ({offset})" if is_named else offset,
    )
