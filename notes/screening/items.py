"""The 34 screening items as data: in which of six lists they are asked, and what an answer leads to.

Tiers: 0 clear, 1 local, 2 therapist, 3 defer, 4 physician, 5 emergency. Sources and figures:
docs/clinical-sources.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from notes.body import expand
from notes.screening.questions import QUESTIONS

NO_CAP = 5
ALL_MODALITIES = frozenset({"mod-ther", "mod-swe", "mod-deep", "mod-sport", "mod-heat"})
DEEP = frozenset({"mod-deep"})
HEAT = frozenset({"mod-heat"})
SPINE_AND_RIBS = expand(["spine", "ribs"])
NOT_SURE_TIER = {"e": 4, "p": 2, "d": 3, "t": 2, "l": 1}


@dataclass(frozen=True, slots=True)
class Item:
    """tier: gate of a yes. pressure_cap 1-5 and blocks apply on yes and on not sure. computed: worked out
    from other answers or facts, though a plain answer is taken too. marks: the patient marks regions to
    leave out. cap_regions: where the cap counts; everywhere if it is empty.
    """

    code: str
    group: str
    tier: int
    source: str
    pressure_cap: int = NO_CAP
    blocks: frozenset[str] = frozenset()
    computed: bool = False
    marks: bool = False
    cap_regions: frozenset[str] = frozenset()

    @property
    def not_sure_tier(self) -> int:
        return NOT_SURE_TIER[self.code[0]]

    @property
    def question(self) -> str:
        return QUESTIONS[self.code]


ITEMS: tuple[Item, ...] = (
    Item("e1", "sudden", 5, "[C4]"),
    Item("e2", "sudden", 5, "[C4b]"),
    Item("e3", "sudden", 5, "[C4]"),
    Item("e4", "sudden", 5, "[C6]"),
    Item("e5", "sudden", 5, "[C6c]"),
    Item("e6", "sudden", 5, "(k)"),
    Item("e7", "sudden", 5, "(k)"),
    Item("e8", "sudden", 5, "(k)"),
    Item("p1", "general", 4, "[C3]", computed=True),
    Item("p2", "general", 4, "[C3]"),
    Item("p3", "general", 4, "[C1]"),
    Item("p4", "general", 4, "[C3]"),
    Item("p5", "general", 4, "[C3]"),
    Item("p6", "injury", 4, "[C1]"),
    Item("p7", "injury", 4, "[C1]"),
    Item("p8", "injury", 4, "[C6c]"),
    Item("p9", "injury", 4, "(k)"),
    Item("p10", "injury", 2, "(k)", computed=True),
    Item("p11", "care", 4, "(k)"),
    Item("p12", "care", 4, "[C9]"),
    Item("p13", "care", 4, "[C10]"),
    Item("d1", "today", 3, "[C10]", blocks=HEAT),
    Item("t1", "care", 2, "[C8][C10]", pressure_cap=3, blocks=DEEP),
    Item("t2", "care", 2, "[C9]", blocks=DEEP),
    Item("t3", "conditions", 2, "(k)", pressure_cap=2, blocks=DEEP, cap_regions=SPINE_AND_RIBS),
    Item("t4", "conditions", 2, "(k)"),
    Item("t5", "conditions", 2, "(k)", blocks=HEAT),
    Item("t6", "conditions", 2, "[C5]", computed=True),
    Item("t7", "conditions", 2, "(k)", computed=True),
    Item("t8", "conditions", 2, "(k)", marks=True),
    Item("l1", "today", 1, "[C10]", blocks=HEAT, marks=True),
    Item("l2", "today", 1, "[C10]", marks=True),
    Item("l3", "today", 1, "[C11]", blocks=HEAT, marks=True),
    Item("l4", "today", 1, "(k)"),
)
BY_CODE: Mapping[str, Item] = {item.code: item for item in ITEMS}
SUDDEN = tuple(item.code for item in ITEMS if item.group == "sudden")
