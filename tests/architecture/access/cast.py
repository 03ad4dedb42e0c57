"""The people who knock, and the things that they ask for."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from bookings.imports.begin import hand_in
from bookings.models import (
    ApiKey,
    DateOverride,
    MessageTemplate,
    Notification,
    Passkey,
    Patient,
    PatientClaim,
    RefusedAddress,
    Series,
    SignIn,
    StaffInvitation,
    TimeOff,
    User,
    WaitlistEntry,
    WaitlistOffer,
    Webhook,
)
from bookings.models.invitations import invitation_key
from bookings.models.sign_in import sign_in_key
from bookings.notifications.wishes import key_for
from notes.models import (
    CareAlert,
    CheckIn,
    Document,
    EmergencyAccess,
    ExercisePrescription,
    MeasureResponse,
    Questionnaire,
    RecordRequest,
    SelfCareEpisode,
    TextPack,
    TreatmentPlan,
    TriggerEntry,
)
from tests.architecture.access.row import ACTORS
from tests.factories import NOW, make_appointment, make_patient, make_user, make_world
from tests.notes.cast import Chart, make_chart


@dataclass
class Cast:
    """`names` are the values that addresses of one clinic's things are made of; everybody else is as in ACTORS."""

    names: dict[str, Any]
    sessions: dict[str, str]

    def client(self, actor: str) -> Client:
        """A new browser each time, so that one knock leaves nothing for the next."""
        client = Client(raise_request_exception=False)
        if actor in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[actor]
        return client


