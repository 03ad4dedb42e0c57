"""What a story of the demo clinic is made of: scenes, and perhaps a plan."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SoapText:
    subjective: str
    objective: str
    assessment: str
    next_step: str
    patient_summary: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A visit wanted on that day, of a service and length, with pain before and after and its note.

    `fate` is kept, no_show, early_cancel, late_cancel, moved, pending or accepted. A kept scene without a
    text has the note of a regular, or none if it was yesterday's. `missing` is why pain was not rated,
    `addendum` kind, reason and text.
    """

    day: int
    option: tuple[str, int]
    pain: tuple[int, int] | None = None
    text: SoapText | None = None
    fate: str = "kept"
    missing: str = ""
    is_draft: bool = False
    addendum: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Target:
    text: str
    measure: str
    baseline: int
    target: int
    due_in: int


@dataclass(frozen=True, slots=True)
class Means:
    """A component: massage has a dose (times a week, minutes, weeks) of a service, the others have words."""

    kind: str
    text: str = ""
    dose: tuple[int, int, int] | None = None
    service: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Answers to a measure, given on that day. An NRS rating is the average of the last seven days."""

    day: int
    code: str
    answers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """`onset` counts days back from today, the others forward."""

    problem: str
    regions: tuple[str, ...]
    onset: int
    status: str
    precision: str = "day"
    goals: tuple[Target, ...] = ()
    means: tuple[Means, ...] = ()
    review_in: int | None = None
    closed: tuple[str, str] | None = None
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    therapist: str
    scenes: tuple[Scene, ...]
    plan: Plan | None = None
