"""The letter that offers a time, as it reaches a mailbox: what it says, what it does not, and when it leaves."""

from datetime import datetime, timedelta
from email.message import EmailMessage

from bookings.appointments.policy import Actor
from bookings.models import Notification, WaitlistOffer
from bookings.notifications.deliver import deliver_due
from bookings.waitlist.claim import claim
from tests.factories import World, make_patient
from tests.notifications.conftest import sink
from tests.notifications.sink import Sink
from tests.waitlist.conftest import SOON, sweeps, waits

__all__ = ["sink"]


def sends(sink: Sink, now: datetime) -> list[EmailMessage]:
    """What reaches Ada of what is due at `now`."""
    deliver_due(clock=lambda: now)
    return [mail for mail in sink.mails if mail["To"] == "ada@example.org"]


def offered(world: World) -> WaitlistOffer:
    world.service.name = "Deep tissue quokka"
    world.service.save()
    waits(world, make_patient(world.clinic, first_name="Ada", email="ada@example.org"), plan_gap_days=12)
    (made,) = sweeps()
    return made


def test_the_offer_reaches_the_patient_with_a_link_and_no_word_of_the_treatment(
    world: World, freed: datetime, sink: Sink
) -> None:
    made = offered(world)
    (letter,) = sends(sink, SOON)
    body, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert [part.get_content_type() for part in letter.walk()].count("text/calendar") == 0
    assert letter["Subject"] == "A time has come free: Wednesday, June 9 at 10:00 AM EDT"
    assert "Hello Ada," in body
    assert "kept for you until 8:33 AM EDT" in body
    assert f"/offer/{made.appointment.token}/" in body
    assert f"/offer/{made.appointment.token}/decline/" in body
    for word in ("quokka", "tissue", "plan", "behind"):
        assert word not in f"{letter['Subject']} {body} {html}".casefold()
    assert Notification.objects.get(appointment=made.appointment).state == "sent"


def test_an_offer_that_is_over_is_not_sent(world: World, freed: datetime, sink: Sink) -> None:
    made = offered(world)
    claim(offer=made, actor=Actor.patient(), now=SOON)
    letters = sends(sink, SOON + timedelta(seconds=1))
    row = Notification.objects.get(appointment=made.appointment, kind="waitlist_offer")
    assert (row.state, row.why) == ("void", "The offered time was answered or has gone to somebody else.")
    assert [letter["Subject"].partition(" on ")[0] for letter in letters] == ["Your appointment"]


def test_an_offer_that_ran_out_while_the_mail_was_away_is_not_sent(
    world: World, freed: datetime, sink: Sink
) -> None:
    made = offered(world)
    assert sends(sink, made.expires_at) == []
    assert Notification.objects.get(appointment=made.appointment).state == "void"
