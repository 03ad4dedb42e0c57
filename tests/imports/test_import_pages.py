"""The pages of an import: what an owner hands in, is asked, is told; and that no file breaks them."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.imports.reading import MOST_BYTES
from bookings.models import Import, ImportProblem, LongWork, Patient
from tests.factories import World, make_patient, make_user, make_world
from tests.imports.bringing import fixture, people_csv, visits_csv, work_off

pytestmark = pytest.mark.django_db
PAGE = "/dashboard/settings/import/"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def owner(world: World) -> Client:
    client = Client()
    client.force_login(make_user("owner", world.clinic))
    return client


def send(owner: Client, content: bytes, source: str = "") -> HttpResponse:
    return owner.post(PAGE, {"file": SimpleUploadedFile("list.csv", content), "source": source})  # type: ignore[return-value]


def text(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def test_from_a_file_to_patients(owner: Client, world: World) -> None:
    page = send(owner, fixture("cliniko-patients")).headers["Location"]
    assert "Waiting to begin" in text(owner.get(page))
    work = LongWork.objects.get()
    bar = owner.get(reverse("dashboard:work", args=[work.public_id]))
    assert "HX-Refresh" not in bar.headers
    assert f'hx-get="/dashboard/work/{work.public_id}/"' in text(bar)
    assert 'value="0" max="3"' in text(bar)
    work_off(work)
    bar = owner.get(reverse("dashboard:work", args=[work.public_id]))
    assert bar.headers["HX-Refresh"] == "true"
    assert "hx-get" not in text(bar)
    seen = text(owner.get(page))
    assert "Patients from Cliniko" in seen
    assert "Bring in 2 patients" in seen
    assert "This is not a date that can be read." in seen
    owner.post(f"{page}run/")
    work_off(LongWork.objects.get(kind="import_run"))
    seen = text(owner.get(page))
    assert "All of the file was gone through" in seen
    assert Patient.objects.filter(clinic=world.clinic).count() == 2
    assert "Brought in" in text(owner.get(PAGE))


def test_the_refused_rows_as_a_file(owner: Client) -> None:
    page = send(owner, fixture("jane-patients")).headers["Location"]
    work_off(LongWork.objects.get())
    answer = owner.get(f"{page}refused/")
    body = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    header, row = list(csv.reader(io.StringIO(body)))
    assert header[:4] == ["Row", "Column", "What is wrong", "Patient Number"]
    assert row[:3] == ["4", "First Name", "This is a formula of a spreadsheet, not a name."]
    assert row[5] == '\'=HYPERLINK("http://evil")'
    # Mended and handed in with the three columns before it, it is read.
    again = send(owner, body.replace('\'=HYPERLINK(""http://evil"")', "Mei").encode()).headers["Location"]
    work_off(LongWork.objects.order_by("-pk")[0])
    assert "Bring in 1 patient" in text(owner.get(again))


def test_names_are_said_and_looked_through_again(owner: Client, world: World) -> None:
    make_patient(world.clinic, first_name="Mei", last_name="Chen")
    other = make_world().therapist
    other.clinic, other.first_name = world.clinic, "Jonas"
    other.save()
    content = visits_csv("1,,Mei Chen,Somebody,Massage,2031-06-24 10:00,60,booked")
    page = send(owner, content).headers["Location"]
    work_off(LongWork.objects.get())
    seen = text(owner.get(page))
    assert "This therapist is left out" in seen
    assert "Nothing of this file would come in." in seen
    refused = owner.post(f"{page}again/", {"therapists-0": "nonsense", "services-0": ""})
    assert refused.status_code == 400
    said = {"therapists-0": other.public_id, "services-0": world.service.public_id}
    assert owner.post(f"{page}again/", said).status_code == 302
    work_off(LongWork.objects.order_by("-pk")[0])
    seen = text(owner.get(page))
    assert "Bring in 1 visit" in seen
    assert "Remind patients of the visits to come" in seen


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"a,b\n1,2\n", "No line of this file names the columns"),
        (b"first_name,last_name\n", "no rows below them"),
        (b"\x00\x01", "This is not a text file."),
        (b"first_name,last_name\n" + b"x" * MOST_BYTES, "larger than 20 MB"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(owner: Client, content: bytes, sentence: str) -> None:
    answer = send(owner, content)
    assert answer.status_code in (400, 409)
    assert sentence in text(answer)
    assert not Import.objects.exists()


def test_a_file_that_is_far_too_large_is_not_taken(owner: Client) -> None:
    answer = send(owner, b"first_name,last_name\n" + b"x" * (MOST_BYTES + 2_000_000))
    assert "Please choose a file of 20 MB at most." in text(answer)


def test_stop_and_take_away(owner: Client) -> None:
    page = send(owner, people_csv(3)).headers["Location"]
    work_off(LongWork.objects.get())
    owner.post(f"{page}run/")
    run = LongWork.objects.get(kind="import_run")
    assert "Stop" in text(owner.get(reverse("dashboard:work", args=[run.public_id])))
    assert owner.post(reverse("dashboard:work_stop", args=[run.public_id])).headers["Location"] == page
    seen = text(owner.get(page))
    assert "Stopped after 0 of 3 rows" in seen
    assert "Go on with the rest" in seen
    assert owner.post(f"{page}away/").headers["Location"] == PAGE
    assert "Go on with the rest" not in text(owner.get(page))


def test_pages_ask_the_same_however_long_the_file(owner: Client, django_assert_num_queries: object) -> None:
    pages = [
        send(owner, content).headers["Location"]
        for content in (people_csv(1), people_csv(30) + b"\n,,\n" * 30)
    ]
    for work in LongWork.objects.all():
        work_off(work)
    owner.get(pages[0])
    for page in pages:
        with django_assert_num_queries(9):  # type: ignore[operator]
            owner.get(page)
    with django_assert_num_queries(7):  # type: ignore[operator]
        owner.get(PAGE)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.tuples(
            st.sampled_from([
                "first_name,last_name,email,phone,birth_date,sex,language,id",
                "patient,therapist,service,starts_at,ends_at,minutes,status,id,patient_id,booked at,cancelled_at,location",
            ]),
            st.text(max_size=200),
            st.lists(st.lists(st.text(max_size=20), max_size=12), max_size=4),
            st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
        ).map(lambda t: "\n".join([t[0], t[1], *(",".join(row) for row in t[2])]).encode(t[3], errors="replace")),
    )
)  # fmt: skip
def test_no_bytes_break_it(owner: Client, content: bytes) -> None:
    """Handed in, looked through, brought in: refused rows perhaps, never an error."""
    answer = send(owner, content)
    assert answer.status_code in (302, 400, 409)
    if answer.status_code != 302:
        return
    page = answer.headers["Location"]
    checked = work_off(LongWork.objects.order_by("-pk")[0])
    assert checked.state == LongWork.State.DONE
    assert owner.get(page).status_code == 200
    assert owner.post(f"{page}run/").status_code == 302
    if (run := LongWork.objects.filter(kind="import_run").order_by("-pk").first()) and not run.is_over:
        assert work_off(run).state == LongWork.State.DONE
    assert owner.get(f"{page}refused/").status_code == 200
    assert ImportProblem.objects.filter(code="").count() == 0
