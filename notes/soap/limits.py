"""What keeps a technique from being written down without a reason, and what a kind of massage asks for. Pure.

A row is at fault in an excluded area, above the cap of the patient (there, or everywhere) or of the kind of massage,
as deep work where deep work is left out, as deep work on the front of the neck, or as heat where heat is off.
Days count as whole days: 72 hours are three of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from notes.body import VASCULAR, region
from notes.screening.items import NO_CAP
from notes.soap.findings import HEAT_TECHNIQUES, Findings, Technique
from notes.soap.modalities import DEEP, DEEP_FROM, HEAT, SPORT, SWEDISH, THERAPEUTIC, template_for
from notes.wording import gettext_noop

EXCLUDED = gettext_noop("This area is left out at present.")
ABOVE_CAP = gettext_noop("This is firmer than the cap for this patient.")
ABOVE_KIND = gettext_noop("This is firmer than this kind of massage goes.")
DEEP_BLOCKED = gettext_noop("Deep work is left out at present.")
DEEP_NECK = gettext_noop("No deep work on the front of the neck.")
HEAT_OFF = gettext_noop("Heat is left out at present.")
KIND_BLOCKED = gettext_noop("This kind of massage is left out at present.")
NO_TREATMENT = gettext_noop("Something that speaks against treatment is still open.")
AT_FAULT = gettext_noop("A marked row needs a change, or a reason.")
NEAR_EVENT = gettext_noop("No deep work less than 48 hours before an event.")
FIRST_DEEP = gettext_noop("Deep work on a first visit: please say why you allow it.")
FRESH_INJURY = gettext_noop("No deep work in the first 72 hours after an injury.")
VASCULAR_CODES = tuple(VASCULAR)
MOST_PAIN = 7
BEFORE_EVENT = timedelta(hours=48)
FRESH = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Limits:
    """What counts for one patient on the day of the visit, and the kind of massage of the visit.

    `starts_at` is told on the clock of the place. `region_caps` are caps that count in some regions. `closed`: an
    absolute contraindication or a stop that no decision lifted. `is_first`: nobody here treated the patient before.
    `onset`: when what the visit is about began, if the day is known. `sensitive_agreed`: written consent to the
    treatment of sensitive areas is on file.
    """

    modality: str
    starts_at: datetime
    pressure_cap: int = NO_CAP
    heat_allowed: bool = True
    blocked_modalities: frozenset[str] = frozenset()
    excluded_regions: frozenset[str] = frozenset()
    region_caps: Mapping[str, int] = field(default_factory=dict)
    closed: bool = False
    is_first: bool = False
    onset: date | None = None
    sensitive_agreed: bool = False

    def cap_at(self, region_id: str) -> int:
        """How firm a row may be there for this patient, 1 to 5."""
        return min(self.pressure_cap, self.region_caps.get(region_id, NO_CAP))

    def on_row(self, row: Technique) -> str:
        """What speaks against the row, or nothing."""
        is_heat, pressure = row.technique in HEAT_TECHNIQUES, row.pressure or 0
        if row.region in self.excluded_regions:
            return EXCLUDED
        if is_heat:
            return "" if self.heat_allowed and HEAT not in self.blocked_modalities else HEAT_OFF
        if pressure > self.cap_at(row.region):
            return ABOVE_CAP
        if pressure >= DEEP_FROM and row.region.startswith(VASCULAR_CODES):
            return DEEP_NECK
        if pressure >= DEEP_FROM and DEEP in self.blocked_modalities:
            return DEEP_BLOCKED
        if self.modality != HEAT and pressure > template_for(self.modality).pressure_cap:
            return ABOVE_KIND
        return ""

    def on_whole(self, findings: Findings) -> str:
        """What speaks against the visit as a whole, or nothing."""
        if self.closed:
            return NO_TREATMENT
        if self.modality in self.blocked_modalities:
            return KIND_BLOCKED
        if not self._is_deep(findings):
            return ""
        if self._is_injury_fresh(findings):
            return FRESH_INJURY
        if self._is_event_near(findings):
            return NEAR_EVENT
        return FIRST_DEEP if self.is_first else ""

    def _is_deep(self, findings: Findings) -> bool:
        """Deep tissue massage, or sports massage with firm pressure, which counts as deep."""
        is_firm = any((row.pressure or 0) >= DEEP_FROM for row in findings.techniques)
        return self.modality == DEEP or (self.modality == SPORT and is_firm)

    def _is_injury_fresh(self, findings: Findings) -> bool:
        told = date.fromisoformat(findings.injured_on) if findings.injured_on else None
        on = self.starts_at.date()
        return any(day is not None and timedelta() <= on - day < FRESH for day in (told, self.onset))

    def _is_event_near(self, findings: Findings) -> bool:
        """From the first minute of its day; an event of an earlier day is over, unless it is said to come."""
        if self.modality != SPORT or not findings.event_date or findings.sport_phase == "post":
            return False
        event = datetime.fromisoformat(findings.event_date).replace(tzinfo=self.starts_at.tzinfo)
        is_over = event.date() < self.starts_at.date() and findings.sport_phase != "pre"
        return not is_over and event - self.starts_at < BEFORE_EVENT


def rows_at_fault(findings: Findings, limits: Limits) -> Iterator[tuple[int, str]]:
    """Number and sentence of each row that a restriction speaks against and that gives no reason."""
    for number, row in enumerate(findings.techniques):
        if (why := limits.on_row(row)) and not row.override_reason.strip():
            yield number, why


def lacking(
    findings: Findings, limits: Limits, *, booked_minutes: int, has_problem: bool
) -> Iterator[tuple[str, str]]:
    """Field and sentence of everything of the findings that keeps a note from being signed.

    One technique at least, minutes within 10 of the booked length or a reason, and what the kind of massage asks
    for, are rules of this project; separate written consent for areas of Washington rules [N1] is widened by rule.
    """
    if not findings.techniques:
        yield (
            "techniques",
            gettext_noop("At least one technique: what was done, where, how firmly and how long."),
        )
    elif not all(row.is_whole for row in findings.techniques):
        yield "techniques", gettext_noop("Each row needs an area, a pressure and minutes.")
    elif abs(findings.minutes - booked_minutes) > 10 and not findings.minutes_reason.strip():
        yield (
            "minutes_reason",
            gettext_noop("The minutes differ from the booked length by more than 10. Please say why."),
        )
    if any(rows_at_fault(findings, limits)):
        yield "techniques", AT_FAULT
    if (why := limits.on_whole(findings)) and not findings.override_reason.strip():
        yield "override_reason", why
    if (
        any(row.region and region(row.region).sensitive for row in findings.techniques)
        and not limits.sensitive_agreed
    ):
        yield (
            "sensitive_consent",
            gettext_noop("Separate written consent to these areas is not on file, or older than a year."),
        )
    if findings.adverse_event not in ("", "none") and not findings.adverse_severity:
        yield "adverse_severity", gettext_noop("Please say how severe it was.")
    if any(row.technique in HEAT_TECHNIQUES for row in findings.techniques) or limits.modality == HEAT:
        yield from _heat(findings)
    yield from _of_the_kind(findings, limits.modality, has_problem)


def _heat(findings: Findings) -> Iterator[tuple[str, str]]:
    for name in ("heat_skin_before", "heat_skin_after", "heat_sensation"):
        if not getattr(findings, name):
            yield name, gettext_noop("With heat, skin is checked before and after, and sensation is tested.")


def _of_the_kind(findings: Findings, modality: str, has_problem: bool) -> Iterator[tuple[str, str]]:
    if modality == THERAPEUTIC and not (has_problem or findings.areas):
        yield "areas", gettext_noop("Please tie the visit to a plan, or mark the area it is about.")
    if modality == SWEDISH and not findings.goals_today.strip():
        yield "goals_today", gettext_noop("What was the goal of relaxing today?")
    if modality == DEEP:
        yield from _deep(findings)
    if modality == SPORT:
        yield from _sport(findings)


def _deep(findings: Findings) -> Iterator[tuple[str, str]]:
    if len(findings.pain_checks) < findings.minutes // 10:
        yield "pain_checks", gettext_noop("Deep work: a pain rating for every 10 minutes.")
    elif any(rating > MOST_PAIN for rating in findings.pain_checks) and not findings.response_during.strip():
        yield "response_during", gettext_noop("Pain went above 7: please say what you changed.")
    if not findings.soreness_advice:
        yield "soreness_advice", gettext_noop("Deep work: advice about soreness for 24 to 48 hours.")


def _sport(findings: Findings) -> Iterator[tuple[str, str]]:
    for name in ("sport", "sport_phase"):
        if not getattr(findings, name):
            yield name, gettext_noop("Sports massage: which sport, and when in its season.")
    if findings.sport_phase in ("pre", "post") and not findings.event_date:
        yield "event_date", gettext_noop("Please give the day of the event.")
