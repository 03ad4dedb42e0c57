"""What the desk's pages show: frozen values, finished for printing."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class WaitLine:
    """One entry: whose, for what, `wants` in words, and `standing`, which is what puts it where it is."""

    public_id: str
    patient: str
    patient_id: str
    phone: str
    has_email: bool
    service: str
    minutes: int
    wants: tuple[str, ...]
    standing: tuple[str, ...]
    until_date: date


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer; `key` is the public id of the held appointment. Instants in UTC, to be shown in `time_zone`."""

    key: str
    patient: str
    patient_id: str
    phone: str
    starts_at: datetime
    time_zone: str
    therapist: str
    service: str
    state: str
    state_label: str
    is_open: bool
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class FreedLine:
    """A time that came free: how many entries may want it, before their hours are looked at closely."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str
    therapist: str
    therapist_id: str
    candidates: int


@dataclass(frozen=True, slots=True)
class WaitingList:
    lines: tuple[WaitLine, ...]
    offers: tuple[OfferLine, ...]
    freed: tuple[FreedLine, ...]

    @property
    def open_offers(self) -> tuple[OfferLine, ...]:
        return tuple(offer for offer in self.offers if offer.is_open)

    @property
    def answered(self) -> tuple[OfferLine, ...]:
        return tuple(offer for offer in self.offers if not offer.is_open)


@dataclass(frozen=True, slots=True)
class Fit:
    """Somebody who fits: the time for them, and why they are here, in words."""

    entry_id: str
    patient: str
    patient_id: str
    phone: str
    has_email: bool
    service: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fits:
    """The first in line for a stretch of a therapist's time; `open_offer` if it is held for somebody already."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str
    therapist: str
    therapist_id: str
    best: tuple[Fit, ...]
    others: int
    open_offer: OfferLine | None
