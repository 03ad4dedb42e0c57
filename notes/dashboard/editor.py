"""What the page of a draft shows beside its form: the body chart, chips, and what speaks against a technique."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from notes.body import REGIONS
from notes.body_shapes import FIGURES, Figure
from notes.models import SoapNote
from notes.screening.restrictions import RestrictionLine, region_name, restrictions_of
from notes.soap.draft import NoteContent
from notes.soap.findings import HEAT_TECHNIQUES, POSITIONS, QUALITIES, TECHNIQUES, Findings
from notes.soap.modalities import template_for
from notes.soap.opening import LastNote
from notes.soap.standing import booked_minutes, signing_limits
from notes.soap.words import Said, findings_sheet
from notes.wording import gettext_noop

# One tap instead of a sentence; what is not true of the visit is not tapped.
PHRASES = {
    "assessment": (
        gettext_noop("Well tolerated."),
        gettext_noop("Tension eased during the session."),
        gettext_noop("No change since last time."),
        gettext_noop("Nothing speaks against going on."),
    ),
    "next_step": (
        gettext_noop("Same focus next time."),
        gettext_noop("Home exercises as agreed."),
        gettext_noop("Rest and drink as usual today."),
    ),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A region as it is drawn. `mark` says how it feels, `is_worked` that something was done there."""

    id: str
    name: str
    path: str
    x: float
    y: float
    is_excluded: bool
    is_worked: bool
    mark: str


@dataclass(frozen=True, slots=True)
class Drawing:
    view: str
    label: str
    left: str
    right: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Aid:
    drawings: tuple[Drawing, ...]
    qualities: tuple[tuple[str, str], ...]
    techniques: tuple[tuple[str, str], ...]
    phrases: dict[str, tuple[str, ...]]
    restrictions: tuple[RestrictionLine, ...]
    is_stopped: bool
    against: str
    sensitive_agreed: bool
    region_caps: str
    pressure: int
    pressure_cap: int
    excluded: str
    booked_minutes: int
    heat_allowed: bool
    heat_techniques: str
    modality: str
    sensitive: str


def editor_aid(note: SoapNote) -> Aid:
    limits, template = signing_limits(note), template_for(note.appointment.option.service.modality)
    content = NoteContent.of(note)
    return Aid(
        drawings=drawings(content.findings, limits.excluded_regions),
        qualities=tuple((code, _(words)) for code, words in QUALITIES.items()),
        techniques=tuple((code, _(TECHNIQUES[code])) for code in template.techniques),
        phrases={name: tuple(_(text) for text in texts) for name, texts in PHRASES.items()},
        restrictions=restrictions_of(note.patient, limits.starts_at.date()).lines,
        is_stopped=limits.closed,
        against=_(why) if (why := limits.on_whole(content.findings)) else "",
        sensitive_agreed=limits.sensitive_agreed,
        region_caps=" ".join(f"{name}:{cap}" for name, cap in sorted(limits.region_caps.items())),
        pressure=min(template.pressure, limits.pressure_cap),
        pressure_cap=min(template.pressure_cap, limits.pressure_cap),
        excluded=" ".join(sorted(limits.excluded_regions)),
        booked_minutes=booked_minutes(note),
        heat_allowed=limits.heat_allowed,
        heat_techniques=" ".join(sorted(HEAT_TECHNIQUES)),
        modality=limits.modality,
        sensitive=" ".join(one.id for one in REGIONS if one.sensitive),
    )


def usual_of(last: LastNote | None) -> tuple[Said, ...]:
    """How this patient was treated last time: position, pressure, oils, and how it went."""
    if last is None:
        return ()
    found = last.findings
    firm = sorted({row.pressure for row in found.techniques if row.pressure})
    lines = (
        (_("Position last time"), ", ".join(_(POSITIONS[one]) for one in found.positions)),
        (_("Pressure last time"), _firmness(firm) if firm else ""),
        (_("Oils and products"), found.products),
        (_("Pain after last time"), "" if last.nrs_after is None else f"{last.nrs_after}/10"),
        (_("Response after it"), found.response_after),
    )
    return tuple(Said(label, text) for label, text in lines if text)


def _firmness(firm: list[int]) -> str:
    if firm[0] == firm[-1]:
        return _("%(pressure)s of 5") % {"pressure": firm[0]}
    return _("%(least)s to %(most)s of 5") % {"least": firm[0], "most": firm[-1]}


def signed_parts(content: NoteContent) -> list[tuple[str, str, str, tuple[Said, ...]]]:
    """Name, title, text and single findings of the four letters."""
    sheet = findings_sheet(content.findings)
    return [
        ("subjective", _("Subjective"), content.subjective, sheet.subjective),
        ("objective", _("Objective"), content.objective, sheet.objective),
        ("assessment", _("Assessment"), content.assessment, sheet.assessment),
        ("next_step", _("Plan"), content.next_step, sheet.plan),
    ]


def drawings(findings: Findings, excluded: frozenset[str] = frozenset()) -> tuple[Drawing, ...]:
    """Back and front with the marks of a note."""
    marks = {one.region: _(QUALITIES[one.quality]) if one.quality else _("marked") for one in findings.areas}
    worked = {one.region for one in findings.techniques}
    return tuple(_drawing(figure, marks, worked, excluded) for figure in FIGURES)


def _drawing(figure: Figure, marks: dict[str, str], worked: set[str], excluded: frozenset[str]) -> Drawing:
    is_back = figure.view == "back"
    return Drawing(
        view=figure.view,
        label=_("Back of the body") if is_back else _("Front of the body"),
        left=_("left") if is_back else _("right"),
        right=_("right") if is_back else _("left"),
        shapes=tuple(
            Shape(
                id=one.id,
                name=region_name(one.id),
                path=one.path,
                x=one.x,
                y=one.y,
                is_excluded=one.id in excluded,
                is_worked=one.id in worked,
                mark=marks.get(one.id, ""),
            )
            for one in figure.shapes
        ),
    )
