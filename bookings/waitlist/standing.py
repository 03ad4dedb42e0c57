"""What the upper floor knows of the order in the line: how many days somebody's plan is behind."""

from collections.abc import Mapping

from bookings.models import WaitlistEntry
from bookings.transactions import action


@action
def note_plan_gaps(*, gaps: Mapping[int, int]) -> int:
    """Set the gap of everybody who waits from days by patient key, 0 for who is not named; how many changed."""
    changed = 0
    waiting = WaitlistEntry.objects.filter(state=WaitlistEntry.State.WAITING)
    for key, patient, known in waiting.values_list("pk", "patient_id", "plan_gap_days"):
        days = min(max(gaps.get(patient, 0), 0), 3650)
        if days != known:
            changed += waiting.filter(pk=key).update(plan_gap_days=days)
    return changed
