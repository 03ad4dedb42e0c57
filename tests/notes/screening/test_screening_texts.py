import re

import pytest

from notes.screening import texts
from notes.screening.gate import evaluate
from notes.screening.items import BY_CODE, ITEMS
from notes.screening.questions import SUB_QUESTIONS

NO = dict.fromkeys(BY_CODE, "no")


def told(facts=None, **answers):
    return texts.messages(evaluate({**NO, **answers}, {"age": 40, "sex": "male", **(facts or {})}))


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, ()),
        ({"l1": "yes"}, (texts.LOCAL,)),
        ({"t1": "yes"}, (texts.THERAPIST,)),
        ({"t6": "yes"}, (texts.THERAPIST, texts.ASK_PHYSICIAN)),
        ({"t7": "yes"}, (texts.THERAPIST, texts.GUARDIAN)),
        ({"d1": "yes"}, (texts.DEFER_UNDATED,)),
        ({"p3": "yes"}, (texts.PHYSICIAN, texts.BEFORE_NEXT)),
        ({"p8": "yes"}, (texts.PHYSICIAN, texts.WITHIN_TWO_DAYS)),
        ({"e1": "yes"}, (texts.EMERGENCY,)),
        ({"e1": "yes", "p3": "yes"}, (texts.EMERGENCY,)),
        ({"e8": "yes"}, (texts.TODAY,)),
        ({"e8": "yes", "e1": "not_sure"}, (texts.EMERGENCY,)),
        ({"e1": "not_sure"}, (texts.EMERGENCY, texts.PHYSICIAN, texts.BEFORE_NEXT)),
        ({"e8": "not_sure", "p8": "yes"}, (texts.TODAY, texts.PHYSICIAN, texts.WITHIN_TWO_DAYS)),
    ],
)
def test_what_the_patient_is_told(answers, expected):
    assert told(**answers) == expected


def test_a_dated_wait_names_its_date():
    assert told({"on": "2025-03-10"}, d1="yes") == (texts.DEFER,)
    assert "{date}" in texts.DEFER


def test_the_leg_text_says_today_before_any_number():
    assert texts.TODAY.index("today") < texts.TODAY.index("{emergency_number}")
    first = texts.TODAY.split(". ")[1]
    assert "{emergency_number}" not in first


SUSPICIONS = (
    r"cauda|cancer|tumou?r|thrombos|embol|stroke|aneurysm|mening|myelopath|fractur|infection|spondyl|malign"
)


def test_tier_texts_name_no_disease():
    spoken = [value for name, value in vars(texts).items() if name.isupper() and isinstance(value, str)]
    assert len(spoken) == 24
    for text in (*spoken, *texts.REASONS.values(), *texts.TIER_NAMES.values()):
        assert not re.search(SUSPICIONS, text, re.IGNORECASE)


def test_every_item_and_part_is_worded():
    questions = [item.question for item in ITEMS] + list(SUB_QUESTIONS.values())
    assert len(set(questions)) == len(questions) == 44
    assert all(question.strip() for question in questions)
    suspected = r"cauda|tumou?r|thrombos|embol|stroke|aneurysm|mening|myelopath|fractur|spondyl|malign"
    for question in questions:
        assert not re.search(suspected, question, re.IGNORECASE)
