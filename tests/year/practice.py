"""The three clinics, and the people who come to them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bookings.appointments.patient import PatientDetails
from bookings.appointments.policy import Actor
from bookings.models import Service, ServiceOption, User, WeeklyHours
from notes.soap.supervision import set_supervisor
from tests.factories import World, make_user, make_world

FIRST = "Ada Ben Cleo Dev Eva Finn Gus Hana Ivo Juna Kofi Lea Milo Nia Otis Pia Quin Rosa Sami Tova".split()
LAST = "Abt Berg Cole Dahl Ehm Ford Goto Hill Iqbal Joss Kern Lund Moss Nye Orr Pohl Quist Rana Stein Thapa".split()


@dataclass(frozen=True, slots=True)
class Where:
    """A clinic as it is to be: opening minutes on `weekdays`, therapists, rooms, and how much goes on."""

    slug: str
    zone: str
    country: str
    region: str
    weekdays: range
    hours: tuple[int, int]
    buffers: tuple[int, int]
    therapists: int
    rooms: int


CLINICS = (
    Where("new-york", "America/New_York", "US", "NY", range(5), (9 * 60, 18 * 60), (0, 15), 3, 2),
    Where("berlin", "Europe/Berlin", "DE", "BE", range(6), (8 * 60, 16 * 60), (5, 10), 3, 3),
    Where("kathmandu", "Asia/Kathmandu", "NP", "", range(7), (7 * 60, 15 * 60), (0, 0), 2, 1),
)
# Nights from Saturday to Sunday, when clocks change: whoever works then sees an hour twice, or not at all.
NIGHT_SHIFT = (0, 5 * 60)


@dataclass
class Persona:
    """Somebody who books, as they type it; `patient` is the key of the record that this came to."""

    details: PatientDetails
    language: str
    worsens: bool
    patient: int | None = None


@dataclass
class Practice:
    """A clinic with its staff and its patients; `dice` is its own, so that a clinic lives the same with others or alone."""

    where: Where
    world: World
    options: list[int]
    owner: User
    desk: User
    personas: list[Persona]
    dice: Random

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.where.zone)

    @property
    def at_desk(self) -> Actor:
        return Actor.staff(self.desk)

    def today(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()

    def at(self, day: date, minute: int) -> datetime:
        """The instant at which the wall shows `minute`, or the first after it that the wall does show."""
        wall = datetime.combine(day, datetime.min.time(), self.zone) + timedelta(minutes=minute)
        return datetime.fromtimestamp(wall.timestamp(), self.zone)


def open_practice(where: Where, now: datetime, people: int, dice: Random) -> Practice:
    """An empty calendar, three services, a night shift on Sundays, and a therapist whose notes are co-signed."""
    world = make_world(
        therapists=where.therapists,
        rooms=where.rooms,
        zone=where.zone,
        hours=where.hours,
        weekdays=where.weekdays,
        buffers=where.buffers,
        min_notice_minutes=120,
        horizon_days=60,
        hold_minutes=10,
    )
    clinic = world.clinic
    clinic.country, clinic.region = where.country, where.region
    clinic.save()
    owner, desk = make_user("owner", clinic), make_user("reception", clinic)
    if len(world.therapists) > 1:
        set_supervisor(therapist=world.therapists[1], supervisor=world.therapists[0], user=owner, now=now)
    WeeklyHours.objects.create(
        clinic=clinic, therapist=world.therapists[-1], location=world.location, weekday=6,
        start_minute=NIGHT_SHIFT[0], end_minute=NIGHT_SHIFT[1],
    )  # fmt: skip
    longer = ServiceOption.objects.create(clinic=clinic, service=world.service, minutes=90, price="110.00")
    options = [world.option.pk, world.option.pk, longer.pk, _on_request(world).pk]
    personas = [_persona(where, number, dice) for number in range(people)]
    return Practice(where, world, options, owner, desk, personas, dice)


def _on_request(world: World) -> ServiceOption:
    """A shorter treatment that the clinic confirms; it asks for no more than the others."""
    service = Service.objects.create(
        clinic=world.clinic, name="First talk", booking_mode="request", buffer_after_minutes=5
    )
    service.therapists.set(world.therapists)
    return ServiceOption.objects.create(clinic=world.clinic, service=service, minutes=30, price="40.00")


def _persona(where: Where, number: int, dice: Random) -> Persona:
    first, last = dice.choice(FIRST), f"{dice.choice(LAST)}{number}"
    address = f"{first}.{number}@{where.slug}.example.org".lower()
    born = date(1950 + dice.randrange(50), 1 + dice.randrange(12), 1 + dice.randrange(28))
    details = PatientDetails(first, last, address, f"+1 555 {number:07d}", born)
    if number % 15 == 14:
        child = date(2018, 1 + dice.randrange(12), 3)
        details = PatientDetails(f"Little {first}", last, "", birth_date=child, guardian=details)
    return Persona(details, "es" if number % 10 == 3 else "en", worsens=dice.random() < 0.15)
