"""Sentences that several papers share."""

from collections.abc import Iterable
from datetime import datetime

from django.template.defaultfilters import floatformat
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.models import Clinic
from bookings.wording import duration, wall
from notes.documents.parts import Points
from notes.homecare.queries import HomeLine
from notes.plans.queries import ComponentLine, GoalLine
from notes.screening.emergency import number_of


def day_of(moment: datetime, zone: str) -> str:
    return date_format(wall(moment, zone).date())


def goals_of(goals: Iterable[GoalLine]) -> Points:
    """Each goal in words, with its way from baseline to target under it."""
    rows = list(goals)
    return Points(tuple(goal.text for goal in rows), tuple(_way(goal) for goal in rows))


def parts_of(components: Iterable[ComponentLine]) -> Points:
    """Each part of a plan, and what is said about it."""
    rows = list(components)
    return Points(tuple(_part(row) for row in rows), tuple(_about(row) for row in rows))


def exercises_of(lines: Iterable[HomeLine]) -> Points:
    """Exercises as given: dose in the line, steps and what to mind under it."""
    rows = list(lines)
    return Points(
        tuple(f"{row.title}: {row.dose}" for row in rows),
        tuple(" ".join([*row.steps, row.caution]).strip() for row in rows),
    )


def when_to_seek_care(clinic: Clinic) -> Points:
    """The same for everybody, calm, naming no disease (clinical.md 4.1, items E1 to E8)."""
    return Points(
        (
            _(
                "Tell us or a physician if the pain grows, if it wakes you at night, or if it has not eased after two weeks."
            ),
            _(
                "Call %(number)s or go to an emergency department at once if you feel numb between the legs, cannot "
                "hold or pass water or stool, an arm or a leg grows weak, or pain comes with chest pain, "
                "breathlessness, fever or a sudden headache unlike any before."
            )
            % {"number": number_of(clinic)},
        )
    )


def _way(goal: GoalLine) -> str:
    if goal.baseline is None or goal.target is None:
        return goal.measure
    said = _("from %(baseline)s to %(target)s") % {
        "baseline": floatformat(goal.baseline),
        "target": floatformat(goal.target),
    }
    if goal.due_date:
        said += " " + _("by %(day)s") % {"day": date_format(goal.due_date)}
    return f"{goal.measure}: {said}" if goal.measure else said


def _part(row: ComponentLine) -> str:
    words = dose_of(row) if row.sessions else row.text
    return f"{row.label}: {words}" if words else row.label


def dose_of(row: ComponentLine) -> str:
    """Such as "2 times a week for 3 weeks, 60 minutes each"."""
    times = ngettext("%(count)d time a week", "%(count)d times a week", row.freq_per_week or 0)
    weeks = ngettext("for %(count)d week", "for %(count)d weeks", row.weeks or 0)
    return _("%(times)s %(weeks)s, %(minutes)s each") % {
        "times": times % {"count": row.freq_per_week or 0},
        "weeks": weeks % {"count": row.weeks or 0},
        "minutes": duration(row.minutes or 0),
    }


def _about(row: ComponentLine) -> str:
    return " · ".join([*(f"{fact.label}: {fact.value}" for fact in row.facts), *filter(None, [row.evidence])])
