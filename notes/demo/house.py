"""The demo clinic before anybody has booked: locations, rooms, services, team, hours, and days that differ."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from bookings.availability.hours import WeeklyRule, dates, instant
from bookings.models import (
    BookingPolicy,
    Clinic,
    DateOverride,
    Location,
    Membership,
    MessageTemplate,
    Room,
    Service,
    ServiceOption,
    Therapist,
    TimeOff,
    User,
    WeeklyHours,
)
from notes.demo import PASSWORD, names, team
from notes.demo.dice import Dice

TIME_ZONE = "America/New_York"
ABOUT = "Massage by the river, by appointment. We plan a course of sessions with you, one step at a time."
EVERY_OTHER_WEEK_SINCE = timedelta(weeks=60)
# Days from today. Nobody works on the first; the others are one therapist's.
CLOSED, HOLIDAY, SHORT_DAYS = 23, range(16, 21), range(8, 15)
SHORT_DAY = (team.at(11), team.at(14))


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of one day, in minutes after the midnight of the location."""

    therapist: Therapist
    location: Location
    start: int
    end: int


@dataclass
class House:
    """The saved rows of the clinic, and who works when. `today` is the clinic's date.

    `rooms` are shared by those who have no `own_room`.
    """

    clinic: Clinic
    today: date
    locations: dict[str, Location] = field(default_factory=dict)
    rooms: list[Room] = field(default_factory=list)
    menu: dict[str, list[ServiceOption]] = field(default_factory=dict)
    therapists: dict[str, Therapist] = field(default_factory=dict)
    gives: dict[int, tuple[str, ...]] = field(default_factory=dict)
    own_room: dict[int, Room] = field(default_factory=dict)
    rules: list[tuple[Therapist, Location, WeeklyRule]] = field(default_factory=list)
    overrides: dict[tuple[int, date], Shift] = field(default_factory=dict)
    away: set[tuple[int, date]] = field(default_factory=set)
    reception: User | None = None

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.clinic.time_zone)

    @property
    def closed_on(self) -> date:
        return self.today + timedelta(days=CLOSED)

    def at(self, day: date, minute: int) -> datetime:
        """The instant, in UTC, at which the clinic's wall clock shows `minute` on `day`."""
        return datetime.fromtimestamp(instant(self.zone, day, minute, "start"), UTC)

    def option(self, service: str, minutes: int) -> ServiceOption:
        return next(option for option in self.menu[service] if option.minutes == minutes)

    def therapist(self, key: str) -> Therapist:
        """The one of that name, or somebody else if the team is smaller."""
        everyone = list(self.therapists.values())
        position = [member.key for member in team.TEAM].index(key)
        return everyone[position % len(everyone)]

    def giver(self, key: str, service: str) -> Therapist:
        """The one of that name if they give the service, else the first who does."""
        wanted = self.therapist(key)
        others = [one for one in self.therapists.values() if service in self.gives[one.pk]]
        return wanted if wanted in others else others[0]

    def shifts_on(self, day: date) -> list[Shift]:
        """Who works that day, as `bookings.availability` would have it."""
        if day == self.closed_on:
            return []
        return [
            self.overrides.get(
                (therapist.pk, day), Shift(therapist, location, rule.start, rule.end or 24 * 60)
            )
            for therapist, location, rule in self.rules
            if rule.starts_on(day) and (therapist.pk, day) not in self.away
        ]


def build_house(clinic: Clinic, *, therapists: int, today: date, dice: Dice) -> House:
    """Fill an empty clinic. Saves everything, in the caller's transaction."""
    house = House(clinic, today)
    _write_policy(clinic)
    _open_locations(house, dice)
    _write_menu(house, dice)
    _hire(house, dice, therapists)
    _invite_staff(house, dice)
    _link_services(house)
    _write_hours(house, dice)
    _write_days_that_differ(house, dice)
    _word_messages(house, dice.stream("words"))
    return house


