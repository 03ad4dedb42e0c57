"""Plans to begin from: a dose with its source, a goal to fill in, and what belongs beside the massage. Pure.

Everything can be changed before it is put in force; nothing here promises an effect.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from notes.wording import gettext_noop as _


@dataclass(frozen=True, slots=True)
class TemplatePart:
    kind: str
    text: str
    code: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanTemplate:
    """`dose` is times a week, minutes, weeks. `why` is what the dose rests on, `source` its keys in the docs."""

    code: str
    name: str
    problem: str
    regions: tuple[str, ...]
    dose: tuple[int, int, int]
    why: str
    source: str
    goal: str
    goal_days: int
    parts: tuple[TemplatePart, ...]

    @property
    def sessions(self) -> int:
        return self.dose[0] * self.dose[2]


CAT_COW = TemplatePart("exercise", _("Cat-cow, eight to ten slow rounds a day"), "ex-01")
TURN = TemplatePart("exercise", _("Turn the head slowly to each side, six to eight times a day"), "ex-13")
BREAKS = TemplatePart(
    "lifestyle", _("Stand up and move for two minutes every half hour of sitting"), "sitting_breaks"
)
SIDE = TemplatePart("sleep_rest", _("On the side, with a pillow between the knees"), "side")
LEVEL = TemplatePart("sleep_rest", _("A pillow that keeps the neck level"), "neck_level")
WARMTH = TemplatePart(
    "heat",
    _("Superficial warmth for 15 to 20 minutes, a cloth between, never while asleep"),
    "",
    {"minutes": 15},
)

TEMPLATES = (
    PlanTemplate(
        code="chronic_neck",
        name=_("Neck, for months"),
        problem=_("Neck pain that has lasted for months"),
        regions=("nkp-l", "nkp-m", "nkp-r", "trp-l", "trp-r"),
        dose=(2, 60, 4),
        why=_(
            "In one trial with 228 people, 60 minutes two or three times a week went with better function than waiting; "
            "30 minutes did not."
        ),
        source="[T1]",
        goal=_("Average pain over a week"),
        goal_days=42,
        parts=(TURN, BREAKS, LEVEL),
    ),
    PlanTemplate(
        code="chronic_low_back",
        name=_("Low back, for months"),
        problem=_("Low back pain that has lasted for months"),
        regions=("lum-l", "lum-m", "lum-r"),
        dose=(1, 60, 10),
        why=_(
            "In one trial with 401 people, ten visits in ten weeks did somewhat better than usual care, relaxing massage "
            "as well as structural; a year later the difference was small."
        ),
        source="[T2][T4]",
        goal=_("Average pain over a week"),
        goal_days=77,
        parts=(CAT_COW, BREAKS, SIDE),
    ),
    PlanTemplate(
        code="acute",
        name=_("New, up to three months"),
        problem=_("Back pain since a few weeks"),
        regions=("lum-l", "lum-m", "lum-r"),
        dose=(1, 60, 4),
        why=_(
            "Once a week, four times at most, then look again: a rule of this project. Keeping moving comes first."
        ),
        source="[T3]",
        goal=_("Average pain over a week"),
        goal_days=28,
        parts=(BREAKS, WARMTH),
    ),
)


def template_of(code: str) -> PlanTemplate | None:
    return next((one for one in TEMPLATES if one.code == code), None)
