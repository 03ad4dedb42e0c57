"""From an empty clinic to one that can be booked, in three steps: the place, who works when, what is on offer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from itertools import chain, pairwise
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from bookings.audit import note_change
from bookings.catalogue.countries import emergency_number
from bookings.catalogue.places import UnknownZone
from bookings.errors import DomainError
from bookings.models import (
    Appointment,
    Clinic,
    Location,
    Membership,
    Service,
    ServiceOption,
    Therapist,
    User,
    WeeklyHours,
)
from bookings.people.register import BadRegistration, check_short_name
from bookings.schedules.hours import BadHours, Shift, check
from bookings.transactions import action


class Step(StrEnum):
    """What is still to be done before somebody can book; in this order."""

    PLACE = "place"
    HOURS = "hours"
    SERVICES = "services"
    READY = "ready"


class AlreadyThere(DomainError):
    code = "already_there"
    message = _("This step was done already. You can change everything in the settings.")


@dataclass(frozen=True, slots=True)
class Preset:
    """A treatment that most clinics offer, with the pause after it in minutes."""

    code: str
    name: object
    description: object
    modality: str
    minutes: int
    pause: int


# Names and lengths as the trade uses them; what they cost is the owner's to say.
PRESETS = (
    Preset(
        "therapeutic", _("Therapeutic massage"),
        _("For back, neck and shoulders, agreed with you before every visit."),
        Service.Modality.THERAPEUTIC, 60, 15,
    ),
    Preset(
        "swedish", _("Swedish massage"), _("Flowing strokes at a light to medium pressure."),
        Service.Modality.SWEDISH, 60, 15,
    ),
    Preset(
        "deep", _("Deep tissue massage"), _("Slow and firm, for single areas."), Service.Modality.DEEP, 45, 15
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    """A preset that the owner wants, as they changed it."""

    preset: Preset
    name: str
    minutes: int
    price: Decimal
    pause: int

    @property
    def is_renamed(self) -> bool:
        """Under another name it may be another treatment: what the preset says of itself holds no more."""
        return self.name.strip().casefold() != str(self.preset.name).casefold()


def next_step(clinic: Clinic) -> Step:
    """What is missing. At most three queries."""
    if not Location.objects.filter(clinic=clinic, is_active=True).exists():
        return Step.PLACE
    if not WeeklyHours.objects.filter(clinic=clinic, therapist__is_active=True).exists():
        return Step.HOURS
    given = ServiceOption.objects.filter(
        clinic=clinic, is_active=True, service__is_active=True, service__therapists__is_active=True
    )
    return Step.READY if given.exists() else Step.SERVICES


@action
def take_place(
    *,
    clinic: Clinic,
    name: str,
    slug: str,
    country: str,
    time_zone: str,
    currency: str,
    phone: str,
    address: str,
    rooms: int,
    user: User,
    now: datetime,
) -> Location:
    """Say what the clinic is called and where it is, and give it its first location and rooms.

    `slug` is what stands in its public addresses. Raises UnknownZone, AlreadyThere, BadRegistration.
    """
    if time_zone not in available_timezones():
        raise UnknownZone
    locked = _lock(clinic)
    if Location.objects.filter(clinic=locked, is_active=True).exists():
        raise AlreadyThere
    _rename(locked, slug)
    locked.name, locked.country, locked.time_zone = name, country, time_zone
    locked.currency, locked.phone, locked.emergency_number = currency, phone, emergency_number(country)
    locked.save(
        update_fields=["name", "slug", "country", "time_zone", "currency", "phone", "emergency_number"]
    )
    place = Location.objects.create(clinic=locked, name=name, address=address, time_zone=time_zone)
    for number in range(1, rooms + 1):
        place.rooms.create(clinic=locked, name=str(_("Room %(n)d") % {"n": number}))
    note_change(locked, "place_taken", "clinic", locked.public_id, user=user, now=now)
    return place


def _rename(clinic: Clinic, slug: str) -> None:
    if slug == clinic.slug:
        return
    if Appointment.objects.filter(clinic=clinic).exists():
        raise BadRegistration(_("Patients know this address by now."), field="slug")
    check_short_name(slug, besides=clinic)
    clinic.slug = slug


@action
def begin_work(
    *,
    clinic: Clinic,
    first_name: str,
    last_name: str,
    is_user: bool,
    weekdays: Collection[int],
    shifts: Sequence[tuple[int, int]],
    user: User,
    now: datetime,
) -> Therapist:
    """The first therapist (the `user` themselves if `is_user`) and the hours of their week, in minutes of the wall.

    Raises BadHours, AlreadyThere.
    """
    locked = _lock(clinic)
    if WeeklyHours.objects.filter(clinic=locked, therapist__is_active=True).exists():
        raise AlreadyThere
    place = Location.objects.filter(clinic=locked, is_active=True).order_by("pk")[0]
    if not weekdays or not shifts:
        raise BadHours
    for start, end in shifts:
        check(Shift(place, start, end))
    if len(shifts) > 1 and any(later <= earlier for earlier, later in pairwise(chain(*shifts))):
        raise BadHours(_("The break lies outside the hours."), field="break_from")
    person = _therapist(locked, user if is_user else None)
    person.first_name, person.last_name, person.is_active = first_name, last_name, True
    person.save()
    if is_user and not user.first_name and not user.last_name:
        user.first_name, user.last_name = first_name, last_name
        user.save(update_fields=["first_name", "last_name"])
    WeeklyHours.objects.bulk_create(
        WeeklyHours(
            clinic=locked, therapist=person, location=place, weekday=day, start_minute=start, end_minute=end
        )
        for day in sorted(set(weekdays))
        for start, end in shifts
    )
    note_change(locked, "work_begun", "clinic", locked.public_id, user=user, now=now)
    return person


@action
def offer_first(*, clinic: Clinic, chosen: Sequence[Chosen], user: User, now: datetime) -> list[Service]:
    """Put the chosen treatments on offer, given by everybody who treats. Raises AlreadyThere."""
    locked = _lock(clinic)
    if Service.objects.filter(clinic=locked).exists():
        raise AlreadyThere
    givers = list(Therapist.objects.filter(clinic=locked, is_active=True))
    made = []
    for position, one in enumerate(chosen):
        service = Service.objects.create(
            clinic=locked, name=one.name, position=position, buffer_after_minutes=one.pause,
            description="" if one.is_renamed else str(one.preset.description),
            modality=Service.Modality.THERAPEUTIC if one.is_renamed else one.preset.modality,
        )  # fmt: skip
        service.therapists.set(givers)
        service.options.create(clinic=locked, minutes=one.minutes, price=one.price, currency=locked.currency)
        made.append(service)
    note_change(locked, "first_offers", "clinic", locked.public_id, user=user, now=now)
    return made


def _therapist(clinic: Clinic, user: User | None) -> Therapist:
    """Somebody new without an account, or the user, who is one from now on."""
    if user is None:
        return Therapist(clinic=clinic)
    Membership.objects.get_or_create(clinic=clinic, user=user, role=Membership.Role.THERAPIST)
    own = Therapist.objects.filter(clinic=clinic, user=user).first()
    return own or Therapist(clinic=clinic, user=user, email=user.email)


def _lock(clinic: Clinic) -> Clinic:
    return Clinic.objects.select_for_update(no_key=True).get(pk=clinic.pk)
