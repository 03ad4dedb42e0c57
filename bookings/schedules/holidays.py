"""The public holidays of a clinic's country and region."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from bookings.models import Clinic, TimeOff
from bookings.schedules.absences import Absence, between

YEARS_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday; `closure` is the public id of the time off that closes the clinic then, if there is one."""

    day: date
    name: str
    closure: str


def holidays_of(*, clinic: Clinic, year: int, region: str | None = None) -> list[Holiday]:
    """The year's public holidays of the clinic's country and of a region, the clinic's own unless named.

    In order; none for a country that nobody has listed. One query.
    """
    region = clinic.region if region is None else region
    named = _named(clinic.country, region, clinic.language, year)
    rows = TimeOff.objects.filter(clinic=clinic, is_holiday=True, therapist=None, location=None)
    closed = {row.starts_at: row.public_id for row in rows}
    return [
        Holiday(day, name, closed.get(closure_of(clinic, day, name).starts_at, "")) for day, name in named
    ]


def closure_of(clinic: Clinic, day: date, name: str) -> Absence:
    """The whole local day, everyone, everywhere."""
    starts_at, ends_at = between(clinic.time_zone, day, day)
    return Absence(starts_at, ends_at, reason=name[:200], is_holiday=True)


def regions_of(country: str) -> list[str]:
    """The codes of the regions that have holidays of their own."""
    from holidays import list_supported_countries

    return list(list_supported_countries(include_aliases=False).get(country, ()))


def years_to_choose(now: datetime) -> list[int]:
    return [now.year + n for n in range(YEARS_AHEAD)]


@lru_cache(maxsize=256)
def _named(country: str, region: str, language: str, year: int) -> tuple[tuple[date, str], ...]:
    """By date; a region that is not known counts for nothing, a language that is not becomes the country's own."""
    # Half a second and some memory, for one page that is opened once a year.
    from holidays import country_holidays, list_supported_countries

    if country not in list_supported_countries():
        return ()
    subdivision = region if region in regions_of(country) else None
    found = country_holidays(country, subdiv=subdivision, years=year, language=_spoken(language))
    return tuple(sorted(found.items()))


def _spoken(language: str) -> str:
    return "en_US" if language.startswith("en") else language.replace("-", "_")
