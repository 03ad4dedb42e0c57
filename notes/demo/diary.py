"""Who comes when: the visits of the weeks around today, those of a story first, regulars in between."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bookings.availability.hours import dates
from bookings.models import Appointment, Patient, Therapist
from notes.demo.dice import Dice
from notes.demo.house import House
from notes.demo.packing import Cell, Wish, pack_day
from notes.demo.stories import STORIES, Scene

FEWEST_DAYS_BACK = 42
MOST_WISHES = 3
DAYS_APART = 3
# How much likelier than on another day a time is taken.
BUSY = {-1: 6.0, 0: 9.0, 1: 4.0}
AHEAD = 0.6
# What becomes of a regular's visit.
FATES = ("kept",) * 78 + ("no_show",) * 4 + ("early_cancel",) * 7 + ("late_cancel",) * 5 + ("moved",) * 6


@dataclass
class Visit:
    """One appointment to be, and what becomes of it. `appointment` is the row, once it is written."""

    day: date
    cell: Cell
    patient: Patient
    fate: str
    starts_at: datetime
    ends_at: datetime
    scene: Scene | None = None
    story: str = ""
    appointment: Appointment | None = None


def story_visits(house: House) -> dict[date, list[tuple[Wish, Scene, str]]]:
    """The scenes of all stories by day: the wanted one or the nearest on which the therapist has room."""
    wishes: dict[date, list[tuple[Wish, Scene, str]]] = defaultdict(list)
    for key, story in STORIES.items():
        days: set[date] = set()
        for scene in story.scenes:
            service, minutes = scene.option
            therapist = house.giver(story.therapist, service)
            day = _working_day(house, therapist, scene.day, wishes, days)
            days.add(day)
            wish = Wish(therapist, house.option(service, minutes), is_late=scene.day == 0)
            wishes[day].append((wish, scene, key))
    return wishes


def _working_day(
    house: House,
    therapist: Therapist,
    wanted: int,
    wishes: Mapping[date, Sequence[tuple[Wish, Scene, str]]],
    used: set[date],
) -> date:
    """Past scenes look further back, others further ahead."""
    step = timedelta(days=-1 if wanted < 0 else 1)
    day = house.today + timedelta(days=wanted)
    while True:
        theirs = [wish for wish, _scene, _key in wishes.get(day, ()) if wish.therapist == therapist]
        works = any(shift.therapist == therapist for shift in house.shifts_on(day))
        if works and day not in used and len(theirs) < MOST_WISHES:
            return day
        day += step


def plan_visits(
    house: House,
    cast: Mapping[str, Patient],
    regulars: Mapping[int, Sequence[Patient]],
    *,
    weeks: int,
    count: int,
    dice: Dice,
) -> list[Visit]:
    """`count` visits from `weeks` weeks back to as many ahead, in order of time; at least those of the stories."""
    wishes = story_visits(house)
    span = timedelta(weeks=weeks)
    first = min(house.today - max(span, timedelta(days=FEWEST_DAYS_BACK)), *wishes)
    last = max(house.today + span, *wishes)
    told: list[Visit] = []
    free: list[tuple[date, Cell]] = []
    for day in dates(first, last):
        scenes = wishes.get(day, [])
        wished, others = pack_day(
            house, house.shifts_on(day), dice.stream("day", day), [wish for wish, _scene, _key in scenes]
        )
        for cell, (_wish, scene, key) in zip(wished, scenes, strict=True):
            told.append(_visit(house, day, cell, cast[key], scene.fate, scene, key))
        if abs(day - house.today) <= span:
            free += [(day, cell) for cell in others]
    chosen = _choose(house, free, count - len(told), dice.stream("choice"))
    return sorted(
        told + _seat(house, chosen, regulars, dice.stream("regulars")),
        key=lambda visit: (visit.starts_at, visit.cell.therapist.pk),
    )


def _choose(
    house: House, free: Sequence[tuple[date, Cell]], count: int, dice: Dice
) -> list[tuple[date, Cell]]:
    """A weighted sample without repeats, in order of time (Efraimidis and Spirakis' keys)."""
    keyed = []
    for number, (day, _cell) in enumerate(free):
        ahead = (day - house.today).days
        weight = BUSY.get(ahead, 1.0 if ahead < 0 else AHEAD)
        keyed.append((dice.random() ** (1 / weight), number))
    keyed.sort(reverse=True)
    return [free[number] for number in sorted(number for _key, number in keyed[: max(count, 0)])]


def _seat(
    house: House, chosen: Iterable[tuple[date, Cell]], regulars: Mapping[int, Sequence[Patient]], dice: Dice
) -> list[Visit]:
    """Give each chosen time to one of the therapist's regulars who was not there a few days before."""
    last: dict[int, date] = {}
    visits = []
    for day, cell in chosen:
        theirs = regulars[cell.therapist.pk]
        rested = [p for p in theirs if (day - last.get(p.pk, date.min)).days >= DAYS_APART]
        patient = dice.choice(rested or [min(theirs, key=lambda p: last.get(p.pk, date.min))])
        last[patient.pk] = day
        visits.append(_visit(house, day, cell, patient, dice.choice(FATES)))
    return visits


def _visit(
    house: House,
    day: date,
    cell: Cell,
    patient: Patient,
    fate: str,
    scene: Scene | None = None,
    story: str = "",
) -> Visit:
    starts_at = house.at(day, cell.minute)
    ends_at = starts_at + timedelta(minutes=cell.option.minutes)
    return Visit(day, cell, patient, fate, starts_at, ends_at, scene, story)
