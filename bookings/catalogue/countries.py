"""Countries with their names and time zones, as the time zone database lists them."""

from functools import cache
from importlib.resources import files

_LISTS = "tzdata.zoneinfo"


@cache
def country_names() -> dict[str, str]:
    """English names by their two letters, in the order of the names."""
    named = {row[0]: row[1] for row in _rows("iso3166.tab")}
    return dict(sorted(named.items(), key=lambda pair: pair[1]))


@cache
def zones_by_country() -> dict[str, tuple[str, ...]]:
    """The time zones of each country, the most populous first."""
    found: dict[str, tuple[str, ...]] = {}
    for country, _place, zone, *_comment in _rows("zone.tab"):
        found[country] = (*found.get(country, ()), zone)
    return found


def _rows(name: str) -> list[list[str]]:
    text = (files(_LISTS) / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
