"""Everything against everything: python -m pytest tests/hostile/long.py -q -n 0 -s (EACH=3 SEED=1 ACTORS="owner patient")."""

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from bookings.models import Clinic, Membership, Notification, Patient
from bookings.notifications.deliver import deliver_due
from tests.architecture.access.cast import Cast, make_cast
from tests.architecture.access.listing import rows
from tests.browser.walk.houses import demo_house
from tests.demo.loading import NOW as AT_ELEVEN
from tests.factories import NOW
from tests.hostile.bodies import attack_operation, operations
from tests.hostile.foreign import of_another_clinic
from tests.hostile.knocking import Enemy, Report, attack_address, attack_form, crawl
from tests.hostile.spilling import wrong_in_mail
from tests.hostile.spoiling import spoil
from tests.hostile.test_shown import look_at_everything
from tests.notifications.post import use
from tests.notifications.sink import listening
from tests.notifications.test_no_clinical_word import AT, rows_of_everything, writes

pytestmark = pytest.mark.django_db
EACH, SEED = int(os.environ.get("EACH", "1")), int(os.environ.get("SEED", "1"))
ACTORS = os.environ.get("ACTORS", "owner therapist reception patient anonymous").split()
OUT = Path(os.environ.get("OUT", "/dev/null"))


@pytest.mark.parametrize("actor", ACTORS)
def test_forms(actor: str) -> None:
    dice, report = random.Random(SEED), Report()
    with time_machine.travel(NOW, tick=False):
        cast = make_cast()
        foreign = of_another_clinic()
        enemy = Enemy(cast, actor, report)
        began = time.perf_counter()
        pages, forms = crawl(enemy)
        print(
            f"\n{actor}: {len(pages)} pages, {len(forms)} forms in {time.perf_counter() - began:.0f} s",
            flush=True,
        )
        for number, form in enumerate(forms.values()):
            attack_form(enemy, form, dice, EACH, foreign)
            if number % 10 == 0:
                OUT.with_suffix(".part").write_text(
                    f"{number} of {len(forms)} {time.perf_counter() - began:.0f} s\n{report}\n"
                )
    finish(
        report, f"forms: {actor}, {len(pages)} pages, {len(forms)} forms, {time.perf_counter() - began:.0f} s"
    )


@pytest.mark.parametrize("actor", ACTORS)
def test_bodies(actor: str) -> None:
    dice, report, count = random.Random(SEED), Report(), 0
    with time_machine.travel(NOW, tick=False):
        began, enemy = time.perf_counter(), Enemy(make_cast(), actor, report)
        for method, path, body, query in operations(enemy.cast):
            count += 1
            attack_operation(enemy, method, path, body, query, dice, EACH)
    finish(report, f"bodies: {actor}, {count} operations, {time.perf_counter() - began:.0f} s")


@pytest.mark.parametrize("actor", ACTORS)
def test_addresses(actor: str) -> None:
    dice, report, count = random.Random(SEED), Report(), 0
    with time_machine.travel(NOW, tick=False):
        began, enemy = time.perf_counter(), Enemy(make_cast(), actor, report)
        for row in rows():
            if {*row.cells("GET").values(), *row.cells("POST").values()} - {"404", ""}:
                count += 1
                path = reverse(
                    row.route, kwargs={part: enemy.cast.names[name] for part, name in row.names.items()}
                )
                attack_address(enemy, path, dice, EACH)
    finish(report, f"addresses: {actor}, {count} addresses, {time.perf_counter() - began:.0f} s")


@pytest.fixture
def demo(db: None, tmp_path: Path) -> Iterator[Cast]:
    """The demo clinic with everybody's words made hostile."""
    with time_machine.travel(AT_ELEVEN, tick=False):
        house = demo_house(tmp_path / "mail")
        spoil()
        yield Cast(house.names, house.sessions)


@pytest.mark.parametrize("actor", ACTORS)
def test_the_demo_is_looked_at(demo: Cast, actor: str) -> None:
    report = Report()
    with time_machine.travel(AT_ELEVEN, tick=False):
        look_at_everything(demo, actor, report=report)
    finish(report, f"the demo as {actor}")


def test_no_letter_carries_more_than_its_words(demo: Cast, settings: Any) -> None:
    clinic = Clinic.objects.select_related("policy").get(slug=demo.names["slug"])
    Notification.objects.update(state="void")
    Patient.objects.update(muted_kinds=[])
    Membership.objects.update(muted_kinds=[])
    sent = [row for row in rows_of_everything(clinic) if row.channel == "email" and writes("email", row.kind)]
    Notification.objects.bulk_create(sent)
    with listening() as sink, time_machine.travel(AT, tick=False):
        use(settings, sink.port)
        deliver_due(clock=lambda: AT, channel=Notification.Channel.EMAIL)
    assert len(sink.mails) == len(sent)
    wrong = [f"{mail['Subject']!r}: {what}" for mail in sink.mails for what in wrong_in_mail(mail)]
    assert wrong == []
    assert len({frozenset(mail.keys()) for mail in sink.mails}) < 8


def finish(report: Report, what: str) -> None:
    text = f"{what}, each {EACH}, seed {SEED}\n{report}\n"
    with OUT.open("a") as out:
        out.write(text)
    print(text, flush=True)
    assert not report.troubles
