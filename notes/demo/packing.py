"""Filling a day with treatments that the rules would have allowed: hours, rooms, buffers, caps."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bookings.models import Location, Room, Service, ServiceOption, Therapist
from notes.demo.dice import Dice
from notes.demo.house import House, Shift

STEP = 15
BREATHER = 0.15
LENGTHS = (60, 60, 60, 60, 60, 30, 30, 90, 90)


@dataclass(frozen=True, slots=True)
class Cell:
    """Room for one treatment on some day; `minute` is its start after the midnight of the location."""

    therapist: Therapist
    location: Location
    room: Room
    option: ServiceOption
    minute: int


@dataclass(frozen=True, slots=True)
class Wish:
    """A treatment that must be there that day; a late one lies near the end of the day."""

    therapist: Therapist
    option: ServiceOption
    is_late: bool = False


class _Day:
    """One day in the making: who and what is occupied, buffers included."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.cells: list[Cell] = []
        self.taken: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
        self.minutes: dict[int, int] = defaultdict(int)
        self.deep: dict[int, int] = defaultdict(int)

    def place(self, shift: Shift, option: ServiceOption, minute: int) -> Cell | None:
        service, therapist = option.service, shift.therapist
        span = (
            minute - service.buffer_before_minutes,
            minute + option.minutes + service.buffer_after_minutes,
        )
        if minute + option.minutes > shift.end or self._is_taken("therapist", therapist.pk, span):
            return None
        room = next((r for r in self._rooms(shift, service) if not self._is_taken("room", r.pk, span)), None)
        if room is None or not self._is_allowed(therapist, option):
            return None
        self.taken["therapist", therapist.pk].append(span)
        self.taken["room", room.pk].append(span)
        self.minutes[therapist.pk] += option.minutes
        self.deep[therapist.pk] += service.modality == Service.Modality.DEEP
        cell = Cell(therapist, shift.location, room, option, minute)
        self.cells.append(cell)
        return cell

    def _rooms(self, shift: Shift, service: Service) -> Iterator[Room]:
        """Those that fit, the therapist's own or the least special one first."""
        if own := self.house.own_room.get(shift.therapist.pk):
            yield own
            return
        kind = service.room_kind
        for room in sorted(self.house.rooms, key=lambda room: (len(room.kinds), room.pk)):
            if room.location_id == shift.location.pk and (kind is None or kind in room.kinds):
                yield room

    def _is_taken(self, what: str, key: int, span: tuple[int, int]) -> bool:
        return any(span[0] < end and start < span[1] for start, end in self.taken[what, key])

    def _is_allowed(self, therapist: Therapist, option: ServiceOption) -> bool:
        """The therapist's caps. As many deep ones a day as may follow each other are never too many in a row."""
        most, deep = therapist.max_hands_on_minutes, therapist.max_deep_in_a_row
        if most is not None and self.minutes[therapist.pk] + option.minutes > most:
            return False
        is_deep = option.service.modality == Service.Modality.DEEP
        return not (is_deep and deep is not None and self.deep[therapist.pk] >= deep)


def pack_day(
    house: House, shifts: Sequence[Shift], dice: Dice, wishes: Sequence[Wish] = ()
) -> tuple[list[Cell], list[Cell]]:
    """The cells of the wishes, in their order, and all that fits besides, in order of time.

    Raises LookupError for a wish that finds no place.
    """
    day = _Day(house)
    wished = [_grant(day, wish, shifts, dice) for wish in wishes]
    for shift in dice.sample(shifts, len(shifts)):
        _fill(day, shift, dice)
    others = [cell for cell in day.cells if cell not in wished]
    return wished, sorted(others, key=lambda cell: (cell.minute, cell.therapist.pk))


def _grant(day: _Day, wish: Wish, shifts: Sequence[Shift], dice: Dice) -> Cell:
    starts = [
        (shift, minute)
        for shift in shifts
        if shift.therapist == wish.therapist
        for minute in range(-(-shift.start // STEP) * STEP, shift.end, STEP)
    ]
    if wish.is_late:
        starts.reverse()
    else:
        dice.shuffle(starts)
    for shift, minute in starts:
        if cell := day.place(shift, wish.option, minute):
            return cell
    raise LookupError(f"no place for {wish.option} with {wish.therapist}")


def _fill(day: _Day, shift: Shift, dice: Dice) -> None:
    gives = [key for key in day.house.gives[shift.therapist.pk] if len(day.house.menu[key]) > 1]
    minute = shift.start
    while minute < shift.end:
        option = day.house.option(dice.choice(gives), dice.choice(LENGTHS))
        if day.place(shift, option, minute):
            end = minute + option.minutes + option.service.buffer_after_minutes
            minute = -(-end // STEP) * STEP + (STEP if dice.chance(BREATHER) else 0)
        else:
            minute += STEP
