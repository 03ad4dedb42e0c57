"""The safety check as lists to tick, each closed by "none of these": the whole one, and the short one.

The six groups of items are asked in four lists, so that booking stays within eight taps. What is worked out from
other answers (night pain, how the pain behaves) is a line to tick; its questions are asked then only.
"""

from collections.abc import Mapping

from bookings.appointments.gate import CheckList, FollowUp, Question
from notes.screening.items import BY_CODE, ITEMS
from notes.screening.questions import GROUPS, QUESTIONS, SUB_QUESTIONS
from notes.wording import gettext_noop

YES_NO = (("yes", gettext_noop("Yes")), ("no", gettext_noop("No")), ("not_sure", gettext_noop("Not sure")))

# Where the item's own wording is no line of a list.
LINES: Mapping[str, str] = {
    "p1": gettext_noop("Pain at night, in the last 7 nights"),
    "p10": gettext_noop(
        "Constant pain in your upper or mid back, even at rest; or the first back or neck pain of your life, if "
        "you are under 18 or over 55"
    ),
    "t6": gettext_noop("Back or neck pain for three months or longer"),
}
# What a person can tell without a chart; the codes are those of notes.body.
AREAS = (
    ("occ,fac,jaw", gettext_noop("Head and face")),
    ("nkp,nka", gettext_noop("Neck")),
    ("trp,scp,shp,sha", gettext_noop("Shoulders")),
    ("thu,thl", gettext_noop("Upper and mid back")),
    ("lum,sij,sac,coc", gettext_noop("Low back")),
    ("glu,hip,grn", gettext_noop("Hips and buttocks")),
    ("pec,stn", gettext_noop("Chest")),
    ("abu,abl", gettext_noop("Belly")),
    ("arp,ara,elp,ela,fap,faa", gettext_noop("Arms")),
    ("hdp,hda", gettext_noop("Hands")),
    ("thp,tha,knp,kna", gettext_noop("Thighs and knees")),
    ("clf,shn", gettext_noop("Lower legs")),
    ("hel,fta", gettext_noop("Feet")),
)
_LISTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("now", gettext_noop("Any of these, now or in the last days?"), ("sudden",)),
    ("lately", gettext_noop("Any of these, new in the last three months?"), ("general", "injury")),
    ("care", gettext_noop("Does any of this apply to you?"), ("care", "conditions")),
    ("today", gettext_noop("And today?"), ("today",)),
)
_SHORT = (
    ("s1", gettext_noop("It has become worse")),
    ("s2", gettext_noop("Pain wakes me or keeps me awake at night")),
    ("s3", gettext_noop("New numbness, weakness, or a change in passing urine or stool")),
    ("s4", gettext_noop("An illness, a skin problem or an injury")),
    ("s5", gettext_noop("A new medicine, or news from a physician about my health")),
)


def _follow_ups(code: str) -> tuple[FollowUp, ...]:
    if code == "p1":
        return (
            FollowUp("night-n", SUB_QUESTIONS["night-n"], "scale", most=10),
            FollowUp("night-k", SUB_QUESTIONS["night-k"], "scale", most=7),
            FollowUp("night-e", SUB_QUESTIONS["night-e"], "choice", choices=YES_NO),
        )
    if code == "t6":
        return tuple(
            FollowUp(name, words, "choice", choices=YES_NO)
            for name, words in SUB_QUESTIONS.items()
            if name.startswith("t6-")
        )
    if code == "t4":
        return (
            FollowUp(
                "neck", gettext_noop("Is your neck to be treated?"), "choice", choices=YES_NO, replaces=False
            ),
        )
    if BY_CODE[code].marks:
        return (
            FollowUp(
                f"areas-{code}", gettext_noop("Where? We leave these areas out."), "areas", choices=AREAS
            ),
        )
    return ()


def _questions(group: str) -> tuple[Question, ...]:
    return tuple(
        Question(item.code, LINES.get(item.code, QUESTIONS[item.code]), _follow_ups(item.code))
        for item in ITEMS
        if item.group == group
    )


FULL_LISTS = tuple(
    CheckList(name, title, tuple((GROUPS[group], _questions(group)) for group in groups))
    for name, title, groups in _LISTS
)
SHORT_LISTS = (
    CheckList(
        "new",
        gettext_noop("Is anything new since last time?"),
        (("", tuple(Question(code, words) for code, words in _SHORT)),),
    ),
)
