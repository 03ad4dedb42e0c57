"""The safety gate of a booking, as the ground floor knows it: what it asks for, and what it is told.

The rules and the answers are the upper floor's; settings name its implementation. Nothing clinical crosses: questions
and texts are words to show, a verdict says booked, requested or stopped.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from bookings.appointments.policy import Actor
from bookings.errors import DomainError
from bookings.models import Appointment, Clinic, Patient

EMERGENCY = 5


class ScreeningStop(DomainError):
    """The gate is closed for this booking. `paragraphs` say so kindly under `title`, `gate` is its number, 1 to 5.

    `bookable_from` is the first instant that may be booked, if waiting is all that is needed; `is_other_kind` says
    that another treatment may be booked. `emergency_number` is to be called before anything else.
    """

    code = "screening_stop"

    def __init__(
        self,
        paragraphs: Sequence[Any],
        *,
        gate: int,
        title: Any = "",
        bookable_from: datetime | None = None,
        is_other_kind: bool = False,
        emergency_number: str = "",
    ) -> None:
        self.title = str(title or _("Please call us first"))
        self.paragraphs = tuple(str(paragraph) for paragraph in paragraphs)
        self.is_other_kind = is_other_kind
        self.bookable_from = bookable_from
        self.is_wait = bookable_from is not None
        self.emergency_number = emergency_number
        super().__init__(" ".join(self.paragraphs), gate=gate)
        if emergency_number:
            self.details["emergency_number"] = emergency_number
        self.details["message"] = str(self.message)
        if bookable_from:
            self.details["bookable_from"] = bookable_from.isoformat()

    def as_answer(self) -> dict[str, Any]:
        """To be stored and said again word for word; see `of_answer`."""
        said = {
            "paragraphs": self.paragraphs,
            "gate": self.details["gate"],
            "title": self.title,
            "bookable_from": self.bookable_from and self.bookable_from.isoformat(),
            "is_other_kind": self.is_other_kind,
            "emergency_number": self.emergency_number,
        }
        return {self.code: said}

    @classmethod
    def of_answer(cls, answer: Mapping[str, Any]) -> "ScreeningStop | None":
        """The stop that was stored; None for an answer that is none."""
        if cls.code not in answer:
            return None
        said = dict(answer[cls.code])
        until = said.pop("bookable_from")
        return cls(**said, bookable_from=datetime.fromisoformat(until) if until else None)


class ScreeningIncomplete(DomainError):
    """An answer is missing or cannot be; the message names it. `details["asks_all"]`: the short check does not do."""

    code = "screening_incomplete"
    message = _("Please answer every question of the safety check.")
    field = "screening.answers"


class NeedsTherapist(DomainError):
    """Only a therapist may take this step: the answers have to be read first."""

    code = "needs_therapist"
    message = _("A therapist has to look at this request before it can be accepted.")


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody answered, as it came: judged by the gate alone.

    `born` is the birthday they typed. `known` is the key of the patient whose visit they have to do with for certain
    (the same browser, or the link of a visit): the record speaks for nobody else.
    """

    answers: Mapping[str, Any]
    facts: Mapping[str, Any]
    source: Literal["portal", "api", "staff"]
    born: date | None = None
    known: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """With a `stop` nothing is booked; what the gate wrote down about it is kept nevertheless."""

    stop: ScreeningStop | None = None
    asks_therapist: bool = False


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Asked when its question is ticked. A scale goes from 0 to `most`; areas may be several, or none.

    Its answer stands in place of the question's own if it `replaces` that.
    """

    name: str
    words: Any
    kind: Literal["scale", "choice", "areas"]
    most: int = 10
    choices: tuple[tuple[str, Any], ...] = ()
    replaces: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    code: str
    words: Any
    follow_ups: tuple[FollowUp, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckList:
    """Closed by ticking what applies or by "none of these"; `parts` are headings with their questions."""

    name: str
    title: Any
    parts: tuple[tuple[Any, tuple[Question, ...]], ...]


class BookingGate:
    """What the upper floor implements. As it stands here there is no upper floor: everybody may book."""

    def check_lists(self, *, clinic: Clinic, patient: Patient | None, now: datetime) -> tuple[CheckList, ...]:
        """What to ask before a booking: the short check of a `patient` whose full one counts still, else all of it."""
        return ()

    def admit(
        self,
        *,
        visits: Sequence[Appointment],
        patient: Patient,
        actor: Actor,
        now: datetime,
        given: Given | None = None,
        clearance_reason: str = "",
        is_new: bool = False,
    ) -> Verdict:
        """Judge the booking of `visits` inside its transaction, and write down what was answered.

        Without `given` what is on record decides: for a stranger, that the door is closed, and nothing else. A
        `clearance_reason` lets a therapist book in spite of a stop below 5. A patient who `is_new` has no record to
        look at. Raises ScreeningIncomplete.
        """
        return Verdict()

    def closed_to(self, *, patients: Collection[int], now: datetime) -> frozenset[int]:
        """Those of the patients, by key, who may not be offered a time. However many, in a few queries."""
        return frozenset()

    def accept(self, *, visit: Appointment, actor: Actor, now: datetime) -> None:
        """A request is about to be accepted. Raises NeedsTherapist if `actor` may not do so."""

    def is_plan_of(self, *, plan: str, patient: Patient) -> bool:
        """Whether the treatment plan with this public id is the patient's: what a series says it was made for."""
        return False


def booking_gate() -> BookingGate:
    """The implementation that settings name."""
    return _gate_at(settings.BOOKING_GATE)


@lru_cache(maxsize=2)
def _gate_at(path: str) -> BookingGate:
    return import_string(path)() if path else BookingGate()


def require_open_gate(
    visits: Sequence[Appointment], patient: Patient, actor: Actor, now: datetime, clearance_reason: str = ""
) -> None:
    """For bookings in which nothing is asked: what is on record decides. Raises ScreeningStop."""
    verdict = booking_gate().admit(
        visits=visits, patient=patient, actor=actor, now=now, clearance_reason=clearance_reason
    )
    if verdict.stop:
        raise verdict.stop


def may_be_overruled(refusal: DomainError) -> bool:
    """Whether a therapist may book all the same, with a reason: never after an emergency."""
    return isinstance(refusal, ScreeningStop) and refusal.details["gate"] < EMERGENCY
