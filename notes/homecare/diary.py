"""The diary of what brings pain on, and what a patient thinks of the parts of their plan."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import Patient
from bookings.transactions import action
from notes.homecare.triggers import DiaryEntry, Trigger, rank
from notes.models import TreatmentPlan, TriggerEntry
from notes.plans.ratings import HELPED, keep_ratings

LONGEST_ACTIVITY = 80
# The ranking looks at this many lines, the latest.
RANKED = 500


class BadEntry(DomainError):
    """`field` names what is at fault."""

    code = "bad_entry"
    message = _("Please look at this again.")


@action
def write_entry(
    *,
    patient: Patient,
    activity: str,
    minutes: int,
    nrs_before: int,
    nrs_after: int,
    at: datetime,
    now: datetime,
    once: Once | None = None,
) -> TriggerEntry:
    """One line of the diary, about something that is over. Raises BadEntry."""
    named = " ".join(activity.split())
    if not named or len(named) > LONGEST_ACTIVITY:
        raise BadEntry(_("Please name what you did, in a few words."), field="activity")
    if not 1 <= minutes <= 1440:
        raise BadEntry(_("Between one minute and a day."), field="minutes")
    if at > now:
        raise BadEntry(_("This time is still to come."), field="at")
    for name, value in (("nrs_before", nrs_before), ("nrs_after", nrs_after)):
        if not 0 <= value <= 10:
            raise BadEntry(_("Please choose a number from 0 to 10."), field=name)
    return TriggerEntry.objects.create(
        clinic_id=patient.clinic_id,
        patient=patient,
        activity=named,
        minutes=minutes,
        nrs_before=nrs_before,
        nrs_after=nrs_after,
        at=at,
    )


@action
def remove_entry(*, patient: Patient, public_id: str) -> None:
    """A line that the patient does not want to keep; one that is not theirs is left alone."""
    TriggerEntry.objects.filter(patient__in=patient.family_of_records(), public_id=public_id).delete()


def diary_of(patient: Patient) -> tuple[list[TriggerEntry], list[Trigger]]:
    """The lines, the latest first, and the activities in order of what they do, from three lines each [S]."""
    lines = list(TriggerEntry.objects.filter(patient__in=patient.family_of_records())[:RANKED])
    return lines, rank(DiaryEntry(line.activity, line.nrs_before, line.nrs_after) for line in lines)


@action
def rate_parts(*, plan: TreatmentPlan, ratings: Mapping[str, int], today: date) -> None:
    """How much parts of a plan helped, -2 to 2 by the component's id; what is not named is left. Raises BadEntry."""
    kinds = dict(plan.components.values_list("public_id", "kind"))
    for name, rating in ratings.items():
        if name not in kinds or rating not in HELPED:
            raise BadEntry(field=f"rating-{name}")
    keep_ratings(plan, ratings, kinds, today)
