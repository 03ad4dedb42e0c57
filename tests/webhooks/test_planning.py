"""What happens to an appointment becomes a row for each webhook in the same transaction, once, or not at all."""

from datetime import timedelta

import pytest
from django.db import transaction

from bookings.appointments.attend import arrive, confirm, fulfil, mark_no_show
from bookings.appointments.cancel import cancel
from bookings.appointments.policy import Actor
from bookings.appointments.undo import undo
from bookings.models import AppointmentEvent, Webhook, WebhookDelivery
from bookings.models.telling import TYPES
from bookings.webhooks.set_up import change_webhook, make_webhook
from tests.factories import NOW, World, make_appointment, make_patient, make_user, make_world
from tests.webhooks.listener import Listener

pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Actor.staff(None)


def told(hook: Webhook) -> list[str]:
    return list(hook.deliveries.order_by("pk").values_list("type", flat=True))


def test_every_kind_of_event_has_a_type_or_is_nobody_elses_business() -> None:
    silent = {AppointmentEvent.Kind.HELD, AppointmentEvent.Kind.RELEASED, AppointmentEvent.Kind.IMPORTED}
    assert set(TYPES) | silent == set(AppointmentEvent.Kind)


def test_each_step_is_told(world: World, hook: Webhook) -> None:
    visit = make_appointment(world, NOW + timedelta(hours=1))
    confirm(appointment=visit, actor=Actor.patient(), now=NOW)
    arrive(appointment=visit, actor=STAFF, now=NOW + timedelta(hours=1))
    fulfil(appointment=visit, actor=STAFF, now=NOW + timedelta(hours=2))
    other = make_appointment(world, NOW + timedelta(hours=3))
    mark_no_show(appointment=other, actor=STAFF, now=NOW + timedelta(hours=4))
    assert told(hook) == [
        "appointment.confirmed", "appointment.arrived", "appointment.fulfilled", "appointment.no-show",
    ]  # fmt: skip


def test_what_is_rolled_back_was_never_told(world: World, hook: Webhook) -> None:
    visit = make_appointment(world, NOW + timedelta(days=2))
    with transaction.atomic():
        AppointmentEvent.objects.create(appointment=visit, kind="booked", at=NOW, actor="staff", revision=1)
        assert told(hook) == ["appointment.booked"]
        transaction.set_rollback(True)
    assert told(hook) == []


def test_several_at_once_are_told_each(world: World, hook: Webhook) -> None:
    rows = [make_appointment(world, NOW + timedelta(days=day)) for day in (1, 2, 3)]
    AppointmentEvent.objects.bulk_create(
        AppointmentEvent(appointment=row, kind="booked", at=NOW, actor="staff", revision=1) for row in rows
    )
    assert told(hook) == ["appointment.booked"] * 3


def test_only_what_was_asked_for_in_this_clinic_while_it_is_on(world: World, listener: Listener) -> None:
    owner = make_user("owner", world.clinic)
    some = make_webhook(
        clinic=world.clinic, url=listener.url, events=["appointment.cancelled"], user=owner, now=NOW
    )
    off = make_webhook(clinic=world.clinic, url=listener.url, user=owner, now=NOW)
    change_webhook(webhook=off, changes={"is_active": False}, user=owner, now=NOW)
    elsewhere = make_webhook(clinic=make_world().clinic, url=listener.url, user=owner, now=NOW)
    visit = make_appointment(world, NOW + timedelta(days=2))
    confirm(appointment=visit, actor=Actor.patient(), now=NOW)
    cancel(appointment=visit, reason="work", actor=Actor.patient(), now=NOW)
    assert told(some) == ["appointment.cancelled"]
    assert told(off) == told(elsewhere) == []


def test_taken_back_is_told_too(world: World, hook: Webhook) -> None:
    visit = make_appointment(world, NOW + timedelta(days=2), patient=make_patient(world.clinic))
    user = make_user("owner", world.clinic)
    cancel(appointment=visit, reason="clinic", actor=Actor.staff(user), now=NOW)
    undo(appointment=visit, actor=Actor.staff(user), now=NOW + timedelta(seconds=20))
    assert told(hook) == ["appointment.cancelled", "appointment.undone"]


def test_a_hold_is_nobody_elses_business_and_an_unanswered_request_is(world: World, hook: Webhook) -> None:
    for reason, kind in (("hold_expired", "expired"), ("request_expired", "expired"), ("", "held")):
        visit = make_appointment(
            world, NOW + timedelta(days=2), status="cancelled", cancellation_reason=reason
        )
        AppointmentEvent.objects.create(appointment=visit, kind=kind, at=NOW, actor="system", revision=1)
    assert told(hook) == ["appointment.expired"]


def test_one_event_is_one_row_however_often_it_is_planned(world: World, hook: Webhook) -> None:
    visit = make_appointment(world, NOW + timedelta(days=2))
    confirm(appointment=visit, actor=Actor.patient(), now=NOW)
    row = hook.deliveries.get()
    twin = WebhookDelivery(webhook=hook, event=row.event, type=row.type, try_at=NOW)
    WebhookDelivery.objects.bulk_create([twin], ignore_conflicts=True)
    assert hook.deliveries.count() == 1
