"""API keys and webhooks on the owner's pages."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from bookings.appointments.attend import confirm
from bookings.appointments.policy import Actor
from bookings.models import ApiKey, Webhook
from tests.factories import NOW, World, make_appointment, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner(world: World) -> Client:
    client = Client()
    client.force_login(make_user("owner", world.clinic))
    return client


def secret_in(page: str) -> str:
    found = re.search(r'id="secret" readonly value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_key_is_shown_once_works_and_is_revoked(owner: Client) -> None:
    assert reverse("dashboard:programs") in owner.get(reverse("dashboard:settings")).content.decode()
    answer = owner.post(reverse("dashboard:key_new"), {"name": "Bookkeeping"})
    assert "no-store" in answer["Cache-Control"]
    key = secret_in(answer.content.decode())
    program = Client(headers={"Authorization": f"Bearer {key}"})
    assert program.get("/api/v1/me/").status_code == 200
    page = owner.get(reverse("dashboard:programs")).content.decode()
    assert "Bookkeeping" in page
    assert key not in page
    owner.post(reverse("dashboard:key_revoke", args=[ApiKey.objects.get().pk]))
    assert program.get("/api/v1/me/").status_code == 401
    assert "Bookkeeping" not in owner.get(reverse("dashboard:programs")).content.decode()


def test_a_webhook_is_made_read_changed_and_removed(world: World, owner: Client) -> None:
    url = "https://example.org/hook"
    answer = owner.post(reverse("dashboard:webhook_new"), {"url": url, "description": "Books"})
    hook = Webhook.objects.get()
    assert secret_in(answer.content.decode()) == hook.secret
    visit = make_appointment(world, world.at("2027-06-09", "10:00"))
    confirm(appointment=visit, actor=Actor.patient(), now=NOW)
    page = owner.get(reverse("dashboard:webhook", args=[hook.public_id])).content.decode()
    assert "appointment.confirmed" in page
    assert hook.secret not in page
    edit = reverse("dashboard:webhook_edit", args=[hook.public_id])
    owner.post(edit, {"url": url, "events": ["appointment.booked"]})
    hook.refresh_from_db()
    assert (hook.is_active, hook.events, hook.description) == (False, ["appointment.booked"], "")
    owner.post(reverse("dashboard:webhook_remove", args=[hook.public_id]))
    assert not Webhook.objects.exists()


def test_an_address_in_our_own_house_is_refused_beside_its_field(owner: Client) -> None:
    answer = owner.post(reverse("dashboard:webhook_new"), {"url": "https://169.254.169.254/"})
    assert answer.status_code == 409
    assert "public internet" in answer.content.decode()
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("rows", [1, 20])
def test_the_same_number_of_queries_whatever_the_rows(
    world: World, owner: Client, rows: int, django_assert_num_queries: object
) -> None:
    user = make_user("owner", world.clinic)
    for number in range(rows):
        Webhook.objects.create(clinic=world.clinic, url=f"https://example.org/{number}", secret="whsec_AAAA")
        ApiKey.objects.create(clinic=world.clinic, user=user, name=str(number), key_hash=str(number))
    with django_assert_num_queries(8):  # type: ignore[operator]
        owner.get(reverse("dashboard:programs"))
