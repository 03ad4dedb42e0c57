"""Every kind of message, on every channel, in every language, says nothing that was written about a visit or a person.

Fields, kinds, channels and languages are found by asking the service for them: a new one is covered the day it is there.
"""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.conf import settings as django_settings

from bookings.models import (
    Appointment,
    AppointmentEvent,
    Clinic,
    Membership,
    Notification,
    Patient,
    Series,
    Service,
)
from bookings.models.encryption import EncryptedTextField
from bookings.notifications.deliver import deliver_due
from bookings.notifications.letters import TO_STAFF
from bookings.notifications.outbox import message_id_for
from bookings.notifications.truth import SPEAKS_OF
from bookings.notifications.ways import WAYS
from tests.demo.loading import NOW, load_clinic
from tests.notifications.planting import Planted, plant, text_fields
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db
Kind, Channel = Notification.Kind, Notification.Channel
LANGUAGES = [code for code, _ in django_settings.LANGUAGES]
AT = NOW.replace(hour=18)


@pytest.fixture
def clinic(settings: Any) -> Clinic:
    """The demo clinic with a word in every field, its texts switched on, and nothing else waiting."""
    settings.SMS_URL = "console://"
    clinic = load_clinic(now=NOW)
    clinic.policy.__class__.objects.update(text_messages=True, message_alias="")
    Notification.objects.update(state="void")
    Patient.objects.update(text_messages=True, phone="+15550100123", muted_kinds=[])
    Membership.objects.update(muted_kinds=[])
    return clinic


@pytest.fixture
def planted(clinic: Clinic) -> Planted:
    return plant(clinic)


def rows_of_everything(clinic: Clinic) -> Iterator[Notification]:
    """One message of each kind, channel and language, each about a visit of its own that is as the kind says."""
    visits = list(
        Appointment.objects.filter(clinic=clinic, patient__isnull=False, patient__email__gt="").order_by("pk")
    )
    desk = Membership.objects.filter(clinic=clinic, role="owner").select_related("user")[0].user
    wanted = [(kind, channel, language) for kind in Kind for channel in Channel for language in LANGUAGES]
    for number, (kind, channel, language) in enumerate(wanted):
        visit = visits[number]
        _make_true(visit, kind)
        user = (visit.therapist.user if kind == Kind.NEW_BOOKINGS else desk) if kind in TO_STAFF else None
        person = user or visit.patient
        type(person).objects.filter(pk=person.pk).update(language=language)
        key = f"planted:{kind}:{channel}:{language}"
        yield Notification(
            clinic=clinic, user=user, patient=None if user else visit.patient, kind=kind, channel=channel,
            appointment=None if user else visit, revision=visit.revision, language=language, recipient="",
            offset_hours=24 if kind == Kind.REMINDER else None, send_at=AT, try_at=AT,
            useful_until=AT + timedelta(days=30), dedupe_key=key, message_id=message_id_for(key),
            page="portal:manage", page_key=visit.token,
        )  # fmt: skip


def _make_true(visit: Appointment, kind: str) -> None:
    """The visit is as the message says, and for staff there is something new to tell."""
    status = SPEAKS_OF.get(kind, "booked")
    times = {"starts_at": AT + timedelta(days=40), "ends_at": AT + timedelta(days=40, hours=1)}
    Appointment.objects.filter(pk=visit.pk).update(
        status="cancelled", cancelled_at=AT, cancellation_reason="other"
    )  # out of the way of the constraints, and then
    changes = (
        {} if status == "cancelled" else {"status": status, "cancelled_at": None, "cancellation_reason": ""}
    )
    hold = {"hold_expires_at": AT + timedelta(hours=1)} if status == "held" else {}
    shift = timedelta(hours=2 * visit.pk)
    times = {name: at + shift for name, at in times.items()}
    Appointment.objects.filter(pk=visit.pk).update(
        **changes, **hold, **times, occupies_from=times["starts_at"], occupies_until=times["ends_at"]
    )
    if kind == Kind.SERIES:
        Appointment.objects.filter(pk=visit.pk).update(
            series=Series.objects.filter(clinic=visit.clinic_id).first()
        )
    if kind == Kind.NEW_BOOKINGS:
        AppointmentEvent.objects.create(
            appointment=visit, revision=visit.revision, kind="booked", at=AT - timedelta(hours=1), data={}
        )
    if kind == Kind.FAILED_MESSAGES:
        Notification.objects.create(
            clinic_id=visit.clinic_id, appointment=visit, patient=visit.patient, revision=visit.revision, kind="reminder",
            recipient="x@example.org", send_at=AT, try_at=AT, useful_until=AT, state="failed", dedupe_key=f"failed:{visit.pk}",
        )  # fmt: skip


