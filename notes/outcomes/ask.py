"""Asking a patient by a link of its own: made by staff, answered once, forgotten after two weeks."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import Notification, Patient, User
from bookings.notifications.asks import withdraw
from bookings.transactions import action
from notes.access import write_down
from notes.models import Questionnaire, TreatmentPlan

OPEN_FOR = timedelta(days=14)


class LinkClosed(DomainError):
    """Answered already, run out, or never there: all look the same from outside."""

    code = "questionnaire_closed"
    message = _(
        "These questions are no longer open. If you would still like to answer, please tell the clinic."
    )


@action
def make_questionnaire(
    *,
    patient: Patient,
    plan: TreatmentPlan | None,
    codes: Sequence[str],
    activities: Sequence[str],
    user: User,
    now: datetime,
) -> Questionnaire:
    """A new link; those of the plan that are open still are closed by it."""
    return new_questionnaire(patient, plan, codes, activities, user=user, now=now, expires_at=now + OPEN_FOR)


def new_questionnaire(
    patient: Patient,
    plan: TreatmentPlan | None,
    codes: Sequence[str],
    activities: Sequence[str],
    *,
    user: User | None,
    now: datetime,
    expires_at: datetime,
) -> Questionnaire:
    """Part of the caller's transaction; without a `user` it is the clock that asks."""
    close_questionnaires(patient, plan, now)
    made = Questionnaire.objects.create(
        clinic_id=patient.clinic_id,
        patient=patient,
        plan=plan,
        codes=list(codes),
        activities=json.dumps(list(activities)) if activities else "",
        made_by=user,
        made_at=now,
        expires_at=expires_at,
    )
    write_down(made, user, "asked", "questionnaire", now)
    return made


def close_questionnaires(patient: Patient, plan: TreatmentPlan | None, now: datetime) -> None:
    """What is open of a plan is not asked any more; a mail about it that has not left stays here."""
    open_ones = Questionnaire.objects.filter(
        patient=patient, plan=plan, completed_at=None, expires_at__gt=now
    )
    for one in open_ones:
        take_mail_back(one)
    open_ones.update(expires_at=now)


def take_mail_back(asked: Questionnaire) -> None:
    withdraw(patient=asked.patient, kind=Notification.Kind.REVIEW_DUE, about=asked.public_id)


def open_questionnaire(token: str, now: datetime) -> Questionnaire:
    """The questions behind a link. Raises LinkClosed."""
    rows = Questionnaire.objects.select_related("clinic", "patient__clinic", "plan")
    found = rows.filter(token=token, completed_at=None, expires_at__gt=now).first()
    if found is None:
        raise LinkClosed
    return found


def activities_of(questionnaire: Questionnaire) -> list[str]:
    return list(json.loads(questionnaire.activities)) if questionnaire.activities else []
