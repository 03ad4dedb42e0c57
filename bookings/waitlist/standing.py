"""What the upper floor knows of the order in the line: how many days somebody's plan is behind."""

from collections.abc import Mapping

from bookings.models import WaitlistEntry
from bookings.transactions import action

LONGEST_GAP = 3650


@action
def note_plan_gaps(*, gaps: Mapping[int, int]) -> int:
    """Set the gap of everybody who waits, 0 for who is not named; how many changed.

    `gaps` are days by the key of the record that is kept of a person. Two queries, however many wait.
    """
    waiting = WaitlistEntry.objects.filter(state=WaitlistEntry.State.WAITING)
    changed = []
    for entry in waiting.select_related("patient").only("plan_gap_days", "patient__merged_into"):
        days = min(max(gaps.get(entry.patient.merged_into_id or entry.patient_id, 0), 0), LONGEST_GAP)
        if days != entry.plan_gap_days:
            entry.plan_gap_days = days
            changed.append(entry)
    return WaitlistEntry.objects.bulk_update(changed, ["plan_gap_days"])
