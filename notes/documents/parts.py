"""What a paper is made of, as values. The press sets them in type; programs get the same parts as data."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """Running text as somebody typed it; line breaks are kept. `tone` is "" or "warn"."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a label and what is said about it."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Points:
    """A list of things; `notes` stand small under each, one per item or none at all."""

    items: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Rated:
    """One mark of a chart."""

    at: datetime
    aspect: str
    value: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart. `svg` draws it, `alt` says it; the values are for programs. `legend` pairs a mark's name and words."""

    svg: str
    alt: str
    caption: str
    legend: tuple[tuple[str, str], ...]
    ratings: tuple[Rated, ...]
    baseline: str = ""
    smallest_change: str = ""
    target: str = ""


Part = Words | Facts | Points | Table | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """`code` is the same in every language."""

    code: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The clinic on paper. `paper` is a page size that the press knows; `accent` is #rrggbb."""

    name: str
    address: str
    phone: str
    email: str
    accent: str
    paper: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document. `language` and `region` are codes; `made_on` is the clinic's date, `day` says it in words.

    `to` is the addressee of a letter, `about` names the patient, `signed` are the lines at the end.
    """

    kind: str
    title: str
    language: str
    made_on: date
    day: str
    head: Letterhead
    about: Facts
    sections: tuple[Section, ...]
    footnote: str
    page_words: str
    to: str = ""
    to_label: str = ""
    signed: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        """Says what it is and of which day, and nothing about anybody."""
        return f"{self.kind.replace('_', '-')}-{self.made_on.isoformat()}.pdf"


def as_data(paper: Paper) -> dict[str, Any]:
    """The paper for a program: everything that is said, nothing about how it looks."""
    return {
        "kind": paper.kind,
        "title": paper.title,
        "language": paper.language,
        "made_on": paper.made_on,
        "clinic": {name: getattr(paper.head, name) for name in ("name", "address", "phone", "email")},
        "to": paper.to,
        "about": _pairs(paper.about.rows),
        "sections": [
            {"code": one.code, "title": one.title, "parts": [part_as_data(part) for part in one.parts]}
            for one in paper.sections
        ],
        "signed": list(paper.signed),
    }


def part_as_data(part: Part) -> dict[str, Any]:
    said: dict[str, Any] = {"type": type(part).__name__.lower()}
    if isinstance(part, Facts):
        return {**said, "rows": _pairs(part.rows)}
    hidden = ("svg", "legend", "tone")
    return {**said, **{one.name: _plain(part, one.name) for one in fields(part) if one.name not in hidden}}


def for_the_press(paper: Paper) -> dict[str, Any]:
    """Everything, with the type of each part beside it."""
    sections = [
        {
            "title": one.title,
            "parts": [{"type": type(part).__name__.lower(), **asdict(part)} for part in one.parts],
        }
        for one in paper.sections
    ]
    whole: Mapping[str, Any] = {**asdict(paper), "about": asdict(paper.about), "sections": sections}
    return dict(whole)


def _plain(part: Any, name: str) -> Any:
    value = getattr(part, name)
    if isinstance(value, tuple) and value and isinstance(value[0], Rated):
        return [asdict(one) for one in value]
    return value


def _pairs(rows: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"label": label, "text": text} for label, text in rows]
