"""Addresses that mail servers refuse, at the door or by a letter that comes back, and how staff free them."""

import mailbox
from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from bookings.models import Appointment, Notification, RefusedAddress
from bookings.notifications import outbox
from bookings.notifications.bounces import read_bounce
from bookings.notifications.deliver import deliver_due
from bookings.notifications.refusals import is_flagged, trust_again
from bookings.notifications.resend import NotResendable, resend
from tests.factories import NOW, World, make_appointment, make_clinic, make_patient
from tests.notifications.post import Clock, row_of
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY = "550 5.1.1 nobody here by that name"


def booked(world: World, email: str, day: str = "2027-06-17") -> Appointment:
    appointment = make_appointment(
        world, world.at(day, "14:30"), patient=make_patient(world.clinic, email=email), created_at=NOW
    )
    outbox.plan_for_booking(appointment, NOW)
    return appointment


@pytest.fixture
def refused_twice(world: World, sink: Sink, clock: Clock) -> Appointment:
    """Two patients share the address; each confirmation is refused for good."""
    sink.at_rcpt["gone@example.org"] += [NOBODY, NOBODY]
    booked(world, "Gone@example.org".lower(), "2027-06-16")
    second = booked(world, "gone@example.org")
    assert deliver_due(clock=clock) == {"failed": 2}
    return second


def test_after_the_second_refusal_nothing_is_sent_there(
    world: World, refused_twice: Appointment, sink: Sink, clock: Clock
) -> None:
    address = RefusedAddress.objects.get()
    assert (address.refusals, address.answer, address.flagged_at) == (2, "550", NOW)
    clock.now = row_of(refused_twice, "reminder", offset_hours=72).send_at
    deliver_due(clock=clock)
    row = row_of(refused_twice, "reminder", offset_hours=72)
    assert (row.state, row.why) == (
        "void",
        "Mail servers refused this address before: please ask for another one.",
    )
    assert sink.mails == []


def test_once_is_not_enough(world: World, sink: Sink, clock: Clock) -> None:
    sink.at_rcpt["gone@example.org"].append(NOBODY)
    appointment = booked(world, "gone@example.org")
    deliver_due(clock=clock)
    assert not is_flagged(world.clinic.pk, "email", "GONE@example.org ")
    resend(notification=row_of(appointment, "confirmation"), now=NOW)
    assert deliver_due(clock=clock) == {"sent": 1}


@pytest.mark.parametrize(
    "answer", ["550 5.7.1 we do not take mail from you", "450 4.2.2 full", "452 4.3.1 later"]
)
def test_what_says_nothing_against_the_address_is_not_counted(
    world: World, sink: Sink, clock: Clock, answer: str
) -> None:
    sink.at_rcpt["there@example.org"].append(answer)
    booked(world, "there@example.org")
    deliver_due(clock=clock)
    assert not RefusedAddress.objects.exists()


def test_a_letter_refused_for_what_it_says_is_not_the_address_fault(
    world: World, sink: Sink, clock: Clock
) -> None:
    sink.at_data["there@example.org"].append("554 5.6.0 looks like spam")
    booked(world, "there@example.org")
    assert deliver_due(clock=clock) == {"failed": 1}
    assert not RefusedAddress.objects.exists()


def test_another_clinic_is_not_concerned(world: World, refused_twice: Appointment) -> None:
    assert is_flagged(world.clinic.pk, "email", "gone@example.org")
    assert not is_flagged(make_clinic().pk, "email", "gone@example.org")


def test_a_corrected_address_gets_what_was_held_back(
    refused_twice: Appointment, sink: Sink, clock: Clock
) -> None:
    assert refused_twice.patient
    failed = row_of(refused_twice, "confirmation")
    with pytest.raises(NotResendable, match="refused this address before"):
        resend(notification=failed, now=NOW)
    refused_twice.patient.email = "right@example.org"
    refused_twice.patient.save()
    resend(notification=failed, now=NOW)
    assert deliver_due(clock=clock) == {"sent": 1}
    assert len(sink.to("right@example.org")) == 1


def test_an_address_that_is_right_after_all_is_trusted_again(
    refused_twice: Appointment, sink: Sink, clock: Clock
) -> None:
    trust_again(address=RefusedAddress.objects.get())
    resend(notification=row_of(refused_twice, "confirmation"), now=NOW)
    assert deliver_due(clock=clock) == {"sent": 1}


