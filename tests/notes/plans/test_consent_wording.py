"""The owner writes what patients sign: versions are kept, a new one is asked for again, what was signed stays."""

import re

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from bookings.models import AccessRecord
from notes.models import Consent, ConsentWording
from notes.plans.consent import has_consent
from notes.plans.consent_wording import built_in_words
from notes.plans.signed_consent import evidence_of, text_of
from tests.factories import make_user, make_world
from tests.notes.cast import Chart
from tests.portal.conftest import shown

pytestmark = pytest.mark.django_db
PAGE = reverse("packs:consent", args=["treatment"])
OWN = {
    "title-en": "Our agreement",
    "body-en": "At {clinic} I agree to be treated by hand.\n\nI may say stop.\n",
    "title-es": "Nuestro acuerdo",
    "body-es": "En {clinic} acepto que me traten con las manos.\n\nPuedo decir basta.",
}


@pytest.fixture
def owner(chart: Chart) -> Client:
    client = Client()
    client.force_login(make_user("owner", chart.world.clinic))
    return client


@pytest.fixture
def patient(chart: Chart) -> Client:
    chart.patient.user = make_user()
    chart.patient.save()
    client = Client()
    client.force_login(chart.patient.user)
    return client


def sign(client: Client) -> Consent:
    address = "/me/consents/treatment/sign/"
    read = re.search(r'name="read" value="([0-9a-f]{64})"', client.get(address).content.decode())
    assert read
    data = {"read": read[1], "name": "Ada Byron", "agreed": "on", "strokes": ""}
    assert client.post(address, data).status_code == 302
    return Consent.objects.filter(method="signed").latest("pk")


def test_a_new_version_is_read_signed_and_asked_for_again(
    chart: Chart, owner: Client, patient: Client
) -> None:
    first = sign(patient)
    assert first.text_version == "treatment-1"
    assert "have changed" not in shown(patient.get("/me/consents/"))
    assert owner.post(PAGE, OWN).status_code == 302
    asked = shown(patient.get("/me/consents/"))
    assert "Our agreement" in asked
    assert "have changed since you signed" in asked
    assert has_consent(chart.patient, timezone.now()), "what was signed counts on"
    second = sign(patient)
    assert second.text_version == "treatment-own-1"
    assert (
        second.text
        == f"Our agreement\n\nAt {chart.world.clinic.name} I agree to be treated by hand.\n\nI may say stop."
    )
    assert "Our agreement" not in shown(patient.get("/me/consents/")).partition("Counts")[0]
    first.refresh_from_db()
    evidence = evidence_of(first)
    assert evidence is not None
    assert evidence.is_whole
    assert "massage" in first.text
    with translation.override("es"):
        assert text_of("treatment", chart.world.clinic).title == "Nuestro acuerdo"
    assert text_of("treatment", make_world().clinic).version == "treatment-1", (
        "another clinic has its own words"
    )
    assert AccessRecord.objects.filter(action="consent_text_saved").count() == 1


def test_who_has_a_page_open_signs_nothing_that_they_have_not_read(owner: Client, patient: Client) -> None:
    page = patient.get("/me/consents/treatment/sign/").content.decode()
    read = re.search(r'name="read" value="([0-9a-f]{64})"', page)
    assert read
    owner.post(PAGE, OWN)
    data = {"read": read[1], "name": "Ada Byron", "agreed": "on"}
    assert patient.post("/me/consents/treatment/sign/", data).status_code == 409
    assert not Consent.objects.filter(method="signed").exists()


def test_versions_are_kept_and_counted_and_ours_come_back(owner: Client, patient: Client) -> None:
    owner.post(PAGE, OWN)
    sign(patient)
    owner.post(PAGE, {**OWN, "title-en": "Our new agreement"})
    page = shown(owner.get(PAGE))
    assert "treatment-own-2" in page
    assert "1 signature" in page
    ours = built_in_words("treatment")
    back = owner.get(f"{PAGE}?ours").content.decode()
    assert "{clinic}" in back
    data = {f"{part}-{one}": getattr(said, part) for one, said in ours.items() for part in ("title", "body")}
    owner.post(PAGE, data)
    assert ConsentWording.objects.count() == 3
    owner.post(PAGE, data)
    assert ConsentWording.objects.count() == 3, "the same words are no version"
    kept = ConsentWording.objects.first()
    assert kept is not None
    for change in (lambda: ConsentWording.objects.update(number=9), kept.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title-es": ""}, "A title"),
        ({"body-es": ""}, "The whole text"),
        ({"body-en": "too short"}, "The whole text"),
        ({"body-en": f"{'x' * 50} {{first_name}}"}, "Braces are only for"),
    ],
)
def test_words_that_cannot_be_are_said_beside_their_field(
    owner: Client, changed: dict[str, str], sentence: str
) -> None:
    answer = owner.post(PAGE, {**OWN, **changed})
    assert answer.status_code == 422
    assert sentence in shown(answer)
    assert OWN["body-es"].partition("\n")[0] in shown(answer) or "body-es" in changed
    assert not ConsentWording.objects.exists()


def test_it_is_seen_before_it_is_kept_and_is_text_not_markup(chart: Chart, owner: Client) -> None:
    words = {**OWN, "body-en": f"At {{clinic}} <script>alert(1)</script> {'x' * 40}", "then": "preview"}
    page = owner.post(PAGE, words).content.decode()
    assert f"At {chart.world.clinic.name} &lt;script&gt;" in page
    assert "<script>alert" not in page
    assert not ConsentWording.objects.exists()
