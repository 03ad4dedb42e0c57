"""The questions of the form as data: worded for this project, calm, naming no disease that nobody has asked about.

The form decides nothing: that is the safety check's part. It tells the therapist what to ask about. Where a question
comes from stands beside it (docs/clinical-sources.md); "rule" is a decision of this project. Another wording or another
question is another VERSION: what was sent keeps the one that it was sent with.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from notes.screening.lists import AREAS
from notes.wording import gettext_noop

VERSION = "intake-1"
NONE = "none"
# A "told" question is a yes or no, and words for the yes; `many` may be closed by "none of these".
Kind = Literal["text", "line", "one", "many", "told"]
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Question:
    code: str
    words: str
    kind: Kind
    source: str
    help: str = ""
    choices: Choices = ()
    is_needed: bool = False
    autocomplete: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    title: str
    questions: tuple[Question, ...]
    lead: str = ""


SINCE: Choices = (
    ("weeks", gettext_noop("Less than six weeks")),
    ("months", gettext_noop("Six weeks to three months")),
    ("long", gettext_noop("Longer than three months")),
    ("nothing", gettext_noop("Nothing hurts: I come to rest")),
)
CONDITIONS: Choices = (
    ("heart", gettext_noop("Heart, blood pressure or circulation")),
    ("clot", gettext_noop("A blood clot, at any time")),
    ("bleeding", gettext_noop("Blood that does not clot well, or bruises that come easily")),
    ("veins", gettext_noop("Varicose veins")),
    ("sugar", gettext_noop("Diabetes")),
    ("feeling", gettext_noop("Numb areas, or skin that feels less")),
    ("seizures", gettext_noop("Epilepsy")),
    ("bones", gettext_noop("Brittle bones")),
    ("joints", gettext_noop("Rheumatic or very loose joints")),
    ("back", gettext_noop("Trouble with discs or the spine")),
    ("cancer", gettext_noop("Cancer, now or earlier")),
    ("breath", gettext_noop("Asthma or another trouble with breathing")),
    ("headaches", gettext_noop("Headaches or migraine")),
    ("device", gettext_noop("A pacemaker, pump, port, implant or new joint")),
    ("catching", gettext_noop("Something catching at present")),
    ("spirits", gettext_noop("A hard time for body and mind at present")),
    ("other", gettext_noop("Something else")),
    (NONE, gettext_noop("None of these")),
)
YES_NO: Choices = (("no", gettext_noop("No")), ("yes", gettext_noop("Yes")))

SECTIONS: tuple[Section, ...] = (
    Section(
        "visit",
        gettext_noop("What brings you"),
        (
            Question(
                "brings", gettext_noop("What would you like help with?"), "text", "[S]", is_needed=True
            ),
            Question("since", gettext_noop("Since when?"), "one", "[T3]", choices=SINCE, is_needed=True),
            Question("areas", gettext_noop("Where do you feel it?"), "many", "[S]", choices=AREAS),
            Question("worse", gettext_noop("What makes it worse?"), "line", "[S]"),
            Question("easier", gettext_noop("What makes it easier?"), "line", "[S]"),
            Question("goal", gettext_noop("What would you like to be able to do again?"), "text", "[R8]"),
        ),
    ),
    Section(
        "health",
        gettext_noop("Your health"),
        (
            Question(
                "conditions",
                gettext_noop("Does any of this apply to you?"),
                "many",
                "[C8][C10]",
                choices=CONDITIONS,
                is_needed=True,
            ),
            Question("conditions_more", gettext_noop("What should we know about it?"), "text", "(k)"),
            Question(
                "operations", gettext_noop("Have you had operations or serious injuries?"), "told", "(k)",
                help=gettext_noop("What, and about when?"), is_needed=True,
            ),
            Question(
                "pregnant",
                gettext_noop("Are you pregnant?"),
                "one",
                "[C9]",
                choices=(
                    ("not_mine", gettext_noop("Does not apply to me")),
                    ("no", gettext_noop("No")),
                    ("yes", gettext_noop("Yes")),
                    ("in_person", gettext_noop("I would rather talk about it in person")),
                ),
                is_needed=True,
            ),
        ),
    ),
    Section(
        "medicines",
        gettext_noop("Medicines and allergies"),
        (
            Question(
                "medicines", gettext_noop("Do you take medicines?"), "told", "[C8]",
                help=gettext_noop("Which ones? What is on the box is enough."), is_needed=True,
            ),
            Question(
                "thinner",
                gettext_noop("Is one of them for thinning the blood?"),
                "one",
                "[C8][C10]",
                choices=(*YES_NO, ("not_sure", gettext_noop("Not sure"))),
                is_needed=True,
            ),
            Question(
                "allergies", gettext_noop("Are you allergic to anything?"), "told", "[C10]",
                help=gettext_noop("For example oils, nuts, scents, latex or warming creams"), is_needed=True,
            ),
            Question(
                "skin", gettext_noop("Is anything wrong with your skin at present?"), "told", "[C10]",
                help=gettext_noop("What, and where?"), is_needed=True,
            ),
        ),
    ),
    Section(
        "day",
        gettext_noop("Your days and nights"),
        (
            Question(
                "sleep",
                gettext_noop("How do you sleep?"),
                "one",
                "[L1]",
                choices=(
                    ("well", gettext_noop("Well")),
                    ("so_so", gettext_noop("So-so")),
                    ("badly", gettext_noop("Badly")),
                ),
            ),
            Question(
                "activity",
                gettext_noop("What are your days like?"),
                "one",
                "[S]",
                choices=(
                    ("sitting", gettext_noop("Mostly sitting")),
                    ("standing", gettext_noop("Mostly standing or walking")),
                    ("heavy", gettext_noop("Heavy work")),
                    ("mixed", gettext_noop("A bit of everything")),
                ),
            ),
            Question("sport", gettext_noop("Which sport or exercise do you do?"), "line", "[S]"),
        ),
    ),
    Section(
        "wishes",
        gettext_noop("What you like"),
        (
            Question(
                "pressure",
                gettext_noop("How firm should it be?"),
                "one",
                "rule",
                choices=(
                    ("light", gettext_noop("Light")),
                    ("medium", gettext_noop("Medium")),
                    ("firm", gettext_noop("Firm")),
                    ("see", gettext_noop("I do not know yet")),
                ),
            ),
            Question(
                "avoid", gettext_noop("Where would you rather not be touched?"), "line", "rule",
                help=gettext_noop("You need no reason, and can say so at any moment, too."),
            ),
            Question("comfort", gettext_noop("What makes you comfortable?"), "line", "rule",
                     help=gettext_noop("For example quiet, music, lying on your side, a warm room")),
        ),
    ),
    Section(
        "people",
        gettext_noop("Whom we may call"),
        (
            Question("emergency_name", gettext_noop("In an emergency: name"), "line", "rule"),
            Question("emergency_phone", gettext_noop("In an emergency: phone"), "line", "rule"),
            Question("physician", gettext_noop("Your physician: name and phone"), "line", "rule"),
        ),
        lead=gettext_noop("Your physician is asked nothing without your consent."),
    ),
)  # fmt: skip
QUESTIONS: Mapping[str, Question] = {
    question.code: question for section in SECTIONS for question in section.questions
}
# What a therapist looks at before hands go on, by question and choice.
NOTABLE: Mapping[str, frozenset[str]] = {
    "conditions": frozenset(code for code, _words in CONDITIONS) - {NONE},
    "pregnant": frozenset({"yes", "in_person"}),
    "thinner": frozenset({"yes", "not_sure"}),
    "allergies": frozenset({"yes"}),
    "skin": frozenset({"yes"}),
}
# The items of the safety check that ask about the same: one of them should have been ticked, too.
RELATED: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("conditions", "bleeding"): ("t1",),
    ("conditions", "veins"): ("l2",),
    ("conditions", "sugar"): ("t5",),
    ("conditions", "feeling"): ("t5",),
    ("conditions", "seizures"): ("t5",),
    ("conditions", "bones"): ("t3", "p7"),
    ("conditions", "joints"): ("t4",),
    ("conditions", "catching"): ("d1",),
    ("pregnant", "yes"): ("t2", "p12"),
    ("thinner", "yes"): ("t1",),
    ("allergies", "yes"): ("l4",),
    ("skin", "yes"): ("l1",),
}


def words_of(code: str, choice: str) -> str:
    """A choice in English, to be translated."""
    question = QUESTIONS[code]
    return dict(question.choices or YES_NO)[choice]


def unsaid(answers: Mapping[str, object], checked: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What the form mentions and a safety check, by its items, does not: worth a question. Pure."""
    for (code, choice), items in RELATED.items():
        said = answers.get(code)
        is_said = choice in said if isinstance(said, list) else said == choice
        if is_said and all(checked.get(item) == "no" for item in items):
            yield code, choice