def _write_policy(clinic: Clinic) -> None:
    """The usual numbers, but requests may wait over a day, so that there always is one to answer."""
    clinic.policy, _created = BookingPolicy.objects.update_or_create(
        clinic=clinic, defaults={"request_hours": 48, "message_alias": "Riverside"}
    )


def _word_messages(house: House, dice: Dice) -> None:
    """The house's own words, in the two languages that its patients read."""
    for kind, language, closing in (
        ("confirmation", "en", "The house with the green door; parking is behind it. {clinic}"),
        ("confirmation", "es", "La casa de la puerta verde; se aparca detrás. {clinic}"),
        ("reminder", "en", "Please come five minutes early, so that the time is all yours."),
    ):
        MessageTemplate.objects.create(
            clinic=house.clinic,
            kind=kind,
            language=language,
            closing=closing,
            public_id=dice.public_id(),
            changed_at=house.at(house.today - timedelta(days=40), 600),
        )


def _open_locations(house: House, dice: Dice) -> None:
    for key, name, address in (
        ("main", "Mill Street", "12 Mill Street, Riverton"),
        ("harbor", "Harbor House", "3 Harbor Walk, Riverton"),
    ):
        house.locations[key] = Location.objects.create(
            clinic=house.clinic,
            name=name,
            address=address,
            time_zone=house.clinic.time_zone,
            public_id=dice.public_id(),
        )
    house.rooms = [
        _add_room(house, dice, name, house.locations[key], kinds) for name, key, kinds in team.ROOMS
    ]


def _add_room(house: House, dice: Dice, name: str, location: Location, kinds: Iterable[str]) -> Room:
    return Room.objects.create(
        clinic=house.clinic, location=location, name=name, kinds=list(kinds), public_id=dice.public_id()
    )


def _write_menu(house: House, dice: Dice) -> None:
    for position, entry in enumerate(team.MENU):
        service = Service.objects.create(
            clinic=house.clinic,
            name=entry.name,
            description=entry.description,
            modality=entry.modality,
            booking_mode=entry.mode,
            buffer_before_minutes=entry.before,
            buffer_after_minutes=entry.after,
            room_kind=entry.room_kind,
            position=position,
            public_id=dice.public_id(),
        )
        house.menu[entry.key] = [
            ServiceOption.objects.create(
                clinic=house.clinic,
                service=service,
                minutes=minutes,
                price=price,
                currency=house.clinic.currency,
                public_id=dice.public_id(),
            )
            for minutes, price in entry.prices
        ]


def _hire(house: House, dice: Dice, count: int) -> None:
    for member in [*team.TEAM[:count], *_more(dice, count - len(team.TEAM))]:
        therapist = Therapist.objects.create(
            clinic=house.clinic,
            first_name=member.first_name,
            last_name=member.last_name,
            bio=member.bio,
            email=f"{member.key}@{house.clinic.slug}.example.org",
            offer_policy="adjacent" if member.is_adjacent else "all",
            max_hands_on_minutes=member.max_hands_on_minutes,
            max_deep_in_a_row=member.max_deep_in_a_row,
            public_id=dice.public_id(),
        )
        house.therapists[member.key] = therapist
        house.gives[therapist.pk] = member.services
        if member not in team.TEAM:
            number = len(house.rooms) + len(house.own_room) + 1
            room = _add_room(house, dice, f"Room {number}", house.locations["main"], ["table"])
            house.own_room[therapist.pk] = room
        for hours in member.hours:
            house.rules += _rules(therapist, house, hours)
    # In a team too small to share the menu, one gives whatever nobody else does.
    first, given = next(iter(house.gives)), {key for keys in house.gives.values() for key in keys}
    house.gives[first] += tuple(key for key in house.menu if key not in given)


def _more(dice: Dice, count: int) -> Iterator[team.Member]:
    """Further therapists, beyond the five with a story."""
    for number in range(count):
        first = dice.choice(names.FIRST).partition(":")[0]
        last = dice.choice(names.LAST).replace("_", " ")
        turn = number % len(team.MORE_HOURS)
        key = f"therapist{len(team.TEAM) + number + 1}"
        yield team.Member(key, first, last, "", team.MORE_SERVICES[turn], team.MORE_HOURS[turn])


