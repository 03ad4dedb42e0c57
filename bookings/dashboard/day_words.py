"""Which day somebody means who types "tomorrow", "Monday", "24 Nov" or "2026-11-24"."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext, override

from bookings.models.people import search_key

NEAR = (("yesterday", -1), ("today", 0), ("tomorrow", 1))
LETTERS = 3
# A day without its year is the next one, unless it is hardly over: then the one that was.
BEHIND = timedelta(days=60)


def day_meant(text: str, today: date) -> date | None:
    """The date that `text` names as a whole; None if it names none. In the language that is spoken, and in English.

    Weekdays are the next of that name, `today` among them; day and month may stand in any order, with or without year.
    """
    said = search_key(text).replace(",", " ").replace(".", " ")
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", said.strip()):
        return _date(*(int(part) for part in said.strip().split("-")))
    words = [word for word in said.split() if word not in ("de", "of", "the", "el")]
    for names in _names():
        if (day := _named(words, names, today)) is not None:
            return day
    return None


def _names() -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Words for the near days, the weekdays and the months: in the language that is spoken, then in English."""
    spoken = [gettext("Yesterday"), gettext("Today"), gettext("Tomorrow")]
    yield _keys(spoken), _keys(map(str, WEEKDAYS.values())), _keys(map(str, MONTHS.values()))
    with override("en"):
        yield (
            [word for word, _days in NEAR],
            _keys(map(str, WEEKDAYS.values())),
            _keys(map(str, MONTHS.values())),
        )


def _keys(words: Iterable[str]) -> list[str]:
    return [search_key(word) for word in words]


def _named(words: list[str], names: tuple[list[str], list[str], list[str]], today: date) -> date | None:
    near, weekdays, months = names
    if len(words) == 1:
        if words[0] in near:
            return today + timedelta(days=near.index(words[0]) - 1)
        weekday = _index(words[0], weekdays)
        return None if weekday is None else today + timedelta(days=(weekday - today.weekday()) % 7)
    month = next((found for word in words if (found := _index(word, months)) is not None), None)
    numbers = [int(word) for word in words if word.isdigit()]
    if month is None or len(numbers) != len(words) - 1 or not 1 <= len(numbers) <= 2:
        return None
    day = next((number for number in numbers if number <= 31), 0)
    years = [number for number in numbers if number > 31]
    if years:
        return _date(years[0], month + 1, day)
    return _nearest(month + 1, day, today)


def _index(word: str, names: list[str]) -> int | None:
    """Of the name that begins so; three letters at least."""
    if len(word) < LETTERS:
        return None
    return next((number for number, name in enumerate(names) if name.startswith(word)), None)


def _nearest(month: int, day: int, today: date) -> date | None:
    found = _date(today.year, month, day)
    if found is None or today - found <= BEHIND:
        return found
    return _date(today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
