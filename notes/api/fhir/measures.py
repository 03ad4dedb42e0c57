"""Answers and their scores. What an instrument asks belongs to whoever wrote it: answers are told by code alone."""

import json
from collections.abc import Iterator
from typing import Any

from notes.api.fhir.parts import (
    LOINC,
    TERMINOLOGY,
    UCUM,
    Resource,
    base_url,
    coded,
    filled,
    instant,
    own_system,
    reference,
    resource_of,
)
from notes.models import MeasureResponse

# Only where the code means exactly that: the spoken rating of pain, and the total of the PHQ-2.
LOINC_CODES = {"nrs": "72514-3", "phq2": "55758-7"}


def observation_resource(response: MeasureResponse) -> Resource:
    """The score. Where the missing-item rule leaves none, that is said."""
    code = f"{response.code}-{response.aspect}" if response.aspect else response.code
    codings = [{"system": own_system("measure"), "code": code}]
    if response.code in LOINC_CODES:
        codings.insert(0, {"system": LOINC, "code": LOINC_CODES[response.code]})
    scored: Resource = {"dataAbsentReason": coded(f"{TERMINOLOGY}/data-absent-reason", "not-asked")}
    if response.value is not None:
        value = float(response.value)
        scored = {"valueQuantity": {"value": value, "unit": "score", "system": UCUM, "code": "{score}"}}
    return resource_of(
        "Observation", response,
        status="final",
        category=[coded(f"{TERMINOLOGY}/observation-category", "survey")],
        code={"coding": codings},
        subject=reference("Patient", response.patient),
        effectiveDateTime=instant(response.taken_at),
        derivedFrom=[reference("QuestionnaireResponse", response)],
        **scored,
    )  # fmt: skip


def questionnaire_response_resource(response: MeasureResponse) -> Resource:
    answers: dict[str, Any] = json.loads(response.answers)
    by_patient = response.recorded_by_id is None
    return resource_of(
        "QuestionnaireResponse", response,
        questionnaire=f"{base_url()}/Questionnaire/{response.code}",
        status="completed",
        subject=reference("Patient", response.patient),
        authored=instant(response.taken_at),
        author=reference("Patient", response.patient) if by_patient else None,
        source=reference("Patient", response.patient),
        item=list(_items(response.code, answers)),
    )  # fmt: skip


def _items(code: str, answers: dict[str, Any]) -> Iterator[Resource]:
    """In order. The activities of the PSFS are the patient's own words: they are the text, a number the link."""
    for number, (name, given) in enumerate(answers.items(), start=1):
        values = given if isinstance(given, list) else [given]
        told = [value for value in map(_answer, values) if value]
        is_words = code == "psfs"
        yield filled({
            "linkId": f"psfs-{number}" if is_words else name,
            "text": name if is_words else None,
            "answer": told,
        })  # fmt: skip


def _answer(value: Any) -> Resource | None:
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, int):
        return {"valueInteger": value}
    if isinstance(value, float):
        return {"valueDecimal": value}
    return {"valueString": str(value)} if value not in (None, "") else None
