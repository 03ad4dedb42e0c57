"""Documents over HTTP: the same rules, as data."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bookings.models import User
from notes.documents.press import press
from notes.documents.visit_summary import summary_paper
from notes.models import Document
from tests.factories import NOW, make_user
from tests.notes.cast import TODAY, Chart
from tests.notes.documents.neighbour import neighbour_of
from tests.notes.documents.reading import text_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, chart: Chart, content: bytes, key: str = "", **said: str):
    body = {"patient": chart.patient.public_id, "kind": "clearance", **said}
    headers = {"Idempotency-Key": key} if key else {}
    file = SimpleUploadedFile("scan.pdf", content)
    return client.post("/api/v1/documents/", {**body, "file": file}, headers=headers)


def test_a_file_is_sent_listed_and_fetched(chart: Chart) -> None:
    pdf = press(summary_paper(chart.signed(), NOW))
    client = browser(chart.user)
    made = send(client, chart, pdf, "once")
    assert made.status_code == 201, made.content
    again = send(client, chart, pdf, "once")
    assert again.json() == made.json()
    assert send(client, chart, pdf, "once", title="Other").status_code == 422
    assert Document.objects.count() == 1
    listed = client.get(f"/api/v1/documents/?patient={chart.patient.public_id}").json()
    assert [one["id"] for one in listed["results"]] == [made.json()["id"]]
    assert listed["results"][0]["size"] == len(pdf)
    path = f"/api/v1/documents/{made.json()['id']}/"
    assert client.get(path).json()["media_type"] == "application/pdf"
    content = client.get(f"{path}content/")
    assert content.content == pdf
    assert content["Content-Disposition"].startswith("attachment")


def test_what_is_no_such_file_is_a_problem(chart: Chart) -> None:
    client = browser(chart.user)
    answer = send(client, chart, b"<html>")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "file"
    assert send(client, chart, b"%PDF-1.7 %%EOF", kind="referral_letter").status_code == 400
    assert client.post("/api/v1/documents/", "{}", content_type="application/json").status_code == 415
    assert not Document.objects.exists()


def test_strangers_find_nothing(chart: Chart) -> None:
    pdf = press(summary_paper(chart.signed(), NOW))
    made = send(browser(chart.user), chart, pdf).json()["id"]
    other = neighbour_of(chart)
    other.patient.user = make_user()
    other.patient.save()
    for user in (make_user("reception", chart.world.clinic), other.patient.user):
        client = browser(user)
        assert client.get(f"/api/v1/documents/{made}/content/").status_code == 404
        assert send(client, chart, pdf).status_code == 404
    assert Document.objects.count() == 1


def test_papers_as_data_and_as_pdf(chart: Chart) -> None:
    plan, note = chart.active_plan(), chart.signed()
    chart.patient.user = make_user()
    chart.patient.save()
    for user in (chart.user, chart.patient.user):
        client = browser(user)
        data = client.get(f"/api/v1/plans/{plan.public_id}/papers/plan/").json()
        assert data["sections"][0]["parts"][0]["items"] == ["Look over the shoulder"]
        pdf = client.get(f"/api/v1/plans/{plan.public_id}/papers/plan/?as=pdf")
        assert pdf["Content-Type"] == "application/pdf"
        assert "Look over the shoulder" in text_of(pdf.content)
        assert client.get(f"/api/v1/plans/{plan.public_id}/papers/discharge/").status_code == 404
        assert client.get(f"/api/v1/plans/{plan.public_id}/papers/other/").status_code == 404
        assert client.get(f"/api/v1/plans/{plan.public_id}/papers/plan/?as=doc").status_code == 400
        summary = client.get(f"/api/v1/notes/{note.public_id}/summary/").json()
        assert [one["code"] for one in summary["sections"]][:2] == ["summary", "done"]


def test_a_letter_is_written(chart: Chart) -> None:
    plan = chart.active_plan()
    client = browser(chart.user)
    path = f"/api/v1/plans/{plan.public_id}/letters/"
    assert client.post(path, {"to": "Dr. Doe"}, content_type="application/json").status_code == 400
    made = client.post(path, {"to": "Dr. Doe", "text": "Hello"}, content_type="application/json")
    assert made.status_code == 201
    assert made.json()["kind"] == "referral_letter"
    content = client.get(f"/api/v1/documents/{made.json()['id']}/content/").content
    assert "Hello" in text_of(content)


def test_a_clearance_names_its_letter(chart: Chart) -> None:
    letter = send(browser(chart.user), chart, press(summary_paper(chart.signed(), NOW))).json()["id"]
    said = {
        "screening": chart.screened(p3="yes").public_id,
        "outcome": "physician_seen",
        "ground": "letter",
        "text": "Looked at",
        "expires_date": f"{TODAY.replace(month=8):%Y-%m-%d}",
        "letter": "nothing",
    }
    client = browser(chart.user)
    path = "/api/v1/clearances/"
    assert client.post(path, said, content_type="application/json").status_code == 400
    made = client.post(path, {**said, "letter": letter}, content_type="application/json")
    assert made.json()["letter"] == letter
