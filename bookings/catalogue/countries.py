"""Countries with their names and time zones, as the time zone database lists them."""

from functools import cache
from importlib.resources import files

_LISTS = "tzdata.zoneinfo"


_EURO = "AT BE BG HR CY EE FI FR DE GR IE IT LV LT LU MT NL PT SK SI ES AD MC SM VA ME XK"
# ISO 4217.
_CURRENCIES = {
    **dict.fromkeys(_EURO.split(), "EUR"),
    "US": "USD", "GB": "GBP", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "MX": "MXN", "IN": "INR", "CH": "CHF",
    "LI": "CHF", "SE": "SEK", "NO": "NOK", "DK": "DKK", "PL": "PLN", "BR": "BRL", "ZA": "ZAR", "JP": "JPY",
}  # fmt: skip
# The medical emergency line where it is not 112, which reaches one from mobile phones nearly everywhere (ITU-T E.161.1
# names 112 and 911). The owner sees and changes it.
_EMERGENCY = {
    "US": "911", "CA": "911", "MX": "911", "GB": "999", "AU": "000", "NZ": "111", "JP": "119", "BR": "192",
}  # fmt: skip


def emergency_number(country: str) -> str:
    """What is dialled there for an ambulance."""
    return _EMERGENCY.get(country, "112")


def currencies_by_country() -> dict[str, str]:
    """The currency of the countries that have one of those that are offered."""
    return dict(_CURRENCIES)


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
