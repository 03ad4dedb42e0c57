"""Files that come into a record: judged by content, kept encrypted, handed out as attachments, to nobody else."""

import struct
import zlib
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from bookings.models import AccessRecord, User
from notes.documents import checking
from notes.documents.checking import BadFile, check_file, clean_title, jpeg_size, png_size
from notes.documents.filing import Filing, file_document, write_letter
from notes.documents.plan_papers import Addressed, plan_paper
from notes.documents.press import press
from notes.models import ClearanceDecision, Document
from tests.factories import NOW, make_user
from tests.notes.cast import PLANTED, TODAY, Chart
from tests.notes.documents.neighbour import neighbour_of
from tests.notes.documents.reading import text_of

pytestmark = pytest.mark.django_db(transaction=True)
HTML = b"<!doctype html><script>alert(1)</script>"


def png(width: int = 30, height: int = 20, *, claims: tuple[int, int] | None = None) -> bytes:
    """A real one; `claims` is the size that its head names."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes([200, 90, 40]) * width for _row in range(height))
    head = struct.pack(">IIBBBBB", *(claims or (width, height)), 8, 2, 0, 0, 0)
    secret = chunk(b"tEXt", b"Comment\0" + PLANTED.encode())
    parts = [chunk(b"IHDR", head), secret, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


JPEG = (Path(__file__).parent / "photograph.jpg").read_bytes()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def pdf(chart: Chart) -> bytes:
    return press(plan_paper(chart.active_plan(), NOW))


@pytest.fixture
def account(chart: Chart) -> User:
    chart.patient.user = make_user()
    chart.patient.save()
    return chart.patient.user


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def filed(chart: Chart, content: bytes, title: str = "letter.pdf") -> Document:
    return file_document(
        patient=chart.patient,
        filing=Filing("clearance", title),
        checked=check_file(content),
        user=chart.user,
        now=NOW,
    )


def test_a_pdf_is_kept_as_it_is_and_pictures_are_drawn_anew(pdf: bytes) -> None:
    assert check_file(pdf).content == pdf
    drawn = check_file(png())
    assert drawn.media_type == "image/png"
    assert png_size(drawn.content) == (30, 20)
    assert PLANTED.encode() not in drawn.content
    taken = check_file(JPEG)
    assert taken.media_type == "image/png"
    assert jpeg_size(JPEG) == png_size(taken.content) == (48, 32)


def test_a_second_file_behind_a_picture_is_gone() -> None:
    for given in (png() + HTML, png() + b"PK\x03\x04" + bytes(100), JPEG + HTML):
        assert b"script" not in check_file(given).content
        assert b"PK\x03\x04" not in check_file(given).content


def test_large_pictures_become_smaller() -> None:
    assert png_size(check_file(png(4000, 10)).content) == (2000, 5)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        HTML,
        b"GIF89a" + bytes(40),
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
        b"PK\x03\x04" + bytes(40),
        b"MZ" + bytes(40),
        b"%PDF-1.7\n" + HTML,
        b"%PDF-1.7\n" + HTML + b"\n%%EOF",
        HTML + b"%PDF-1.7\n%%EOF",
        png()[:60],
        b"\x89PNG\r\n\x1a\n" + HTML,
        b"\xff\xd8\xff\xe0" + HTML,
        JPEG[:80],
    ],
)
def test_what_it_says_it_is_does_not_count(content: bytes) -> None:
    with pytest.raises(BadFile):
        check_file(content)


def test_too_large_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "REDRAW", Path("/nowhere"))
    with pytest.raises(BadFile):
        check_file(b"%PDF-1.7" + bytes(checking.MOST_BYTES) + b"%%EOF")
    with pytest.raises(BadFile, match="too large"):
        check_file(png(claims=(60_000, 60_000)))


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\report.PDF", "report"),
        ("letter\u202efdp.exe", "letter fdp"),
        ('a"; filename="b.html', 'a"; filename="b'),
        ("x\r\nSet-Cookie: a=b.pdf", "x Set-Cookie: a=b"),
        ("nul\x00l.png", "nul l"),
        ("Dr. Doe, June", "Dr. Doe, June"),
        ("é" * 300, "é" * 120),
        (".pdf", ".pdf"),
    ],
)
def test_names_are_cleaned(name: str, title: str) -> None:
    assert clean_title(name) == title


def test_kept_encrypted_and_never_changed(chart: Chart, pdf: bytes) -> None:
    document = filed(chart, pdf, f"{PLANTED}.pdf")
    with connection.cursor() as cursor:
        cursor.execute("SELECT title, content FROM notes_document WHERE id = %s", [document.pk])
        title, content = cursor.fetchone()
    assert PLANTED.encode() not in bytes(title)
    assert b"%PDF" not in bytes(content)
    assert Document.objects.get(pk=document.pk).content == pdf
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(content=b"other")


def test_filing_a_file_and_fetching_it_as_the_therapist(chart: Chart, pdf: bytes) -> None:
    client, page = browser(chart.user), reverse("papers:documents", args=[chart.patient.public_id])
    sent = {
        "kind": "outside_letter",
        "title": "",
        "file": SimpleUploadedFile("mri-report.html", pdf, "text/html"),
    }
    assert client.post(page, sent).status_code == 302
    document = Document.objects.get()
    assert (document.title, document.media_type) == ("mri-report", "application/pdf")
    assert "mri-report" in client.get(page).content.decode()
    answer = client.get(reverse("papers:document", args=[document.public_id]))
    assert answer.content == pdf
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('attachment; filename="outside-letter-')
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    actions = AccessRecord.objects.filter(object_kind="document", object_id=document.public_id)
    assert list(actions.order_by("id").values_list("action", flat=True)) == ["added", "exported"]


def test_a_file_that_is_none_is_refused_beside_its_field(chart: Chart) -> None:
    page = reverse("papers:documents", args=[chart.patient.public_id])
    sent = {"kind": "picture", "title": "x", "file": SimpleUploadedFile("a.png", HTML, "image/png")}
    answer = browser(chart.user).post(page, sent)
    assert answer.status_code == 422
    assert "Please send a PDF or a picture" in answer.content.decode()
    assert browser(chart.user).post(page, {"kind": "picture", "title": "x"}).status_code == 422
    assert not Document.objects.exists()


def test_a_patient_sends_a_letter_and_nobody_else_finds_it(chart: Chart, account: User, pdf: bytes) -> None:
    client = browser(account)
    answer = client.post(reverse("own_papers:documents"), {"file": SimpleUploadedFile("scan.pdf", pdf)})
    assert answer.status_code == 302
    document = Document.objects.get()
    assert (document.kind, document.added_by, document.patient) == ("clearance", account, chart.patient)
    own = reverse("own_papers:document", args=[document.public_id])
    assert client.get(own).content == pdf
    other = neighbour_of(chart)
    other.patient.user = make_user()
    other.patient.save()
    assert browser(other.patient.user).get(own).status_code == 404
    staff = reverse("papers:document", args=[document.public_id])
    assert browser(make_user("reception", chart.world.clinic)).get(staff).status_code == 404
    assert browser(chart.user).get(staff).status_code == 200


def test_what_was_filed_by_mistake_is_out_of_sight(chart: Chart, account: User, pdf: bytes) -> None:
    document = filed(chart, pdf)
    client = browser(chart.user)
    assert client.post(reverse("papers:remove", args=[document.public_id])).status_code == 302
    for path in (
        reverse("papers:document", args=[document.public_id]),
        reverse("papers:remove", args=[document.public_id]),
    ):
        assert client.get(path).status_code in (404, 405)
    assert browser(account).get(reverse("own_papers:document", args=[document.public_id])).status_code == 404
    assert Document.objects.get().removed_at is not None
    assert AccessRecord.objects.filter(action="removed", object_id=document.public_id).count() == 1


def test_a_clearance_names_the_letter_behind_it(chart: Chart, pdf: bytes) -> None:
    letter = filed(chart, pdf)
    check = chart.screened(p3="yes")
    client, page = browser(chart.user), reverse("safety:clearance", args=[check.public_id])
    said = {
        "outcome": "physician_seen",
        "ground": "letter",
        "text": "All fine",
        "expires_date": f"{TODAY.replace(month=8):%Y-%m-%d}",
    }
    stranger = filed(neighbour_of(chart), pdf)
    assert client.post(page, {**said, "letter": stranger.public_id}).status_code == 422
    answer = client.post(page, {**said, "letter": letter.public_id})
    assert answer.status_code == 302, answer.content.decode()
    assert ClearanceDecision.objects.get().letter == letter
    shown = client.get(reverse("safety:check", args=[check.public_id])).content.decode()
    assert reverse("papers:document", args=[letter.public_id]) in shown


def test_a_letter_to_a_physician_is_written_kept_and_read(chart: Chart) -> None:
    plan = chart.active_plan()
    client, page = browser(chart.user), reverse("papers:letter", args=[plan.public_id])
    assert "Ada Byron has been coming to us" in client.get(page).content.decode()
    assert client.post(page, {"to": "", "text": ""}).status_code == 422
    said = {"to": "Dr. Jane Doe\n4 Hill Road", "text": "Please look at the nights. #evil()"}
    assert client.post(page, said).status_code == 302
    document = Document.objects.get()
    assert (document.kind, document.title, document.plan) == ("referral_letter", "Dr. Jane Doe", plan)
    text = " ".join(
        text_of(client.get(reverse("papers:document", args=[document.public_id])).content).split()
    )
    assert "Please look at the nights. #evil()" in text
    assert "4 Hill Road" in text


def test_a_day_has_an_end(chart: Chart, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notes.documents.filing.MOST_A_DAY", 1)
    page = reverse("papers:documents", args=[chart.patient.public_id])
    codes = [
        browser(chart.user)
        .post(page, {"kind": "picture", "title": "x", "file": SimpleUploadedFile("a.png", png())})
        .status_code
        for _time in range(2)
    ]
    assert codes == [302, 422]


def test_lists_ask_the_same_number_of_questions(chart: Chart, django_assert_num_queries) -> None:
    plan = chart.active_plan()
    client, page = browser(chart.user), reverse("papers:documents", args=[chart.patient.public_id])
    client.get(page)
    for wanted in (1, 12):
        while Document.objects.count() < wanted:
            write_letter(
                plan=plan,
                addressed=Addressed("Dr. Doe", "Hello"),
                therapist=chart.therapist,
                user=chart.user,
                now=NOW,
            )
        with django_assert_num_queries(9):
            client.get(page)
