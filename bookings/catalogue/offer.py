"""Putting a treatment on offer, with its lengths and prices, and changing it."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from bookings.audit import note_change
from bookings.errors import DomainError
from bookings.models import Clinic, Service, ServiceOption, Therapist, User
from bookings.transactions import action

# Minutes before or after a treatment.
LONGEST_BUFFER = 240


class NoLength(DomainError):
    code = "no_length"
    message = _("Give at least one length with its price.")
    field = "minutes_1"


class LengthTwice(DomainError):
    code = "length_twice"
    message = _("This length stands here twice.")


@dataclass(frozen=True, slots=True)
class ServiceDetails:
    """What a service is; minutes for the buffers, which no patient sees."""

    name: str
    description: str = ""
    modality: str = Service.Modality.THERAPEUTIC
    booking_mode: str = Service.BookingMode.INSTANT
    audience: str = Service.Audience.EVERYONE
    buffer_before_minutes: int = 0
    buffer_after_minutes: int = 0
    room_kind: str | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Length:
    """So many minutes for a price in the clinic's currency; on offer or not."""

    minutes: int
    price: Decimal
    is_active: bool = True


@action
def add_service(
    *,
    clinic: Clinic,
    details: ServiceDetails,
    lengths: Sequence[Length],
    therapists: Collection[Therapist],
    user: User,
    now: datetime,
) -> Service:
    """Put a service on offer, last in the list. Raises NoLength, LengthTwice."""
    service = Service(clinic=clinic, position=Service.objects.filter(clinic=clinic).count())
    return _put(service, "service_added", details, lengths, therapists, user, now)


@action
def change_service(
    *,
    service: Service,
    details: ServiceDetails,
    lengths: Sequence[Length],
    therapists: Collection[Therapist],
    user: User,
    now: datetime,
) -> Service:
    """Offer it like this from now on; visits that are booked keep their length and price. Raises as `add_service`.

    A length that is not named any more is taken off the offer, not out of the history.
    """
    locked = Service.objects.select_related("clinic").select_for_update(of=("self",)).get(pk=service.pk)
    return _put(locked, "service_changed", details, lengths, therapists, user, now)


@action
def move_service(*, service: Service, by: int, user: User, now: datetime) -> None:
    """Move it up (-1) or down (1) in the list that patients see; beyond the ends nothing changes."""
    rows = list(Service.objects.filter(clinic_id=service.clinic_id).select_for_update(of=("self",)))
    index = next(n for n, row in enumerate(rows) if row.pk == service.pk)
    target = index + by
    if not 0 <= target < len(rows):
        return
    rows.insert(target, rows.pop(index))
    for position, row in enumerate(rows):
        row.position = position
    Service.objects.bulk_update(rows, ["position"])
    note_change(service.clinic, "service_moved", "service", service.public_id, user=user, now=now)


def _put(
    service: Service,
    verb: str,
    details: ServiceDetails,
    lengths: Sequence[Length],
    therapists: Collection[Therapist],
    user: User,
    now: datetime,
) -> Service:
    if not lengths:
        raise NoLength
    if len({length.minutes for length in lengths}) < len(lengths):
        raise LengthTwice
    for name, value in asdict(details).items():
        setattr(service, name, value)
    service.save()
    service.therapists.set(therapists)
    _put_lengths(service, lengths)
    note_change(service.clinic, verb, "service", service.public_id, user=user, now=now)
    return service


def _put_lengths(service: Service, lengths: Sequence[Length]) -> None:
    """One option for each length: the one that there is already, if there is one."""
    present: dict[int, ServiceOption] = {}
    # Of twins, which only the API can make, the one on offer stands for both.
    for option in service.options.select_for_update().order_by("is_active", "pk"):
        present[option.minutes] = option
    named = {length.minutes for length in lengths}
    for length in lengths:
        option = present.get(length.minutes) or ServiceOption(
            clinic=service.clinic, service=service, minutes=length.minutes, currency=service.clinic.currency
        )
        option.price, option.is_active = length.price, length.is_active
        option.save()
    service.options.exclude(minutes__in=named).update(is_active=False)
