"""Public holidays by country and region become closures."""

from datetime import date

import pytest

from bookings.models import Clinic
from bookings.schedules.holidays import closure_of, holidays_of, regions_of
from bookings.schedules.time_off import add_time_off
from tests.factories import NOW, World, make_user


def names(clinic: Clinic, year: int = 2027) -> dict[date, str]:
    return {holiday.day: holiday.name for holiday in holidays_of(clinic=clinic, year=year)}


def test_country_and_region_decide(world: World) -> None:
    clinic = world.clinic
    clinic.country = "US"
    assert names(clinic)[date(2027, 7, 4)] == "Independence Day"
    clinic.country, clinic.region = "DE", "BY"
    assert date(2027, 1, 6) in names(clinic)
    clinic.region = "BE"
    assert date(2027, 1, 6) not in names(clinic)
    assert date(2027, 1, 6) in {h.day for h in holidays_of(clinic=clinic, year=2027, region="BY")}
    assert "BY" in regions_of("DE")


def test_names_are_in_the_clinics_language(world: World) -> None:
    world.clinic.country, world.clinic.language = "DE", "de"
    assert names(world.clinic)[date(2027, 1, 1)] == "Neujahr"


@pytest.mark.parametrize(("country", "region", "is_known"), [("XX", "", False), ("US", "nowhere", True)])
def test_an_unknown_place_is_no_error(world: World, country: str, region: str, is_known: bool) -> None:
    world.clinic.country, world.clinic.region = country, region
    assert bool(names(world.clinic)) is is_known
    assert regions_of("XX") == []


@pytest.mark.django_db(transaction=True)
def test_a_holiday_that_is_closed_says_so(world: World) -> None:
    user = make_user("owner", world.clinic)
    first, second, *_rest = holidays_of(clinic=world.clinic, year=2028)
    closure = closure_of(world.clinic, first.day, first.name)
    (row,) = add_time_off(clinic=world.clinic, absences=[closure], decided=(), user=user, now=NOW)
    assert (row.is_holiday, row.reason) == (True, first.name)
    again = holidays_of(clinic=world.clinic, year=2028)
    assert (again[0].closure, again[1].closure) == (row.public_id, "")
    assert again[1].day == second.day
