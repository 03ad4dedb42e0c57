"""How long a full screen counts, and the short one before each visit. Project rules; health update each
visit [N1].
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from notes.wording import gettext_noop

FULL_VALID_DAYS = 180
WITHOUT_SESSION_DAYS = 90
SHORT_WITHIN = timedelta(hours=48)

SHORT_ITEMS: Mapping[str, str] = {
    "s1": gettext_noop("Has it become worse?"),
    "s2": gettext_noop("Does pain wake you or keep you awake at night?"),
    "s3": gettext_noop("Any new numbness, weakness, or change in passing urine or stool?"),
    "s4": gettext_noop("Any illness, skin problem or injury?"),
    "s5": gettext_noop("Any new medicine or news from a physician about your health?"),
}


def is_full_valid(
    screened: date, on: date, *, last_session: date | None = None, is_void: bool = False
) -> bool:
    """Say whether a full screen of that date still counts: 180 days, and no 90 days without a session.

    is_void: something since then asks for a new one (a hold or re-screen of the trend rule; a new diagnosis,
    operation, pregnancy or injury).
    """
    quiet_since = max(screened, last_session) if last_session else screened
    quiet_days = (on - quiet_since).days
    age_days = (on - screened).days
    return not is_void and 0 <= age_days < FULL_VALID_DAYS and quiet_days < WITHOUT_SESSION_DAYS


def is_short_timely(answered_at: datetime, starts_at: datetime) -> bool:
    """Say whether a short screen was answered within the 48 hours before the session; both instants aware."""
    return timedelta(0) <= starts_at - answered_at <= SHORT_WITHIN


def opens_full(answers: Mapping[str, bool]) -> bool:
    """Any yes opens the full form. Raises ValueError naming a missing or unknown item, or one not true or
    false.
    """
    for item in (*SHORT_ITEMS, *answers):
        if item not in SHORT_ITEMS or type(answers.get(item)) is not bool:
            raise ValueError(f"{item}: true or false is needed for {', '.join(SHORT_ITEMS)}")
    return any(answers.values())
