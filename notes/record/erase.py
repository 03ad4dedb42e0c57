"""Erasing what the law lets go at a patient's request, and saying why the rest stays (GDPR Art. 17; docs/privacy.md).

The clinical record and the visits that it hangs on are kept: the duty to keep health records goes before the wish to
have them erased [P3]. Everything is counted first, and what was done is in the access log by category.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.appointments.hold import give_back
from bookings.appointments.locks import lock_appointment, lock_person
from bookings.appointments.policy import Actor
from bookings.audit import record_access
from bookings.models import Appointment, Notification, Patient, SignIn, User, WaitlistEntry, WaitlistOffer
from bookings.notifications.wishes import OPTIONAL
from bookings.transactions import action
from notes.models import (
    CheckIn,
    ExercisePrescription,
    Intake,
    IntakeDraft,
    MeasureResponse,
    Screening,
    SelfCareEpisode,
    SoapNote,
    TreatmentPlan,
    TriggerEntry,
)
from notes.record.account import empty_account
from notes.record.entries import record_kept_until
from notes.record.holds import OnHold, open_hold

CLINICAL_RECORD, CONTACT_MARKETING, WAITLIST = "clinical_record", "contact_marketing", "waitlist"
DIARY, ACCOUNT, REMINDER_LOG = "diary", "account", "reminder_log"
BY_LAW = _("Kept: health records have to be kept for as long as the law says.")
OF_THE_RECORD = _("Kept: the record hangs on it.")
SETTLED = (Notification.State.SENT, Notification.State.FAILED, Notification.State.VOID)


@dataclass(frozen=True, slots=True)
class Category:
    """Rows of one kind. `code` is their class, as the access log says; with a reason they are kept, until that day."""

    code: str
    part: str
    label: str | Promise
    count: int
    kept_because: str | Promise = ""
    kept_until: date | None = None


def what_goes(patient: Patient) -> list[Category]:
    """A dry run: what there is, and what would become of it. Changes nothing."""
    mine = {"patient__in": patient.family_of_records()}
    wished = len(set(OPTIONAL) - set(patient.muted_kinds)) + patient.text_messages
    signing_in = int(patient.user_id is not None) + _links(patient).count()
    return [
        Category(CONTACT_MARKETING, "wishes", _("Leave to send optional messages"), wished),
        Category(
            WAITLIST, "waitlist", _("Waiting lists and offers"), WaitlistEntry.objects.filter(**mine).count()
        ),
        Category(DIARY, "diary", _("Diary"), TriggerEntry.objects.filter(**mine).count()),
        Category(DIARY, "form_drafts", _("Forms not sent"), IntakeDraft.objects.filter(**mine).count()),
        Category(DIARY, "self_care", _("Times on their own"), SelfCareEpisode.objects.filter(**mine).count()),
        Category(ACCOUNT, "account", _("Signing in"), signing_in),
        Category(
            REMINDER_LOG, "addresses", _("Addresses in the ledger of messages"), _ledger(patient).count()
        ),
        *_what_stays(patient),
    ]


def _what_stays(patient: Patient) -> list[Category]:
    mine = {"patient__in": patient.family_of_records()}
    until = record_kept_until(patient)
    clinical: list[tuple[str, str | Promise, QuerySet[Any]]] = [
        ("notes", _("Notes of visits"), SoapNote.objects.filter(**mine)),
        ("plans", _("Treatment plans"), TreatmentPlan.objects.filter(**mine)),
        ("screenings", _("Safety checks"), Screening.objects.filter(**mine)),
        ("intakes", _("Forms about them"), Intake.objects.filter(**mine)),
        ("measures", _("Answers to questions"), MeasureResponse.objects.filter(**mine)),
        ("exercises", _("Exercises given"), ExercisePrescription.objects.filter(**mine)),
    ]
    visits = Appointment.objects.filter(**mine).count()
    kept = [(part, label, rows.count(), BY_LAW) for part, label, rows in clinical]
    kept += [
        ("visits", _("Visits"), visits, OF_THE_RECORD),
        ("contact", _("Name and contact data"), 1, OF_THE_RECORD),
    ]
    return [Category(CLINICAL_RECORD, part, label, count, why, until) for part, label, count, why in kept]


@action
def erase_at_request(*, patient: Patient, user: User, now: datetime) -> list[Category]:
    """Erase what may go; returns what there was, and why the rest was kept. A second time finds nothing left.

    Raises OnHold, and then nothing has changed.
    """
    return erase_locked(lock_person(patient), user, now)


def erase_locked(patient: Patient, user: User, now: datetime) -> list[Category]:
    """The step itself, for whoever holds the patient's lock."""
    if open_hold(patient) is not None:
        raise OnHold
    done = what_goes(patient)
    family = {"patient__in": patient.family_of_records()}
    TriggerEntry.objects.filter(**family).delete()
    IntakeDraft.objects.filter(**family).delete()
    CheckIn.objects.filter(episode__in=SelfCareEpisode.objects.filter(**family)).delete()
    SelfCareEpisode.objects.filter(**family).delete()
    _leave_waitlists(patient, user, now)
    _ledger(patient).update(recipient="", page_key="")
    _links(patient).delete()
    _close_account(patient)
    for category in done:
        record_access(
            clinic=patient.clinic,
            user=user,
            patient=patient,
            action="kept" if category.kept_because else "erased",
            object_kind=category.code,
            object_id=patient.public_id,
            reason=f"erasure request: {category.part}",
            now=now,
        )
    return done


def _leave_waitlists(patient: Patient, user: User, now: datetime) -> None:
    """A time that is held for them goes back to the others; what was offered before goes with the wish."""
    entries = WaitlistEntry.objects.filter(patient__in=patient.family_of_records())
    offers = WaitlistOffer.objects.filter(entry__in=entries)
    for offer in offers.filter(state=WaitlistOffer.State.OPEN).order_by("appointment_id"):
        held = lock_appointment(offer.appointment_id)
        if held.status == Appointment.Status.HELD:
            give_back(held, Actor.staff(user), now)
    offers.delete()
    entries.delete()


def _close_account(patient: Patient) -> None:
    """No way in is left, and no leave to send what they did not ask for; visits are confirmed and moved as before."""
    account = patient.user
    patient.user, patient.text_messages = None, False
    patient.muted_kinds = sorted(str(kind) for kind in OPTIONAL)
    patient.quiet_from_minute = patient.quiet_to_minute = None
    patient.feed_token = None
    patient.save()
    if account is not None:
        empty_account(account)


def _ledger(patient: Patient) -> QuerySet[Notification]:
    """What is still to leave keeps its address."""
    rows = Notification.objects.filter(patient__in=patient.family_of_records(), state__in=SETTLED)
    return rows.exclude(recipient="", page_key="")


def _links(patient: Patient) -> QuerySet[SignIn]:
    if not patient.email:
        return SignIn.objects.none()
    return SignIn.objects.filter(clinic=patient.clinic_id, email__iexact=patient.email)
