"""Whether somebody is at the keyboard: the session of staff locks when it is left alone, and keeps when they proved it.

A session that was not begun here (a patient's, a program's) never locks.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

_SEEN, _LOCKED, _PROVED = "seen_at", "is_locked", "proved_at"
# Being seen is a write: noted again only after this part of the time it takes to lock.
_NOTED_EVERY = 20
FRESH = timedelta(minutes=10)


def limit() -> timedelta:
    """How long a session may be left alone; zero: for ever."""
    return timedelta(minutes=settings.AUTO_LOCK_MINUTES)


def prove(session: SessionBase, now: datetime) -> None:
    """Somebody of the staff has just shown who they are, by password or passkey: the session is open."""
    session.pop(_LOCKED, None)
    session[_SEEN] = session[_PROVED] = now.isoformat()


def is_watched(session: SessionBase) -> bool:
    return bool(limit()) and _SEEN in session


def is_locked(session: SessionBase, now: datetime) -> bool:
    if not is_watched(session):
        return False
    return _LOCKED in session or now - _at(session, _SEEN) > limit()


def lock(session: SessionBase) -> None:
    """From here on until they prove who they are, whatever the time."""
    if is_watched(session) and _LOCKED not in session:
        session[_LOCKED] = True


def see(session: SessionBase, now: datetime) -> bool:
    """Somebody has done something. Whether that was noted: not every time."""
    if now - _at(session, _SEEN) < limit() / _NOTED_EVERY:
        return False
    session[_SEEN] = now.isoformat()
    return True


def proved_at(session: SessionBase) -> datetime | None:
    """When they last showed who they are in this session."""
    return _at(session, _PROVED) if _PROVED in session else None


def is_fresh(session: SessionBase, now: datetime) -> bool:
    """Whether they showed who they are within the last minutes: enough to change how they sign in."""
    at = proved_at(session)
    return at is not None and now - at < FRESH


def _at(session: SessionBase, name: str) -> datetime:
    kept: Any = session.get(name)
    return datetime.fromisoformat(kept) if kept else datetime.min.replace(tzinfo=UTC)