def raw(mail: EmailMessage) -> str:
    """Headers as they travel and every part decoded, calendar entries with their folded lines joined."""
    parts = [
        part.get_payload(decode=True).decode().replace("\r\n ", "")  # type: ignore[union-attr]
        for part in mail.walk() if not part.is_multipart()
    ]  # fmt: skip
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), mail.as_string(), *parts])


def writes(channel: str, kind: str) -> bool:
    """Whether the channel has words for this kind; every kind has some for e-mail."""
    from bookings.notifications import letters

    return channel == Channel.EMAIL or kind in letters.TEXT_MESSAGES


def test_no_message_repeats_what_was_written_about_a_visit(
    clinic: Clinic, sink: Sink, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    rows = [row for row in rows_of_everything(clinic) if writes(row.channel, row.kind)]
    planted = plant(clinic)
    Notification.objects.bulk_create(rows)
    for channel in WAYS:
        deliver_due(clock=lambda: AT, channel=channel)
    unsent = Notification.objects.filter(dedupe_key__startswith="planted:").exclude(state="sent")
    assert [(row.dedupe_key, row.state, row.why) for row in unsent] == []
    covered = {tuple(row.dedupe_key.split(":")[1:]) for row in rows}
    assert {kind for kind, _, _ in covered} == set(Kind.values)
    assert {channel for _, channel, _ in covered} == set(Channel.values)
    assert {language for _, _, language in covered} == set(LANGUAGES)
    texts, logs = capfd.readouterr().out, caplog.text
    assert "bookings.notifications.deliver" in logs, "log lines were to be read too"
    assert len(sink.mails) == sum(row.channel == Channel.EMAIL for row in rows)
    assert texts.count("Text message to ") == sum(row.channel == Channel.SMS for row in rows)
    said = {f"mail {mail['Subject']}": planted.found_in(raw(mail)) for mail in sink.mails}
    said |= {"text messages": planted.found_in(texts), "log": planted.found_in(logs)}
    assert {name: fields for name, fields in said.items() if fields} == {}
    assert any("text/calendar" in raw(mail) for mail in sink.mails)
    languages = {mail["Content-Language"] for mail in sink.mails}
    assert languages == set(LANGUAGES), "each letter was to be in its own language"


def test_every_clinical_field_holds_a_word(planted: Planted) -> None:
    from django.apps import apps

    fields = {
        f"{model.__name__}.{one.name}"
        for model in apps.get_app_config("notes").get_models() for one in text_fields(model)
    }  # fmt: skip
    sealed = {
        f"{model.__name__}.{one.name}"
        for label in ("notes", "bookings") for model in apps.get_app_config(label).get_models()
        for one in model._meta.concrete_fields if isinstance(one, EncryptedTextField)
    }  # fmt: skip
    assert len(sealed) > 20
    assert planted.barren == {}
    assert (fields | sealed) - set(planted.words.values()) == set()
    assert {"Appointment.reason", "Service.name", "Service.description"} <= set(planted.words.values())


def test_control_a_word_that_is_said_is_found(clinic: Clinic, planted: Planted, sink: Sink) -> None:
    """The same search finds a name of a service once somebody puts it where messages look."""
    word = next(word for word, name in planted.words.items() if name == "Service.name")
    assert Service.objects.filter(name=word).exists()
    clinic.__class__.objects.update(name=f"Clinic for {word.upper()}")
    clinic.policy.__class__.objects.update(message_alias="")
    row = next(row for row in rows_of_everything(clinic) if row.kind == Kind.CONFIRMATION)
    row.save()
    deliver_due(clock=lambda: AT)
    assert planted.found_in(raw(sink.mails[0])) == ["Service.name"]
    assert planted.found_in("Nothing of that.") == []