def report(
    message_id: str, *, status: str = "5.1.1", action: str = "failed", headers_only: bool = False
) -> bytes:
    """A delivery report as Postfix writes it (RFC 3464)."""
    mail = MIMEMultipart("report", report_type="delivery-status")
    mail["From"], mail["Subject"] = "MAILER-DAEMON@mx.example.org", "Undelivered Mail Returned to Sender"
    mail.attach(MIMEText("I'm sorry to have to inform you that your message could not be delivered."))
    told = MIMEBase("message", "delivery-status")
    about_server, about_recipient = Message(), Message()
    about_server["Reporting-MTA"] = "dns; mx.example.org"
    about_recipient["Final-Recipient"] = "rfc822; gone@example.org"
    about_recipient["Action"], about_recipient["Status"] = action, status
    told.set_payload([about_server, about_recipient])
    mail.attach(told)
    original = EmailMessage()
    original["Message-ID"], original["Subject"] = message_id, "Your appointment"
    if headers_only:
        mail.attach(MIMEText(original.as_string(), "rfc822-headers"))
    else:
        whole = MIMEBase("message", "rfc822")
        whole.set_payload([original])
        mail.attach(whole)
    return mail.as_bytes()


@pytest.fixture
def box(tmp_path: Path) -> mailbox.Maildir:
    return mailbox.Maildir(tmp_path / "bounces")


def read(box: mailbox.Maildir) -> str:
    out = StringIO()
    call_command("read_bounces", maildir=Path(str(box._path)), stdout=out)  # type: ignore[attr-defined]
    return out.getvalue().strip()


@pytest.mark.parametrize("headers_only", [False, True])
def test_a_letter_that_came_back_failed_after_all(
    world: World, sink: Sink, clock: Clock, box: mailbox.Maildir, headers_only: bool
) -> None:
    visits = [booked(world, "gone@example.org", day) for day in ("2027-06-16", "2027-06-17")]
    assert deliver_due(clock=clock) == {"sent": 2}
    for mail in sink.mails:
        box.add(report(str(mail["Message-ID"]), headers_only=headers_only))
    assert read(box) == "read: 2, of letters of ours that came back: 2"
    row = row_of(visits[0], "confirmation")
    assert (row.state, row.why) == ("failed", "The mail server of this address sent it back. (5.1.1)")
    assert is_flagged(world.clinic.pk, "email", "gone@example.org")
    assert read(box) == "read: 0, of letters of ours that came back: 0", "what was read is not read again"
    assert RefusedAddress.objects.get().refusals == 2


def test_the_same_report_twice_counts_once(
    world: World, sink: Sink, clock: Clock, box: mailbox.Maildir
) -> None:
    booked(world, "gone@example.org")
    deliver_due(clock=clock)
    for _ in range(2):
        box.add(report(str(sink.mails[0]["Message-ID"])))
    read(box)
    assert RefusedAddress.objects.get().refusals == 1


@pytest.mark.parametrize("status", ["5.7.1", "4.4.7", "5.3.4"])
def test_a_letter_that_came_back_for_another_reason_failed_and_the_address_stays(
    world: World, sink: Sink, clock: Clock, box: mailbox.Maildir, status: str
) -> None:
    visit = booked(world, "there@example.org")
    deliver_due(clock=clock)
    box.add(report(str(sink.mails[0]["Message-ID"]), status=status))
    read(box)
    assert row_of(visit, "confirmation").state == "failed"
    assert not RefusedAddress.objects.exists()


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"\x00\xff not a mail",
        b"Subject: Out of office\n\nBack on Monday.",
        b"Content-Type: multipart/report; boundary=x\n\n--x",
        report("<somebody-elses@letter>"),
        report("<a@b>", action="delayed", status="4.4.1"),
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n"
        b"Content-Type: message/delivery-status\n\nAction: failed\nStatus: five\n\n--x--",
    ],
)
def test_other_mail_changes_nothing(
    world: World, sink: Sink, clock: Clock, box: mailbox.Maildir, mail: bytes
) -> None:
    booked(world, "there@example.org")
    deliver_due(clock=clock)
    before = list(Notification.objects.order_by("pk").values())
    box.add(mail)
    assert read(box) == "read: 1, of letters of ours that came back: 0"
    assert list(Notification.objects.order_by("pk").values()) == before
    assert not RefusedAddress.objects.exists()


def test_a_mail_server_may_pipe_a_report_in(
    world: World, sink: Sink, clock: Clock, monkeypatch: Any, tmp_path: Path
) -> None:
    visit = booked(world, "gone@example.org")
    deliver_due(clock=clock)
    mail = tmp_path / "mail"
    mail.write_bytes(report(str(sink.mails[0]["Message-ID"])))
    with mail.open() as piped:
        monkeypatch.setattr("sys.stdin", piped)
        call_command("read_bounces", stdin=True, stdout=StringIO())
    assert row_of(visit, "confirmation").state == "failed"


def test_what_is_no_maildir_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no Maildir"):
        call_command("read_bounces", maildir=tmp_path)


def test_reading_is_bounded() -> None:
    huge = report("<a@b>") + b"x" * 5_000_000
    assert read_bounce(huge) is not None
