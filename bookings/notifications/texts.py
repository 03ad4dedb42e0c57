"""The texts of a letter with their placeholders: filling them in, and what a clinic may not write. Pure.

A placeholder is a word in braces, `{day}`; filling replaces the known ones and touches nothing else, so that a text
is never a program.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

FIELDS = ("subject", "heading", "lead", "button", "closing")
LONGEST = {"subject": 120, "heading": 80, "lead": 600, "button": 40, "closing": 300}
# These may run over several lines and name a web address.
PROSE = ("lead", "closing")
MOST_LINES = 8

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
NOBODYS_NAME = re.compile(r"\{first_name\}[,:!]?\s*")
MARKUP = re.compile(r"<\s*[a-zA-Z/!?]|\{%|\{\{|\{#|%\(|\$\{|\[\[")
ENCODED_WORD = re.compile(r"=\?.*\?=|=\?[\w-]+\?[bqBQ]\?")
SCHEME = re.compile(r"\b([a-zA-Z][a-zA-Z0-9+.-]*)\s*:(?=\s*/\s*/)|\b(javascript|vbscript|data|file|blob|mailto|tel)\s*:(?=\S)", re.I)  # fmt: skip
ADDRESS = re.compile(r"://|\bwww\.|\w@\w|\b[\w-]+\.(?:com|org|net|info|io|es|example)\b", re.I)


@dataclass(frozen=True, slots=True)
class Texts:
    """What a letter says, apart from the time, the place and the links. An empty closing is no closing."""

    subject: str
    heading: str
    lead: str
    button: str
    closing: str = ""

    def filled(self, values: Mapping[str, str]) -> "Texts":
        return Texts(**{name: fill(text, values) for name, text in asdict(self).items()})

    def instead(self, **own: str) -> "Texts":
        """With the texts of `own` that are not empty."""
        return Texts(**{**asdict(self), **{name: text for name, text in own.items() if text}})


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a text is refused: `field`, a stable `code`, and what the sentence about it names."""

    field: str
    code: str
    what: str = ""


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with the values for its placeholders, each once: what a value says is not looked at again.

    A first name that is unknown takes the comma after it along.
    """
    if not values.get("first_name", " "):
        text = NOBODYS_NAME.sub("", text)
        text = text[:1].upper() + text[1:]
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def tidy(text: str) -> str:
    """As it is kept: line ends alike, no blanks at the ends of lines, no more than one empty line in a row."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def objections(
    own: Mapping[str, str], *, allowed: Iterable[str], needed: Iterable[str], words: Iterable[str]
) -> list[Objection]:
    """What speaks against these texts; empty ones are not looked at.

    `allowed` are the placeholders of this letter, `needed` those that its lead must have; `words` must not be said.
    """
    known, unsaid = tuple(allowed), tuple(words)
    found = [one for name in FIELDS if own.get(name) for one in _against(name, own[name], known, unsaid)]
    if lead := own.get("lead"):
        missing = [name for name in needed if f"{{{name}}}" not in lead]
        found += [Objection("lead", "missing", f"{{{name}}}") for name in missing]
    return found


def _against(field: str, text: str, allowed: tuple[str, ...], words: tuple[str, ...]) -> Iterator[Objection]:
    if len(text) > LONGEST[field]:
        yield Objection(field, "too_long", str(LONGEST[field]))
    bare = text.replace("\n", "") if field in PROSE else text
    if field in PROSE and text.count("\n") >= MOST_LINES:
        yield Objection(field, "too_many_lines", str(MOST_LINES))
    if any(_is_control(sign) for sign in bare):
        yield Objection(field, "control")
    yield from _against_code(field, text, allowed)
    yield from _against_links(field, text)
    plain = searchable(PLACEHOLDER.sub(" ", text))
    if said := next((word for word in words if _says(plain, word)), None):
        yield Objection(field, "clinical", said)


def _against_code(field: str, text: str, allowed: tuple[str, ...]) -> Iterator[Objection]:
    if MARKUP.search(text):
        yield Objection(field, "markup")
        return
    if unknown := next((name for name in PLACEHOLDER.findall(text) if name not in allowed), None):
        yield Objection(field, "unknown", f"{{{unknown}}}")
    elif set(PLACEHOLDER.sub("", text)) & set("{}"):
        yield Objection(field, "braces")
    if field not in PROSE and ENCODED_WORD.search(text):
        yield Objection(field, "markup")


def _against_links(field: str, text: str) -> Iterator[Objection]:
    schemes = {(one or other).lower() for one, other in SCHEME.findall(text)}
    if field in PROSE:
        if schemes - {"http", "https"}:
            yield Objection(field, "scheme")
    elif schemes or ADDRESS.search(text):
        yield Objection(field, "link")


def _is_control(sign: str) -> bool:
    """Control and direction signs, and line ends; joiners, which some scripts and emoji need, are none."""
    return sign not in "\u200c\u200d" and unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def searchable(text: str) -> str:
    """Without accents, case and double spaces: a word with an accent more is the same word."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def _says(plain: str, word: str) -> bool:
    sought = searchable(word)
    return len(sought) > 2 and re.search(rf"(?<!\w){re.escape(sought)}(?!\w)", plain) is not None
