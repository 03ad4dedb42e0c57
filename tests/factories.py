"""Plain functions that make rows for tests, each valid by itself."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from bookings.models import (
    Appointment,
    BookingPolicy,
    Clinic,
    Location,
    Membership,
    Patient,
    Room,
    Service,
    ServiceOption,
    Therapist,
    User,
    WeeklyHours,
)

NUMBER = count(1)
# A Monday at noon in UTC, long before any change of clocks: what "now" is in tests that do not care.
NOW = datetime(2027, 6, 7, 12, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"


@dataclass
class World:
    """One clinic with everything that booking needs."""

    clinic: Clinic
    location: Location
    rooms: list[Room]
    therapists: list[Therapist]
    service: Service
    option: ServiceOption
    users: dict[str, User] = field(default_factory=dict)

    @property
    def therapist(self) -> Therapist:
        return self.therapists[0]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.location.time_zone)

    def at(self, day: date | str, time: str) -> datetime:
        """An instant from what the wall clock of the location says."""
        day = day if isinstance(day, str) else day.isoformat()
        return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=self.zone)


def make_world(
    *,
    therapists: int = 1,
    rooms: int | None = None,
    zone: str = "America/New_York",
    minutes: int = 60,
    hours: tuple[int, int] = (9 * 60, 17 * 60),
    weekdays: range = range(5),
    buffers: tuple[int, int] = (0, 0),
    **policy: Any,
) -> World:
    """A clinic open on `weekdays` (0 = Monday) between two minutes after midnight."""
    clinic = make_clinic(zone=zone, **policy)
    location = Location.objects.create(
        clinic=clinic, name="Main Street", address="1 Main Street", time_zone=zone
    )
    service = Service.objects.create(
        clinic=clinic, name="Massage", buffer_before_minutes=buffers[0], buffer_after_minutes=buffers[1]
    )
    option = ServiceOption.objects.create(clinic=clinic, service=service, minutes=minutes, price="80.00")
    team = [make_therapist(clinic, service, location, hours, weekdays) for _ in range(therapists)]
    places = [
        Room.objects.create(clinic=clinic, location=location, name=f"Room {n + 1}")
        for n in range(therapists if rooms is None else rooms)
    ]
    return World(clinic, location, places, team, service, option)


def make_clinic(*, zone: str = "America/New_York", **policy: Any) -> Clinic:
    number = next(NUMBER)
    clinic = Clinic.objects.create(
        slug=f"clinic-{number}", name=f"Clinic {number}", time_zone=zone, phone="+1 555 0100"
    )
    BookingPolicy.objects.create(clinic=clinic, **{"slot_step_minutes": 30, **policy})
    return clinic


def make_therapist(
    clinic: Clinic,
    service: Service,
    location: Location,
    hours: tuple[int, int] = (9 * 60, 17 * 60),
    weekdays: range = range(5),
) -> Therapist:
    number = next(NUMBER)
    user = make_user("therapist", clinic)
    therapist = Therapist.objects.create(
        clinic=clinic, user=user, first_name="Thea", last_name=f"Number{number}", email=user.email
    )
    service.therapists.add(therapist)
    WeeklyHours.objects.bulk_create(
        WeeklyHours(
            clinic=clinic, therapist=therapist, location=location, weekday=weekday,
            start_minute=hours[0], end_minute=hours[1],
        )
        for weekday in weekdays
    )  # fmt: skip
    return therapist


def make_user(role: str = "", clinic: Clinic | None = None) -> User:
    """A user; with a role, a member of the clinic. The password hash is unusable: log in by force_login."""
    number = next(NUMBER)
    user = User(email=f"{role or 'user'}{number}@example.org", first_name="User", last_name=str(number))
    user.set_unusable_password()
    user.save()
    if role and clinic:
        Membership.objects.create(clinic=clinic, user=user, role=role)
    return user


def make_patient(clinic: Clinic, **values: Any) -> Patient:
    number = next(NUMBER)
    return Patient.objects.create(
        clinic=clinic,
        **{
            "first_name": "Pat",
            "last_name": f"Person{number}",
            "email": f"pat{number}@example.org",
            "phone": f"+1 555 {number:07d}",
            **values,
        },
    )


def make_appointment(
    world: World,
    starts_at: datetime,
    *,
    patient: Patient | None = None,
    status: str = Appointment.Status.BOOKED,
    therapist: Therapist | None = None,
    room: Room | None = None,
    **values: Any,
) -> Appointment:
    """A row as the verbs would leave it, without events and messages."""
    service = world.service
    ends_at = starts_at + timedelta(minutes=world.option.minutes)
    if status not in (Appointment.Status.HELD, Appointment.Status.CANCELLED) and patient is None:
        patient = make_patient(world.clinic)
    if status == Appointment.Status.CANCELLED:
        values = {"cancelled_at": starts_at - timedelta(days=2), "cancellation_reason": "other", **values}
    return Appointment.objects.create(
        clinic=world.clinic,
        option=world.option,
        therapist=therapist or world.therapist,
        location=world.location,
        room=room or world.rooms[0],
        patient=patient,
        status=status,
        starts_at=starts_at,
        ends_at=ends_at,
        occupies_from=starts_at - timedelta(minutes=service.buffer_before_minutes),
        occupies_until=ends_at + timedelta(minutes=service.buffer_after_minutes),
        time_zone=world.location.time_zone,
        price=world.option.price,
        currency=world.option.currency,
        cancel_notice_hours=world.clinic.policy.cancel_notice_hours,
        **values,
    )
