"""Who works in the demo clinic, where and when: data only. Weekdays count from Monday, 0.

"main" and "harbor" are the two locations; a weekday above 6 counts from today, so that the two therapists
that one signs in as have a day to show whenever the demo is loaded.
"""

from dataclasses import dataclass

TODAY = 100
WHOLE_WEEK = tuple(TODAY + n for n in range(7))


@dataclass(frozen=True, slots=True)
class Hours:
    location: str
    weekdays: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    every_weeks: int = 1


@dataclass(frozen=True, slots=True)
class Member:
    key: str
    first_name: str
    last_name: str
    bio: str
    services: tuple[str, ...]
    hours: tuple[Hours, ...]
    is_adjacent: bool = False
    max_hands_on_minutes: int | None = None
    max_deep_in_a_row: int | None = None


def at(hour: float) -> int:
    return int(hour * 60)


TEAM = (
    Member(
        "maya",
        "Maya",
        "Okafor",
        "Works slowly and explains what she does. Likes to plan a course of sessions together with you.",
        ("therapeutic", "deep", "heat", "first"),
        (Hours("main", WHOLE_WEEK[:2] + WHOLE_WEEK[4:], ((at(8), at(12)), (at(13), at(17)))),),
        max_hands_on_minutes=360,
    ),
    Member(
        "tomas",
        "Tomás",
        "Herrera",
        "Runner and climber, at home with training plans. Here until late for those who work in the day.",
        ("sports", "deep", "therapeutic", "first"),
        (Hours("main", WHOLE_WEEK[:4] + WHOLE_WEEK[6:], ((at(10), at(14)), (at(15), at(20.5)))),),
        max_deep_in_a_row=3,
    ),
    Member(
        "ingrid",
        "Ingrid",
        "Sørensen",
        "Calm hands and a quiet room. Sees children in the company of a parent.",
        ("swedish", "therapeutic", "heat"),
        (
            Hours("main", (0, 2), ((at(9), at(15)),)),
            Hours("harbor", (1, 3), ((at(9), at(13)), (at(14), at(18)))),
            Hours("harbor", (6,), ((at(10), at(15)),)),
        ),
    ),
    Member(
        "priya",
        "Priya",
        "Natarajan",
        "Twelve years of practice with office workers' necks and shoulders.",
        ("therapeutic", "swedish", "deep"),
        (
            Hours("main", (1, 2, 3, 4), ((at(12), at(19)),)),
            Hours("main", (5,), ((at(9), at(15)),), every_weeks=2),
        ),
        is_adjacent=True,
    ),
    Member(
        "daniel",
        "Daniel",
        "Levi",
        "Evenings and Sundays. Looks after two rowing clubs on the river.",
        ("sports", "swedish", "therapeutic"),
        (
            Hours("main", (0, 1, 2, 3), ((at(16.5), at(21)),)),
            Hours("main", (6,), ((at(10), at(16)),)),
        ),
    ),
)

# Further therapists, if more are asked for, take turns with these.
MORE_HOURS = (
    (Hours("main", (0, 1, 2, 3, 4), ((at(9), at(13)), (at(14), at(18)))),),
    (Hours("main", (1, 2, 3, 4, 5), ((at(11), at(15)), (at(16), at(20)))),),
    (Hours("main", (0, 2, 3, 5, 6), ((at(8), at(16)),)),),
)
MORE_SERVICES = (
    ("therapeutic", "swedish"),
    ("sports", "deep", "therapeutic"),
    ("swedish", "therapeutic", "deep"),
)


@dataclass(frozen=True, slots=True)
class Treatment:
    key: str
    name: str
    description: str
    modality: str
    prices: tuple[tuple[int, int], ...]
    before: int = 0
    after: int = 15
    room_kind: str | None = None
    mode: str = "instant"


MENU = (
    Treatment(
        "therapeutic",
        "General therapeutic massage",
        "Unhurried work on the areas you name, at the pressure you choose. A good start if you are not sure.",
        "mod-ther",
        ((30, 55), (60, 95), (90, 135)),
    ),
    Treatment(
        "swedish",
        "Swedish massage",
        "Long, even strokes with light to moderate pressure, from head to foot.",
        "mod-swe",
        ((30, 50), (60, 90), (90, 130)),
    ),
    Treatment(
        "deep",
        "Deep tissue massage",
        "Slow and firm, one area at a time. Tell us at any moment if it is too much.",
        "mod-deep",
        ((30, 60), (60, 105), (90, 150)),
    ),
    Treatment(
        "sports",
        "Sports massage",
        "Before or after training, or between two seasons. Bring your training calendar if you have one.",
        "mod-sport",
        ((30, 60), (60, 100), (90, 145)),
        before=5,
    ),
    Treatment(
        "heat",
        "Massage with heat",
        "Warm packs on back and shoulders during a therapeutic massage.",
        "mod-heat",
        ((30, 65), (60, 110), (90, 155)),
        before=10,
        after=20,
        room_kind="heat",
    ),
    Treatment(
        "first",
        "First visit with a plan",
        "A long talk, a first treatment and a plan for what comes next. We confirm the time within two days.",
        "mod-ther",
        ((75, 120),),
        mode="request",
    ),
)

# Name, location, kinds.
ROOMS = (
    ("Willow", "main", ("table",)),
    ("Cedar", "main", ("table", "heat")),
    ("Birch", "main", ("table",)),
    ("Harbor room", "harbor", ("table", "heat")),
)
