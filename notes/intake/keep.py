"""Keeping the form: what is not sent yet, and what is."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import Appointment, Patient, User
from bookings.transactions import action
from notes.access import write_down
from notes.intake.questions import VERSION
from notes.models import Intake, IntakeDraft

MOST_A_DAY = 5
DRAFT_FOR = timedelta(days=30)


class EnoughForms(DomainError):
    code = "enough_forms"
    message = _("Your form was sent several times today. Please call us about anything else.")


class AlreadySent(DomainError):
    """By the link of a visit the form is sent once; what changes later is for who is signed in."""

    code = "already_sent"
    message = _("We have your form already. To change it, sign in to your pages.")


@action
def send_intake(
    *,
    patient: Patient,
    answers: Mapping[str, Any],
    writer: str,
    now: datetime,
    user: User | None = None,
    appointment: Appointment | None = None,
) -> Intake:
    """Keep a form as it was sent, in the language that is spoken now; it counts from here on.

    Raises AlreadySent, EnoughForms.
    """
    Patient.objects.select_for_update(of=("self",), no_key=True).get(pk=patient.pk)
    sent = Intake.objects.filter(patient__in=patient.family_of_records())
    if user is None and sent.exists():
        raise AlreadySent
    if sent.filter(sent_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise EnoughForms
    kept = Intake.objects.create(
        clinic_id=patient.clinic_id,
        patient=patient,
        appointment=appointment,
        sent_by=user,
        form_version=VERSION,
        language=translation.get_language() or "en",
        answers=json.dumps(answers),
        sent_at=now,
    )
    IntakeDraft.objects.filter(patient=patient, writer=writer).delete()
    write_down(kept, user, "sent", "intake", now)
    return kept


@action
def keep_draft(*, patient: Patient, writer: str, typed: Mapping[str, Sequence[str]], now: datetime) -> None:
    """What is typed so far, over what this writer kept before."""
    IntakeDraft.objects.update_or_create(
        patient=patient,
        writer=writer,
        defaults={"clinic_id": patient.clinic_id, "content": json.dumps(typed), "saved_at": now},
    )


def draft_of(patient: Patient, writer: str) -> dict[str, list[str]]:
    """What this writer typed and did not send; empty if nothing."""
    kept = IntakeDraft.objects.filter(patient=patient, writer=writer).first()
    return dict(json.loads(kept.content)) if kept else {}


@action
def forget_old_drafts(*, now: datetime) -> int:
    """Forms that nobody went on with for 30 days; returns how many."""
    return IntakeDraft.objects.filter(saved_at__lt=now - DRAFT_FOR).delete()[0]
