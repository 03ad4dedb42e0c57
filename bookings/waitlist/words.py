"""Wishes and waiting in words: never a clinical one, only what the desk may read out."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings import wording
from bookings.models import WaitlistEntry
from bookings.waitlist.matching import DAY_MINUTES


def wants_of(entry: WaitlistEntry) -> tuple[str, ...]:
    """When somebody could come, in words: "mornings", "Mon, Wed", "with Maya Okafor"."""
    parts = [_hours(entry), _days(entry.weekdays)]
    names = [therapist.full_name for therapist in entry.therapists.all()]
    if names:
        parts.append(_("with %(names)s") % {"names": _(" or ").join(names)})
    if entry.location:
        parts.append(_("at %(place)s") % {"place": entry.location.name})
    return tuple(part for part in parts if part)


def standing_of(entry: WaitlistEntry, now: datetime) -> tuple[str, ...]:
    """What gives the entry its place in the line: "12 days behind plan", "waiting 9 days"."""
    parts = []
    if entry.plan_gap_days:
        parts.append(
            ngettext("%(count)d day behind plan", "%(count)d days behind plan", entry.plan_gap_days)
            % {"count": entry.plan_gap_days}
        )
    days = (now - entry.created_at).days
    waited = ngettext("waiting %(count)d day", "waiting %(count)d days", days) % {"count": days}
    return (*parts, waited if days else _("since today"))


def _hours(entry: WaitlistEntry) -> str:
    bounds = (entry.from_minute, entry.until_minute)
    named = {
        (0, DAY_MINUTES): "",
        (0, 12 * 60): _("mornings"),
        (12 * 60, 17 * 60): _("afternoons"),
        (17 * 60, DAY_MINUTES): _("evenings"),
    }
    if bounds in named:
        return named[bounds]
    start, end = (wording.clock_at(minute) for minute in bounds)
    if entry.until_minute == DAY_MINUTES:
        return _("from %(start)s") % {"start": start}
    return _("from %(start)s to %(end)s") % {"start": start, "end": end}


def _days(weekdays: Iterable[int]) -> str:
    chosen = sorted(set(weekdays))
    if chosen == list(range(7)):
        return ""
    if chosen == list(range(5)):
        return _("weekdays")
    names = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    return ", ".join(names[day] for day in chosen)
