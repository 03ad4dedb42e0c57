"""Loading the demo clinic: one transaction, so that there is all of it or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from bookings.models import Clinic, Location, Patient, Therapist, User
from bookings.people.register import SLUG
from notes.demo import logins
from notes.demo.at_home import write_at_home
from notes.demo.bulk import load_past
from notes.demo.charts import write_charts
from notes.demo.checks import write_checks
from notes.demo.diary import plan_visits
from notes.demo.dice import Dice
from notes.demo.history import Ledger, live_through
from notes.demo.house import ABOUT, TIME_ZONE, House, build_house
from notes.demo.moving import write_moving
from notes.demo.own_pages import DATES, write_own_pages
from notes.demo.papers import write_papers
from notes.demo.past_courses import write_past_courses
from notes.demo.people import admit_cast, admit_regulars
from notes.demo.privacy import write_requests
from notes.demo.programs import write_programs
from notes.demo.stories import STORIES
from notes.demo.waiting import write_waiting

NAME = "Riverside Massage"
WEEKS = 4
VISITS_A_WEEK = 21
REGULARS = 14
FEWEST = sum(len(story.scenes) for story in STORIES.values())


class CannotLoad(Exception):
    """Why the demo clinic cannot be loaded, for the person who asked."""


class AlreadyThere(Exception):
    """The clinic has people or visits already; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to load. `weeks` back, and as many ahead up to four; `appointments` None is a usual number."""

    slug: str
    therapists: int = 5
    weeks: int | None = None
    appointments: int | None = None
    seed: int = 1

    @property
    def story_weeks(self) -> int:
        return min(self.weeks or WEEKS, WEEKS)

    @property
    def usual(self) -> int:
        """As many as the weeks around today hold in a clinic that is doing well."""
        return max(VISITS_A_WEEK * self.story_weeks * self.therapists, FEWEST)

    @property
    def around_today(self) -> int:
        """More than the usual only if there are no earlier weeks to go to."""
        if self.weeks is not None and self.weeks <= WEEKS:
            return self.count
        return min(self.count, self.usual)

    @property
    def count(self) -> int:
        if self.appointments is not None:
            return self.appointments
        return max(VISITS_A_WEEK * (self.weeks or WEEKS) * self.therapists, FEWEST)


def load(wanted: Wanted, *, now: datetime, tell: Callable[[str], None]) -> int:
    """Load it and return how many appointments there are.

    The same for a seed and a day; only what has become of today's visits follows the clock. Raises
    AlreadyThere, CannotLoad.
    """
    if wanted.therapists < 1 or (wanted.weeks is not None and wanted.weeks < 1):
        raise CannotLoad("A clinic needs at least one therapist and one week.")
    if not SLUG.fullmatch(wanted.slug):
        raise CannotLoad("The clinic's short name takes small letters, digits and single hyphens.")
    if wanted.count < FEWEST:
        raise CannotLoad(f"The stories alone take {FEWEST} appointments; ask for at least that many.")
    with transaction.atomic():
        _wait_for_our_turn()
        clinic = _empty_clinic(wanted.slug)
        today = clinic.date_at(now)
        dice = Dice(wanted.seed, wanted.slug, today)
        house = build_house(clinic, therapists=wanted.therapists, today=today, dice=dice.stream("house"))
        loaded = _load_around_today(house, wanted, dice, now)
        tell(f"{loaded:,} appointments around today")
        if rest := wanted.count - loaded:
            before = today - timedelta(weeks=wanted.story_weeks)
            loaded += load_past(
                house, rest, before=before, weeks=wanted.weeks, dice=dice.stream("past"), tell=tell
            )
            tell(f"{write_past_courses(house, now, dice.stream('past courses')):,} plans of earlier months")
        if loaded < wanted.count:
            raise CannotLoad(_too_many(wanted, loaded))
    if loaded > wanted.usual:
        _refresh_statistics()
    return loaded


def _too_many(wanted: Wanted, most: int) -> str:
    return (
        f"{wanted.count:,} appointments do not fit into {wanted.weeks} weeks of {wanted.therapists} "
        f"therapists; {most:,} do. Ask for more weeks, or for more therapists."
    )


def _load_around_today(house: House, wanted: Wanted, dice: Dice, now: datetime) -> int:
    cast = admit_cast(house, dice.stream("cast"))
    regulars = admit_regulars(house, REGULARS, dice.stream("regulars"))
    with_dates = wanted.around_today >= FEWEST + DATES
    visits = plan_visits(
        house,
        cast,
        regulars,
        weeks=wanted.story_weeks,
        count=wanted.around_today - (DATES if with_dates else 0),
        dice=dice.stream("diary"),
    )
    ledger = Ledger()
    for number, visit in enumerate(visits):
        live_through(house, visit, ledger, now=now, dice=dice.stream("visit", number))
    ledger.save()
    write_charts(house, visits, cast, now=now, dice=dice.stream("charts"))
    write_checks(house, visits, cast, now=now, dice=dice.stream("checks"))
    write_at_home(house, cast, now=now, dice=dice.stream("at home"))
    write_papers(house, cast, now=now, dice=dice.stream("papers"))
    write_waiting(house, cast, now=now, dice=dice.stream("waiting"))
    write_requests(house, cast, dice=dice.stream("requests"))
    write_programs(house, now=now, dice=dice.stream("programs"))
    own = dice.stream("own pages")
    held = write_own_pages(house, cast, now=now, dice=own, with_dates=with_dates)
    write_moving(house, now=now, dice=dice.stream("moving"))
    return len(visits) + held


def _empty_clinic(slug: str) -> Clinic:
    """A new clinic, or one of that name to which nothing has been added yet."""
    clinic = Clinic.objects.filter(slug=slug).first()
    if clinic is not None:
        for model in (Therapist, Location, Patient):
            if model.objects.filter(clinic=clinic).exists():
                raise AlreadyThere
    taken = User.objects.filter(email__in=[email for _role, email, _password in logins(slug)])
    if taken.exists():
        raise CannotLoad(f"{taken[0].email} has an account already, and the demo needs that address.")
    return clinic or Clinic.objects.create(
        slug=slug,
        name=NAME,
        time_zone=TIME_ZONE,
        phone="+1 555 0142",
        email=f"hello@{slug}.example.org",
        about=ABOUT,
        public_id=Dice(0, slug).public_id(),
    )


def _wait_for_our_turn() -> None:
    """Two at once would both find an empty clinic."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tend.load_demo'))")


def _refresh_statistics() -> None:
    """The planner should know of the new rows at once, not when autovacuum gets to them."""
    with connection.cursor() as cursor:
        for table in ("appointment", "appointmentevent", "patient", "notification"):
            cursor.execute(f"ANALYZE bookings_{table}")
