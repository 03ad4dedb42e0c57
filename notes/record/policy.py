"""For how long a clinic keeps its records: never shorter than settings.RETENTION_YEARS."""

from datetime import datetime

from django.conf import settings

from bookings.audit import record_access
from bookings.models import Clinic, User
from bookings.transactions import action
from notes.models import RecordPolicy


@action
def keep_for(*, clinic: Clinic, years: int, user: User, now: datetime) -> RecordPolicy:
    """Years after the last entry. Less than the setting counts as the setting."""
    years = max(years, settings.RETENTION_YEARS)
    policy, _made = RecordPolicy.objects.update_or_create(clinic=clinic, defaults={"retention_years": years})
    record_access(
        clinic=clinic, user=user, patient=None, action="changed", object_kind="retention",
        object_id=clinic.public_id, now=now,
    )  # fmt: skip
    return policy