def _rules(
    therapist: Therapist, house: House, hours: team.Hours
) -> Iterator[tuple[Therapist, Location, WeeklyRule]]:
    since = house.today - EVERY_OTHER_WEEK_SINCE if hours.every_weeks > 1 else None
    for weekday in hours.weekdays:
        if weekday >= team.TODAY:
            weekday = (house.today.weekday() + weekday - team.TODAY) % 7
        for start, end in hours.spans:
            rule = WeeklyRule(weekday, start, end, valid_from=since, every_weeks=hours.every_weeks)
            yield therapist, house.locations[hours.location], rule


def _invite_staff(house: House, dice: Dice) -> None:
    """The owner, reception and the five can sign in; a clinic that has an owner already keeps that one too."""
    role = Membership.Role
    people = [("owner", "Ruth", "Ferrante", role.OWNER), ("reception", "Sam", "Whitaker", role.RECEPTION)]
    people += [
        (member.key, member.first_name, member.last_name, role.THERAPIST)
        for member in team.TEAM[: len(house.therapists)]
    ]
    for key, first_name, last_name, role_of in people:
        user = User.objects.create(
            email=f"{key}@{house.clinic.slug}.example.org",
            password=make_password(PASSWORD, salt=dice.public_id()),
            first_name=first_name,
            last_name=last_name,
        )
        Membership.objects.create(clinic=house.clinic, user=user, role=role_of)
        if key == "reception":
            house.reception = user
        elif therapist := house.therapists.get(key):
            therapist.user = user
            therapist.save(update_fields=["user"])


def _link_services(house: House) -> None:
    links = Service.therapists.through
    links.objects.bulk_create(
        links(service_id=house.menu[key][0].service_id, therapist_id=therapist)
        for therapist, keys in house.gives.items()
        for key in keys
    )


def _write_hours(house: House, dice: Dice) -> None:
    WeeklyHours.objects.bulk_create(
        WeeklyHours(
            clinic=house.clinic,
            therapist=therapist,
            location=location,
            weekday=rule.weekday,
            start_minute=rule.start,
            end_minute=rule.end,
            valid_from=rule.valid_from,
            every_weeks=rule.every_weeks,
            public_id=dice.public_id(),
        )
        for therapist, location, rule in house.rules
    )


def _write_days_that_differ(house: House, dice: Dice) -> None:
    """A closed day for everybody, one therapist's holiday, and another's shorter days at one location."""
    days = [house.today + timedelta(days=n) for n in (HOLIDAY.start, HOLIDAY.stop - 1)]
    holiday_maker, short_worker = house.therapist("priya"), house.therapist("ingrid")
    house.away = {(holiday_maker.pk, day) for day in dates(*days)}
    spans: list[tuple[Therapist | None, date, date, str]] = [
        (None, house.closed_on, house.closed_on, "Team day"),
        (holiday_maker, days[0], days[1], "Holiday"),
    ]
    for therapist, first, last, reason in spans:
        TimeOff.objects.create(
            clinic=house.clinic,
            therapist=therapist,
            starts_at=house.at(first, 0),
            ends_at=house.at(last + timedelta(days=1), 0),
            reason=reason,
            public_id=dice.public_id(),
        )
    main, rules = house.locations["main"], [rule for rule in house.rules if rule[0] == short_worker]
    for day in (house.today + timedelta(days=n) for n in SHORT_DAYS):
        if [place for _who, place, rule in rules if rule.starts_on(day)] == [main]:
            DateOverride.objects.create(
                clinic=house.clinic,
                therapist=short_worker,
                location=main,
                date=day,
                intervals=[list(SHORT_DAY)],
                public_id=dice.public_id(),
            )
            house.overrides[short_worker.pk, day] = Shift(short_worker, main, *SHORT_DAY)
