"""Everything against everything: python -m pytest tests/hostile/long.py -q -n 0 -s (SHARE=1 SEED=1 ACTORS="owner patient")."""

import os
import random
import time
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

from tests.architecture.access.cast import make_cast
from tests.architecture.access.listing import rows
from tests.factories import NOW
from tests.hostile.bodies import attack_operation, operations
from tests.hostile.foreign import of_another_clinic
from tests.hostile.knocking import Enemy, Report, attack_address, attack_form, crawl

pytestmark = pytest.mark.django_db
SHARE, SEED = float(os.environ.get("SHARE", "0.02")), int(os.environ.get("SEED", "1"))
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
            attack_form(enemy, form, dice, SHARE, foreign)
            if number % 10 == 0:
                OUT.write_text(f"{number} of {len(forms)} {time.perf_counter() - began:.0f} s\n{report}\n")
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
            attack_operation(enemy, method, path, body, query, dice, SHARE)
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
                attack_address(enemy, path, dice, SHARE)
    finish(report, f"addresses: {actor}, {count} addresses, {time.perf_counter() - began:.0f} s")


def finish(report: Report, what: str) -> None:
    text = f"{what}, share {SHARE}, seed {SEED}\n{report}\n"
    with OUT.open("a") as out:
        out.write(text)
    print(text, flush=True)
    assert not report.troubles
