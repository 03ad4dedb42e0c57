"""What a signature covers: the canonical JSON of a note, and its SHA-256.

The format has a number, so that later notes can hold more and earlier ones can still be checked.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from notes.models import SoapNote

FORMAT = 3


def canonical(note: SoapNote) -> bytes:
    """The note as UTF-8 JSON, keys sorted, no spaces; rows are named by public id, times are UTC.

    Raises KeyError for a format this version does not know.
    """
    fields = _FORMATS[note.content_format](note)
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(note: SoapNote) -> str:
    return hashlib.sha256(canonical(note)).hexdigest()


def is_what_was_signed(note: SoapNote) -> bool:
    """Whether the row still has the content that its hash was made of."""
    try:
        return digest(note) == note.content_hash
    except (KeyError, ValueError):
        return False


def _first_format(note: SoapNote) -> dict[str, Any]:
    return {
        "format": 1,
        "note": note.public_id,
        "appointment": note.appointment.public_id,
        "patient": note.patient.public_id,
        "plan": note.plan.public_id if note.plan else None,
        "author": note.author.public_id,
        "subjective": note.subjective,
        "objective": note.objective,
        "assessment": note.assessment,
        "next_step": note.next_step,
        "nrs_before": note.nrs_before,
        "nrs_after": note.nrs_after,
        "nrs_missing_reason": note.nrs_missing_reason,
        "health_status_confirmed": note.health_status_confirmed,
        "consent_today": note.consent_today,
        "patient_summary": note.patient_summary,
        "signed_by": note.signed_by.public_id if note.signed_by else None,
        "signed_at": _utc(note.signed_at),
    }


def _second_format(note: SoapNote) -> dict[str, Any]:
    return {
        **_first_format(note),
        "format": 2,
        "findings": json.loads(note.findings) if note.findings else {},
        "carried": list(note.carried),
        "summary_delay_hours": note.summary_delay_hours,
        "summary_delay_reason": note.summary_delay_reason,
    }


def _third_format(note: SoapNote) -> dict[str, Any]:
    """With how the signer was confirmed, and the second signature where there is one."""
    return {
        **_second_format(note),
        "format": 3,
        "confirmed_with": note.confirmed_with,
        "cosigned_by": note.cosigned_by.public_id if note.cosigned_by else None,
        "cosigned_at": _utc(note.cosigned_at),
    }


def _utc(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None


_FORMATS: dict[int | None, Any] = {1: _first_format, 2: _second_format, 3: _third_format}
