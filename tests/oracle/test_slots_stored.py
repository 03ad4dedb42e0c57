"""Random clinics in the database: listed as the oracle says, and what is listed can be had, and nothing else."""

import os
from random import Random

import pytest
from django.utils.dateparse import parse_datetime

from bookings.models import Appointment
from tests.oracle import brute
from tests.oracle.brute import EPOCH, MINUTE, Offer
from tests.oracle.clinics import random_clinic
from tests.oracle.stored import Stored, store

pytestmark = pytest.mark.django_db
CLINICS = int(os.environ.get("TEND_ORACLE_STORED", "12"))
TRIES = 3


def test_random_clinics_in_the_database() -> None:
    for seed in range(1, CLINICS + 1):
        stored, right = store(random_clinic(seed)), brute.offered(random_clinic(seed))
        assert stored.shelled() == right, f"seed {seed}"
        assert stored.served() == right, f"seed {seed}"


def test_what_is_listed_can_be_held() -> None:
    held = 0
    for seed in range(1, CLINICS + 1):
        stored, rnd = store(random_clinic(seed)), Random(seed)
        listed = stored.served()
        for offer in rnd.sample(sorted(listed), min(TRIES, len(listed))):
            answer = stored.hold(offer)
            assert answer.status_code == 201, (seed, offer, answer.content)
            body = answer.json()
            assert (parse_datetime(body["starts_at"]), body["therapist"], body["location"]) == (
                offer[0],
                stored.people[offer[1]].public_id,
                stored.places[offer[2]].public_id,
            )
            assert offer not in stored.served(), (seed, offer)
            stored.give_back(body["token"])
            held += 1
        assert stored.served() == listed, f"seed {seed}: giving times back did not bring them back"
    assert held > CLINICS


def test_what_is_refused_is_listed_nowhere() -> None:
    refused = 0
    for seed in range(1, CLINICS + 1):
        stored, rnd = store(random_clinic(seed)), Random(seed)
        listed, before = stored.served(), Appointment.objects.count()
        for offer in rnd.sample(not_listed(stored, listed), TRIES):
            answer = stored.hold(offer)
            assert answer.status_code == 409, (seed, offer, answer.content)
            assert answer.json()["code"] in ("outside_policy", "slot_taken")
            for slot in answer.json()["alternatives"]:
                assert within(stored, stored.offers(slot)) <= listed, (seed, offer, slot)
            refused += 1
        assert Appointment.objects.count() == before, f"seed {seed}: a refusal left a row"
    assert refused == TRIES * CLINICS


def not_listed(stored: Stored, listed: set[Offer]) -> list[Offer]:
    """Starts of the asked dates, on the grid and beside it, that are not listed with somebody somewhere."""
    plain = stored.plain
    return [
        offer
        for place in plain.places
        for minute, (day, clock) in brute.wall(plain, place).items()
        if plain.wish.first <= day <= plain.wish.last and (clock % plain.step == 0 or minute % 97 == 0)
        for person in plain.people
        if (offer := (EPOCH + minute * MINUTE, person.key, place.key)) not in listed
    ]


def within(stored: Stored, offers: set[Offer]) -> set[Offer]:
    """Those on the asked dates: alternatives may lie beyond them."""
    zones = {place.key: place for place in stored.plain.places}
    wish = stored.plain.wish
    return {
        offer for offer in offers if wish.first <= brute.shown_date(zones[offer[2]], offer[0]) <= wish.last
    }