def make_cast() -> Cast:
    """A clinic with a treated patient, a colleague who does not treat them, and people from outside."""
    world, other = make_world(therapists=2, weekdays=range(7)), make_world()
    chart = make_chart(world)
    chart.patient.user, chart.patient.feed_token = make_user(), "a-calendar-of-their-own"
    chart.patient.save()
    colleague = world.therapists[1].user
    superuser = User.objects.create_superuser("root@example.org")
    held = make_appointment(
        world, world.at("2027-06-09", "10:00"), status="held", hold_expires_at=NOW + timedelta(minutes=9)
    )
    offered = make_appointment(
        world, world.at("2027-06-10", "10:00"), status="held", hold_expires_at=NOW + timedelta(hours=1)
    )
    entry = WaitlistEntry.objects.create(
        clinic=world.clinic,
        patient=make_patient(world.clinic),
        option=world.option,
        from_date=NOW.date(),
        until_date=NOW.date() + timedelta(days=20),
    )
    hour = {"offered_at": NOW, "expires_at": NOW + timedelta(hours=1)}
    WaitlistOffer.objects.create(entry=entry, appointment=offered, **hour)
    claim = PatientClaim.objects.create(
        clinic=world.clinic, patient=make_patient(world.clinic), candidate=chart.patient
    )
    sent = Series.objects.create(
        clinic=world.clinic, patient=chart.patient, option=world.option, sent_until=NOW + timedelta(days=1)
    )
    waiting_date = make_appointment(
        world, world.at("2027-06-18", "10:00"), status="held", hold_expires_at=NOW + timedelta(days=1),
        source="series", series=sent,
    )  # fmt: skip
    series = Series.objects.create(clinic=world.clinic, patient=chart.patient, option=world.option)
    make_appointment(world, world.at("2027-06-17", "10:00"), patient=chart.patient, series=series)
    plan = chart.active_plan()
    own = {"clinic": world.clinic, "therapist": world.therapist}
    override = DateOverride.objects.create(**own, location=world.location, date=NOW.date())
    time_off = TimeOff.objects.create(
        **own, starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=1)
    )
    message = Notification.objects.create(
        clinic=world.clinic,
        appointment=chart.visit,
        patient=chart.patient,
        revision=1,
        kind="reminder",
        state="failed",
        dedupe_key="failed",
        recipient=chart.patient.email,
        send_at=NOW,
        try_at=NOW,
        useful_until=NOW + timedelta(days=9),
    )
    refused = RefusedAddress.objects.create(
        clinic=world.clinic, address=chart.patient.email, refusals=2, refused_at=NOW, flagged_at=NOW
    )
    wording = MessageTemplate.objects.create(
        clinic=world.clinic, kind="reminder", language="en", heading="See you soon"
    )
    pack = TextPack.objects.create(
        clinic=world.clinic, code="peg", title="Three questions", items={"items": dict.fromkeys(["average", "activity", "enjoyment"], "Item"), "options": []},
        licence_reference="Letter", attested_by=chart.user, attested_at=NOW,
    )  # fmt: skip
    # Before the check that stops treatment.
    signed = chart.signed(visit=chart.another_visit(-3))
    screening = chart.screened(p3="yes")
    people = {
        "patient": chart.patient.user,
        "reception": make_user("reception", world.clinic),
        "therapist": chart.user,
        "colleague": colleague,
        "owner": make_user("owner", world.clinic),
        "stranger": make_user("owner", other.clinic),
        "superuser": superuser,
    }
    assert {"anonymous", *people} == set(ACTORS)
    invited = StaffInvitation.objects.create(
        clinic=world.clinic, user=make_user(), role="reception", invited_by=people["owner"],
        asked_at=NOW, expires_at=NOW + timedelta(days=7),
    )  # fmt: skip
    webhook = Webhook.objects.create(clinic=world.clinic, url="https://example.org/hook", secret="whsec_AAAA")
    key = ApiKey.objects.create(clinic=world.clinic, user=people["owner"], name="Books", key_hash="none")
    brought = hand_in(
        clinic=world.clinic,
        user=people["owner"],
        content=b"first_name,last_name\nAda,Byron\n",
        source="",
        now=NOW,
    )
    return Cast(
        names={
            "slug": world.clinic.slug,
            "service": world.service.public_id,
            "option": world.option.public_id,
            "location": world.location.public_id,
            "room": world.rooms[0].public_id,
            "therapist": world.therapist.public_id,
            "hours": world.therapist.weekly_hours.all()[0].public_id,
            "override": override.public_id,
            "time_off": time_off.public_id,
            "hold": held.token,
            "entry": entry.token,
            "offer": offered.token,
            "dates": waiting_date.token,
            "pack": pack.public_id,
            "waiting": entry.public_id,
            "offered": offered.public_id,
            "token": chart.visit.token,
            "passkey": _passkey_of(chart.patient).public_id,
            "feed": chart.patient.feed_token,
            "slots": "slots",
            "schedule": f"{world.option.public_id}-{world.location.public_id}",
            "massage": plan.components.get(kind="massage").public_id,
            "came": chart.another_visit(-5, status="fulfilled").public_id,
            "import": brought.public_id,
            "work": brought.checking.public_id,
            "patients_or_visits": "patients",
            "webhook": webhook.public_id,
            "key": key.pk,
            "wishes": key_for(chart.patient.public_id),
            "sign_in": sign_in_key(_asked_by(chart.patient).public_id),
            "topic": "reminders",
            "message": message.public_id,
            "member": people["reception"].pk,
            "invited": invited.public_id,
            "invitation": invitation_key(invited.public_id),
            "refused": refused.public_id,
            "visit": chart.visit.public_id,
            "claim": claim.public_id,
            "patient": chart.patient.public_id,
            "series": series.public_id,
            "plan": plan.public_id,
            "problem": plan.problem.public_id,
            "goal": plan.goals.get().public_id,
            "component": plan.components.get(kind="exercise").public_id,
            "response": MeasureResponse.objects.filter(patient=chart.patient)[0].public_id,
            "instrument": "nrs",
            "alert": _alert_about(plan).public_id,
            "exercise": _exercise_of(chart, plan).public_id,
            "move": "ex-01",
            "line": _line_of(chart.patient).public_id,
            "check_in": _asked_after(chart.patient),
            "questions": _questions_about(plan).token,
            "amendment": _asked_of(chart, "amendment").public_id,
            "copy": _asked_of(chart, "copy").public_id,
            "emergency": _opened_by(colleague, chart).public_id,
            "draft_plan": chart.plan().public_id,
            "note": chart.written().public_id,
            "signed_note": signed.public_id,
            "document": _file_of(chart).public_id,
            "paper": "plan",
            "consent_kind": "treatment",
            "consent": chart.agreed().public_id,
            "screening": screening.public_id,
            "clearance": chart.cleared(screening).public_id,
            "caution": chart.caution().public_id,
            "day": NOW.date(),
            "nothing": "nothing",
            "language": "en",
            "letter": "reminder",
            "wording": wording.public_id,
            "one": 1,
        },
        sessions={actor: _session_of(user) for actor, user in people.items() if user},
    )


