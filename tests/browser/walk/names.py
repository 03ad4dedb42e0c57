"""What the names of addresses stand for in the demo clinic. A new name of the access table gets its line here."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from bookings.appointments.hold import hold
from bookings.calendars import next_openings
from bookings.models import (
    ApiKey,
    Appointment,
    Clinic,
    DateOverride,
    Import,
    LongWork,
    Membership,
    Notification,
    Patient,
    PatientClaim,
    RefusedAddress,
    Series,
    ServiceOption,
    SignIn,
    StaffInvitation,
    Therapist,
    TimeOff,
    WaitlistEntry,
    WaitlistOffer,
    Webhook,
)
from bookings.models.invitations import invitation_key
from bookings.models.sign_in import sign_in_key
from bookings.notifications.wishes import key_for
from bookings.portal.times import INSTANT, SEPARATOR
from notes.models import (
    CareAlert,
    CheckIn,
    ClearanceDecision,
    Contraindication,
    Document,
    EmergencyAccess,
    ExercisePrescription,
    MeasureResponse,
    Questionnaire,
    RecordRequest,
    Screening,
    SelfCareEpisode,
    SoapNote,
    TextPack,
    TreatmentPlan,
    TriggerEntry,
)
from notes.plans.consent import record_consent
from tests.factories import make_user

SOON = timedelta(days=7)


def names_of_house(clinic: Clinic, therapist: Therapist, day: date) -> dict[str, Any]:
    """What any clinic has that can be booked."""
    option = ServiceOption.objects.filter(clinic=clinic).order_by("pk")[0]
    return {
        "slug": clinic.slug, "service": option.service.public_id, "option": option.public_id,
        "location": clinic.locations.order_by("pk")[0].public_id, "room": clinic.rooms.order_by("pk")[0].public_id,
        "therapist": therapist.public_id, "hours": therapist.weekly_hours.order_by("pk")[0].public_id,
        "day": day, "language": "en", "letter": "reminder", "topic": "reminders", "consent_kind": "treatment",
        "nothing": "nothing", "one": 1,
    }  # fmt: skip


def names_of_demo(clinic: Clinic, therapist: Therapist, patient: Patient, now: datetime) -> dict[str, Any]:
    """The patient is treated by the therapist and has come, comes today, and has a plan."""
    makers: tuple[Callable[..., Mapping[str, Any]], ...] = (_visits, _waiting, _staff, _charts, _records)
    found = names_of_house(clinic, therapist, now.date())
    for make in makers:
        found |= make(clinic, therapist, patient, now)
    return found


def _visits(clinic: Clinic, therapist: Therapist, patient: Patient, now: datetime) -> Mapping[str, Any]:
    own = Appointment.objects.filter(patient=patient)
    today = own.filter(starts_at__date=now.date(), therapist=therapist).order_by("starts_at")[0]
    ahead = own.filter(starts_at__gt=now + timedelta(days=1)).order_by("starts_at")[0]
    past = own.filter(status="fulfilled").order_by("-starts_at")[0]
    series = Series.objects.create(clinic=clinic, patient=patient, option=ahead.option)
    own.filter(pk=ahead.pk).update(series=series)
    sent = Series.objects.create(clinic=clinic, patient=patient, option=ahead.option, sent_until=now + SOON)
    held = _held(ahead.option, now)
    dates = [_held(ahead.option, now, number) for number in (6, 11, 17)]
    gone, wanted = (
        _held(ahead.option, now, 20),
        _held(ServiceOption.objects.filter(clinic=clinic).order_by("pk")[0], now, 3),
    )
    Appointment.objects.filter(pk=gone.pk).update(hold_expires_at=now - timedelta(minutes=2))
    waiting = Appointment.objects.filter(pk__in=[one.pk for one in dates])
    waiting.update(series=sent, source="series", hold_expires_at=now + SOON)
    return {
        "visit": today.public_id, "token": ahead.token, "past_token": past.token, "hold": held.token,
        "late_token": today.token, "gone_hold": gone.token,
        "taken_slot": f"{wanted.starts_at.astimezone(UTC).strftime(INSTANT)}{SEPARATOR}{wanted.location.public_id}",
        "series": series.public_id, "dates": dates[0].token, "came": past.public_id,
    }  # fmt: skip


def _held(option: ServiceOption, now: datetime, number: int = 0) -> Appointment:
    opening = next_openings(option=option, now=now, count=number + 1)[number]
    return hold(option=option, starts_at=opening.starts_at, now=now)


def _waiting(clinic: Clinic, therapist: Therapist, patient: Patient, now: datetime) -> Mapping[str, Any]:
    entry, other = WaitlistEntry.objects.filter(clinic=clinic, state="waiting").order_by("pk")[:2]
    held = _held(entry.option, now, 8)
    Appointment.objects.filter(pk=held.pk).update(source="waitlist", hold_expires_at=now + timedelta(hours=1))
    WaitlistOffer.objects.create(
        entry=entry, appointment=held, offered_at=now, expires_at=now + timedelta(hours=1)
    )
    return {
        "entry": other.token, "waiting": other.public_id, "offer": held.token, "offered": held.public_id,
        "wishes": key_for(patient.public_id), "feed": patient.feed_token,
        "sign_in": sign_in_key(
            SignIn.objects.create(
                clinic=clinic, email=patient.email, asked_at=now, expires_at=now + timedelta(minutes=10)
            ).public_id
        ),
    }  # fmt: skip


def _staff(clinic: Clinic, therapist: Therapist, patient: Patient, now: datetime) -> Mapping[str, Any]:
    owner = Membership.objects.filter(clinic=clinic, role="owner")[0].user
    invited = StaffInvitation.objects.create(
        clinic=clinic,
        user=make_user(),
        role="reception",
        invited_by=owner,
        asked_at=now,
        expires_at=now + SOON,
    )
    twice = PatientClaim.objects.create(
        clinic=clinic, patient=_first(Patient, clinic, first_name="Hannah"), candidate=patient
    )
    own = {"clinic": clinic, "therapist": therapist}
    short = DateOverride.objects.create(
        **own, location=clinic.locations.order_by("pk")[0], date=now.date() + 4 * SOON
    )
    away = TimeOff.objects.create(**own, starts_at=now + 5 * SOON, ends_at=now + 6 * SOON)
    return {
        "member": Membership.objects.filter(clinic=clinic, role="reception")[0].user.pk,
        "invited": invited.public_id, "invitation": invitation_key(invited.public_id),
        "override": short.public_id,
        "time_off": away.public_id, "webhook": _first(Webhook, clinic).public_id,
        "key": _first(ApiKey, clinic).pk, "refused": _first(RefusedAddress, clinic).public_id,
        "import": _first(Import, clinic).public_id, "work": _first(LongWork, clinic).public_id,
        "patients_or_visits": "patients",
        "message": _first(Notification, clinic, state="failed").public_id, "claim": twice.public_id,
        "patient": patient.public_id,
    }  # fmt: skip


def _charts(clinic: Clinic, therapist: Therapist, patient: Patient, now: datetime) -> Mapping[str, Any]:
    plan = TreatmentPlan.objects.get(patient=patient, status__in=TreatmentPlan.LIVE)
    notes = SoapNote.objects.filter(author=therapist).order_by("-pk")
    alert = CareAlert.objects.create(
        clinic=clinic, patient=patient, plan=plan, kind="review_due", raised_at=now
    )
    asked = Questionnaire.objects.create(
        clinic=clinic, patient=patient, plan=plan, codes=["nrs", "psfs"], made_by=therapist.user, made_at=now,
        expires_at=now + 2 * SOON,
    )  # fmt: skip
    consent = record_consent(
        patient=patient, user=therapist.user, kind="sensitive", method="written", now=now
    )
    return {
        "plan": plan.public_id, "problem": plan.problem.public_id, "goal": _first(plan.goals).public_id,
        "component": plan.components.filter(kind="exercise")[0].public_id,
        "draft_plan": TreatmentPlan.objects.filter(author=therapist, status="draft")[0].public_id,
        "note": notes.filter(status="draft")[0].public_id,
        "signed_note": notes.filter(patient=patient, status="signed")[0].public_id,
        "exercise": _first(ExercisePrescription, clinic, patient=patient).public_id,
        "response": _first(MeasureResponse, clinic, patient=patient).public_id,
        "alert": alert.public_id, "questions": asked.token, "instrument": "nrs", "move": "ex-01",
        "consent": consent.public_id, "paper": "plan",
    }  # fmt: skip


def _records(clinic: Clinic, therapist: Therapist, patient: Patient, now: datetime) -> Mapping[str, Any]:
    screening = _first(Screening, clinic, patient=patient)
    stranger = (
        Patient.objects.filter(clinic=clinic).exclude(appointments__therapist=therapist).order_by("pk")[0]
    )
    opened = EmergencyAccess.objects.create(
        clinic=clinic, patient=stranger, therapist=therapist, reason="Felt faint in the waiting room",
        opened_at=now, expires_at=now + timedelta(hours=1),
    )  # fmt: skip
    episode = _first(SelfCareEpisode, clinic)
    CheckIn.objects.create(episode=episode, asked_at=now)
    return {
        "screening": screening.public_id, "clearance": _first(ClearanceDecision, clinic).public_id,
        "caution": _first(Contraindication, clinic, patient=patient).public_id,
        "document": _first(Document, clinic, patient=patient).public_id, "emergency": opened.public_id,
        "amendment": _first(RecordRequest, clinic, patient=patient, kind="amendment").public_id,
        "copy": _first(RecordRequest, clinic, kind="copy").public_id, "check_in": episode.token,
        "line": _first(TriggerEntry, clinic, patient=patient).public_id, "pack": _first(TextPack, clinic).public_id,
    }  # fmt: skip


def _first(rows: Any, clinic: Clinic | None = None, **found: Any) -> Any:
    """The oldest row, of a model in a clinic or of a set of rows."""
    chosen: QuerySet[Any] = (
        rows.filter(**found) if clinic is None else rows.objects.filter(clinic=clinic, **found)
    )
    return chosen.order_by("pk")[0]
