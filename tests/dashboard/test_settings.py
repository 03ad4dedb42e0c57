"""What an owner sets: it is stored, it shows, and it decides what can be booked."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from bookings.models import AccessRecord, Clinic, Location, Room, Service, Therapist
from tests.dashboard.conftest import Desk
from tests.dashboard.test_editing import sent
from tests.factories import make_appointment


def page(name: str, *args: Any) -> str:
    return reverse(f"dashboard:{name}", args=[getattr(one, "public_id", one) for one in args])


def test_the_clinic_says_something_else_about_itself(desk: Desk) -> None:
    client, path = desk.browser("owner"), page("settings_clinic")
    assert (
        client.post(path, sent(client, path, name="Hill House", accent="#884422", country="DE")).status_code
        == 302
    )
    clinic = Clinic.objects.get(pk=desk.world.clinic.pk)
    assert (clinic.name, clinic.accent, clinic.country) == ("Hill House", "#884422", "DE")
    assert AccessRecord.objects.filter(action="clinic_changed", user=desk.owner).count() == 1
    shown = client.get(reverse("portal:services", args=[clinic.slug])).content.decode()
    assert "Hill House" in shown


@pytest.mark.parametrize(
    ("name", "value"), [("accent", "red"), ("time_zone", "Moon/Base"), ("country", "XX"), ("name", " ")]
)
def test_what_cannot_be_is_said_beside_the_field_and_keeps_the_rest(
    desk: Desk, name: str, value: str
) -> None:
    client, path = desk.browser("owner"), page("settings_clinic")
    refused = client.post(path, sent(client, path, about="Kept words", **{name: value}))
    assert refused.status_code == 400
    assert name in refused.context["form"].errors
    assert "Kept words" in refused.content.decode()


def test_the_preview_shows_what_is_typed_and_stores_nothing(desk: Desk) -> None:
    client, path = desk.browser("owner"), page("settings_clinic")
    typed = sent(client, path, name="Not yet", accent="#ffff00")
    shown = client.post(page("settings_preview"), typed).content.decode()
    assert "Not yet" in shown
    assert 'data-light="#ffff00"' not in shown, "yellow cannot be read on paper"
    assert Clinic.objects.get(pk=desk.world.clinic.pk).name != "Not yet"


def test_rules_decide_what_is_on_offer(desk: Desk) -> None:
    client, path = desk.browser("owner"), page("settings_rules")
    option = desk.world.option
    times = reverse("portal:times", args=[desk.world.clinic.slug, option.public_id])
    before = client.get(times).context["week"]
    assert any(day.date.isoformat() == "2027-06-07" and day.count for day in before.days)
    changed = {"min_notice_hours": "24", "reminders": "48, 24,48", "quiet_from": "20:30"}
    assert client.post(path, sent(client, path, **changed)).status_code == 302
    policy = Clinic.objects.get(pk=desk.world.clinic.pk).policy
    assert (policy.min_notice_minutes, policy.reminder_offsets_hours) == (1440, [48, 24])
    assert policy.quiet_from_minute == 20 * 60 + 30
    after = client.get(times).context["week"]
    assert not any(day.date.isoformat() == "2027-06-07" and day.count for day in after.days)


@pytest.mark.parametrize("words", ["soon", "72; 24", "1,2,3,4,5,6", "0", "900"])
def test_reminders_are_up_to_five_numbers(desk: Desk, words: str) -> None:
    client, path = desk.browser("owner"), page("settings_rules")
    refused = client.post(path, sent(client, path, reminders=words))
    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["reminders"])


def test_a_new_service_can_be_booked_at_once(desk: Desk) -> None:
    client, path = desk.browser("owner"), page("service_new")
    typed = sent(
        client, path, name="Foot massage", minutes_1="30", price_1="45.50", minutes_2="45", price_2="60"
    )
    assert client.post(path, typed).status_code == 302
    made = Service.objects.get(name="Foot massage")
    assert [(one.minutes, one.price) for one in made.options.all()] == [
        (30, Decimal("45.50")),
        (45, Decimal(60)),
    ]
    assert set(made.therapists.all()) == set(desk.world.therapists)
    public = client.get(
        reverse("portal:times", args=[desk.world.clinic.slug, made.options.all()[0].public_id])
    )
    assert not public.context["week"].is_empty


def test_a_service_without_a_length_is_refused(desk: Desk) -> None:
    client, path = desk.browser("owner"), page("service_new")
    refused = client.post(path, sent(client, path, name="Nothing"))
    assert refused.status_code == 409
    assert "Give at least one length" in refused.content.decode()
    half = client.post(path, sent(client, path, name="Nothing", minutes_1="30"))
    assert (half.status_code, list(half.context["form"].errors)) == (400, ["price_1"])


def test_a_price_changes_for_what_comes_and_a_length_leaves_the_offer_but_not_the_history(desk: Desk) -> None:
    world = desk.world
    visit = make_appointment(world, world.at("2027-06-08", "10:00"))
    old, was = world.option, Decimal(world.option.price)
    client, path = desk.browser("owner"), page("service", world.option.service)
    typed = sent(client, path, minutes_1="90", price_1="120")
    assert client.post(path, typed).status_code == 302
    old.refresh_from_db()
    assert (old.is_active, old.price) == (False, was)
    visit.refresh_from_db()
    assert visit.option == old
    assert [one.minutes for one in old.service.options.filter(is_active=True)] == [90]
    back = sent(client, path, minutes_2=str(old.minutes), price_2="70")
    assert client.post(path, back).status_code == 302
    old.refresh_from_db()
    assert (old.is_active, old.price) == (True, Decimal(70)), "the same row comes back"


def test_services_move_up_and_down(desk: Desk) -> None:
    client = desk.browser("owner")
    path = page("service_new")
    client.post(path, sent(client, path, name="Second", minutes_1="30", price_1="45"))
    second = Service.objects.get(name="Second")

    def order() -> list[str]:
        return [one.name for one in client.get(page("services")).context["services"]]

    first = order()
    client.post(page("service_move", second), {"way": "up"})
    assert order() == first[::-1]
    client.post(page("service_move", second), {"way": "up"})
    assert order() == first[::-1], "it is on top already"
    assert client.post(page("service_move", second), {"way": "sideways"}).status_code == 404


def test_the_list_of_services_asks_the_same_of_one_and_of_many(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, path = desk.browser("owner"), page("services")
    with django_assert_num_queries(9):
        client.get(path)
    for number in range(12):
        service = Service.objects.create(clinic=desk.world.clinic, name=f"Service {number}")
        service.therapists.set(desk.world.therapists)
    with django_assert_num_queries(9):
        client.get(path)


def test_a_place_and_its_rooms(desk: Desk) -> None:
    client, path = desk.browser("owner"), page("location_new")
    typed = sent(client, path, name="Harbour", address="1 Quay", time_zone="Europe/Berlin")
    assert client.post(path, typed).status_code == 302
    harbour = Location.objects.get(name="Harbour")
    path = page("room_new")
    typed = sent(client, path, name="Blue", location=harbour.public_id, kinds="heat, heat,wide table")
    assert client.post(path, typed).status_code == 302
    blue = Room.objects.get(name="Blue")
    assert (blue.location, blue.kinds) == (harbour, ["heat", "wide table"])
    path = page("room", blue)
    assert client.post(path, {**sent(client, path), "is_active": ""}).status_code == 302
    blue.refresh_from_db()
    assert not blue.is_active
    assert "Not in use" in client.get(page("places")).content.decode()


def test_a_zone_stays_while_visits_are_to_come(desk: Desk) -> None:
    world = desk.world
    visit = make_appointment(world, world.at("2027-06-08", "10:00"))
    client, path = desk.browser("owner"), page("location", world.location)
    refused = client.post(path, sent(client, path, time_zone="Europe/Berlin"))
    assert (refused.status_code, list(refused.context["form"].errors)) == (409, ["time_zone"])
    visit.delete()
    assert client.post(path, sent(client, path, time_zone="Europe/Berlin")).status_code == 302
    world.location.refresh_from_db()
    assert world.location.time_zone == "Europe/Berlin"


def test_a_room_stays_where_visits_were_booked_in_it(desk: Desk) -> None:
    """Elsewhere it would take them along: a visit says where it is, and that must be true of its room."""
    world = desk.world
    harbour = Location.objects.create(clinic=world.clinic, name="Harbour", time_zone=world.location.time_zone)
    visit = make_appointment(world, world.at("2027-06-01", "10:00"), status="fulfilled", room=world.rooms[0])
    client, path = desk.browser("owner"), page("room", world.rooms[0])
    refused = client.post(path, sent(client, path, location=harbour.public_id))
    assert (refused.status_code, list(refused.context["form"].errors)) == (409, ["location"])
    assert client.post(path, sent(client, path, name="Green")).status_code == 302
    visit.delete()
    assert client.post(path, sent(client, path, location=harbour.public_id)).status_code == 302
    assert Room.objects.get(pk=world.rooms[0].pk).location == harbour


def test_a_therapist_gives_other_services_and_less_of_them(desk: Desk) -> None:
    world = desk.world
    client, path = desk.browser("owner"), page("therapist", world.therapist)
    typed = sent(client, path, bio="Ten years of practice", max_hands_on_minutes="300", services=[])
    assert client.post(path, typed).status_code == 302
    changed = Therapist.objects.get(pk=world.therapist.pk)
    assert (changed.bio, changed.max_hands_on_minutes) == ("Ten years of practice", 300)
    assert not changed.services.exists()
    path = page("therapist_new")
    answer = client.post(path, sent(client, path, first_name="Zoe"), follow=True)
    assert "Without hours nobody can book with them." in answer.content.decode()
    assert "No hours yet" in client.get(reverse("dashboard:therapists")).content.decode()
    assert set(Therapist.objects.get(first_name="Zoe").services.all()) == set(
        Service.objects.filter(clinic=world.clinic)
    )


def test_nothing_of_another_clinic(desk: Desk) -> None:
    client = desk.browser("stranger")
    world = desk.world
    for path in (
        page("service", world.option.service),
        page("location", world.location),
        page("therapist", world.therapist),
    ):
        assert client.get(path).status_code == 404