def _file_of(chart: Chart) -> Document:
    content = b"%PDF-1.7"
    return Document.objects.create(
        clinic=chart.patient.clinic,
        patient=chart.patient,
        kind="clearance",
        title="A letter",
        media_type="application/pdf",
        size=len(content),
        sha256=sha256(content).hexdigest(),
        content=content,
        added_by=chart.user,
        added_at=NOW,
    )


def _asked_by(patient: Patient) -> SignIn:
    return SignIn.objects.create(
        clinic=patient.clinic, email=patient.email, asked_at=NOW, expires_at=NOW + timedelta(minutes=10)
    )


def _passkey_of(patient: Patient) -> Passkey:
    key = {"handle": b"handle", "credential_id": b"id", "credential": b"credential"}
    return Passkey.objects.create(user=patient.user, name="My phone", **key)


def _exercise_of(chart: Chart, plan: TreatmentPlan) -> ExercisePrescription:
    return ExercisePrescription.objects.create(
        clinic=plan.clinic,
        patient=plan.patient,
        plan=plan,
        code="ex-01",
        starts_date=NOW.date(),
        given_by=chart.therapist,
    )


def _line_of(patient: Patient) -> TriggerEntry:
    pain = {"nrs_before": 2, "nrs_after": 4}
    return TriggerEntry.objects.create(
        clinic=patient.clinic, patient=patient, activity="Driving", minutes=30, at=NOW, **pain
    )


def _asked_after(patient: Patient) -> str:
    begun = NOW.date() - timedelta(days=14)
    episode = SelfCareEpisode.objects.create(
        clinic=patient.clinic, patient=patient, onset_date=begun, start_date=begun
    )
    CheckIn.objects.create(episode=episode, asked_at=NOW)
    return episode.token


def _alert_about(plan: TreatmentPlan) -> CareAlert:
    return CareAlert.objects.create(
        clinic=plan.clinic, patient=plan.patient, plan=plan, kind="review_due", raised_at=NOW
    )


def _asked_of(chart: Chart, kind: str) -> RecordRequest:
    return RecordRequest.objects.create(
        clinic=chart.world.clinic, patient=chart.patient, kind=kind, text="The other side", asked_at=NOW,
        asked_by=chart.patient.user, due_date=NOW.date() + timedelta(days=30),
    )  # fmt: skip


def _opened_by(colleague: User, chart: Chart) -> EmergencyAccess:
    """By now it is over: it opens nothing."""
    return EmergencyAccess.objects.create(
        clinic=chart.world.clinic, patient=chart.patient, therapist=colleague.therapists.get(), reason="Fainted",
        opened_at=NOW - timedelta(hours=2), expires_at=NOW - timedelta(hours=1),
    )  # fmt: skip


def _questions_about(plan: TreatmentPlan) -> Questionnaire:
    return Questionnaire.objects.create(
        clinic=plan.clinic,
        patient=plan.patient,
        plan=plan,
        codes=["nrs"],
        made_by=plan.author.user,
        made_at=NOW,
        expires_at=NOW + timedelta(days=14),
    )


def _session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
