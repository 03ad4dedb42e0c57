"""The owner brings in the words of a questionnaire: looked at first, attested, kept, run out, switched off."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from bookings.models import AccessRecord
from notes.models import TextPack
from notes.outcomes.packs import offered
from tests.factories import NOW, make_user
from tests.notes.cast import TODAY, Chart

pytestmark = pytest.mark.django_db
PACK = {
    "code": "phq2",
    "title": "Two questions",
    "instructions": "Over two made-up weeks",
    "items": {"phq2-1": "First made-up item", "phq2-2": "Second made-up item"},
    "options": ["zero", "one", "two", "three"],
    "attribution": "Made up for a test",
}
ATTESTED = {"licence_reference": "Letter of May 3", "is_confirmed": "on"}


@pytest.fixture
def owner(chart: Chart, time_machine: TimeMachineFixture) -> Client:
    time_machine.move_to(NOW, tick=False)
    client = Client()
    client.force_login(make_user("owner", chart.world.clinic))
    return client


def post(client: Client, pack: Any = PACK, **given: Any) -> Any:
    return client.post(reverse("packs:all"), {"text": json.dumps(pack), **given})


def test_a_file_is_looked_at_first_and_its_text_stays(chart: Chart, owner: Client) -> None:
    file = SimpleUploadedFile("pack.json", json.dumps(PACK).encode())
    page = owner.post(reverse("packs:all"), {"file": file, "then": "preview"}).content.decode()
    assert "As patients will see it" in page
    assert "First made-up item" in page.partition("<textarea")[0]
    assert "First made-up item" in page.partition("<textarea")[2]
    assert not TextPack.objects.exists()


def test_it_comes_in_with_who_when_which_licence_and_until_when(chart: Chart, owner: Client) -> None:
    until = TODAY + timedelta(days=30)
    page = post(owner, **ATTESTED, expires_date=until.isoformat())
    assert page.status_code == 302
    row = TextPack.objects.get()
    assert (row.attested_at, row.licence_reference, row.expires_date) == (NOW, "Letter of May 3", until)
    assert "phq2" in offered(chart.world.clinic, TODAY)
    listed = owner.get(reverse("packs:all")).content.decode()
    for said in ("Two questions", "Letter of May 3", row.attested_by.get_full_name(), "Offered"):
        assert said in listed
    assert AccessRecord.objects.filter(action="imported", object_kind="text_pack").exists()
    one = owner.get(reverse("packs:one", args=[row.public_id])).content.decode()
    assert "Second made-up item" in one
    assert "Made up for a test" in one


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"licence_reference": "Letter"}, "confirm that the clinic may use"),
        ({"is_confirmed": "on"}, "confirm that the clinic may use"),
        ({**ATTESTED, "expires_date": "2027-01-01"}, "has run out already"),
    ],
)
def test_without_attestation_nothing_comes_in_and_nothing_typed_is_lost(
    chart: Chart, owner: Client, given: dict[str, str], said: str
) -> None:
    page = post(owner, **given)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert "First made-up item" in page.content.decode()
    assert not TextPack.objects.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({**PACK, "code": "odi"})])
def test_what_is_no_pack_is_said_on_its_field(chart: Chart, owner: Client, text: str) -> None:
    page = owner.post(reverse("packs:all"), {"text": text, **ATTESTED})
    assert page.status_code == 422
    assert "field-error" in page.content.decode()
    assert not TextPack.objects.exists()


def test_one_that_has_run_out_is_said_so_and_not_offered(
    chart: Chart, owner: Client, time_machine: TimeMachineFixture
) -> None:
    post(owner, **ATTESTED, expires_date=(TODAY + timedelta(days=1)).isoformat())
    assert "Run out" not in owner.get(reverse("packs:all")).content.decode()
    later = NOW + timedelta(days=2)
    time_machine.move_to(later, tick=False)
    owner.force_login(make_user("owner", chart.world.clinic))
    assert "Run out" in owner.get(reverse("packs:all")).content.decode()
    assert "phq2" not in offered(chart.world.clinic, TODAY + timedelta(days=2))


def test_it_is_switched_off_once(chart: Chart, owner: Client) -> None:
    post(owner, **ATTESTED)
    row = TextPack.objects.get()
    for _again in range(2):
        owner.post(reverse("packs:off", args=[row.public_id]))
    assert "phq2" not in offered(chart.world.clinic, TODAY)
    assert AccessRecord.objects.filter(action="withdrawn", object_kind="text_pack").count() == 1
    assert "Switched off" in owner.get(reverse("packs:all")).content.decode()


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_asks_the_same_queries_however_long(
    chart: Chart, owner: Client, number: int, django_assert_num_queries: Any
) -> None:
    for _each in range(number):
        post(owner, **ATTESTED)
    owner.get(reverse("packs:all"))
    with django_assert_num_queries(7):  # who looks and where: six; the packs: one
        page = owner.get(reverse("packs:all"))
    assert page.content.decode().count("Letter of May 3") == number
