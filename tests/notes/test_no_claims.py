"""No sentence of the software claims a benefit, promises an outcome or names a diagnosis, in any language."""

import re
from collections.abc import Iterator

import pytest

from config import catalogues

ENGLISH = (
    r"cur(?:e|es|ed|ing)\b", r"heals?\b|healing", r"guarantee", r"proven", r"\beffective", r"efficacy", r"detox", r"toxins?\b",
    r"miracle", r"pain[- ]free", r"free of pain", r"scientific", r"evidence[- ]based", r"boosts?\b", r"speeds? up",
    r"will (?:help|relieve|reduce|ease|improve|cure|fix|heal|feel better|get better|lessen|loosen|strengthen)",
    r"(?:massage|exercise|heat|warmth|treatment|session|stretch)\w* (?:helps?|relieves?|reduces?|eases?|improves?|fixes|prevents?)\b",
    r"get rid of", r"eliminat", r"\byou(?:r answers)? (?:have|suffer from|show signs of) (?:a |an )?(?:disease|condition|disorder|injury|cancer|fracture)",
    r"diagnos", r"suffer", r"works? better than", r"the best treatment", r"recover (?:fast|quick)",
)  # fmt: skip
SPANISH = (
    r"\bcura(?:r|n|rá)?\b", r"sanará|sanar\b", r"garantiz", r"demostrad", r"eficaz|eficacia", r"desintoxi", r"toxinas", r"milagr",
    r"sin dolor", r"científic", r"diagn[oó]stic", r"(?:le|lo|la) (?:ayudará|aliviará|mejorará|reducirá)", r"se recuperará", r"eliminar el dolor",
)  # fmt: skip
# What says that something is *not* claimed, or is the name of somebody else's paper.
NO_DIAGNOSIS = {
    "How it goes and how it was tolerated. No diagnosis",
    "In plain words, as the patient would say it. Not a diagnosis.",
    "As a physician wrote it, such as M54.50. Optional; not a diagnosis made here.",
    "These are observations of massage therapy, not a medical diagnosis. Pain and activities were rated by the patient.",
}
ALLOWED: dict[str, set[str]] = {
    "en": {
        *NO_DIAGNOSIS,
        "What patients read. No promises: say what is done, not what it cures.",
        "72, 24 is best proven: two reminders, three days and one day before.",
    },
    "es": {
        "Lo que leen los pacientes. Sin promesas: diga qué se hace, no qué cura.",
        "Como la escribió un médico, por ejemplo M54.50. Opcional; no es un diagnóstico hecho aquí.",
        "Cómo va y cómo se toleró. Sin diagnóstico",
        "Con palabras sencillas, como lo diría el paciente. No es un diagnóstico.",
        "Son observaciones de la terapia de masaje, no un diagnóstico médico. El dolor y las actividades los valoró el paciente.",
        # The end of a scale, and a line of the safety check.
        "sin dolor",
        "Huesos frágiles, o corticoides durante mucho tiempo, sin dolor nuevo",
    },
}


def sentences(language: str) -> Iterator[str]:
    """Everything that anybody may read: as it is written, or as it is translated."""
    for package in catalogues.SOURCES:
        found = catalogues.collected(package) if language == "en" else catalogues.kept(package, language)
        for message in found:
            texts = message.id if language == "en" else message.string
            if message.id:
                yield from [texts] if isinstance(texts, str) else texts


@pytest.mark.parametrize(("language", "words"), [("en", ENGLISH), ("es", SPANISH)])
def test_nothing_is_claimed_promised_or_diagnosed(language: str, words: tuple[str, ...]) -> None:
    forbidden = re.compile("|".join(words), re.IGNORECASE)
    said = [text for text in sentences(language) if forbidden.search(text)]
    assert [text for text in said if not any(text.startswith(one) for one in ALLOWED[language])] == []


@pytest.mark.parametrize(
    "text",
    [
        "Massage cures back pain", "This will relieve your neck", "Exercise prevents falls", "You have a disease", "Clinically proven",
        "A pain-free life", "Your diagnosis: sciatica",
    ],
)  # fmt: skip
def test_control_a_claim_is_found(text: str) -> None:
    assert re.search("|".join(ENGLISH), text, re.IGNORECASE)
