"""Erasure at request: the dry run changes nothing, the deed keeps what the law demands and logs both."""

from datetime import date, timedelta

import pytest

from bookings.models import AccessRecord, Notification, SignIn, WaitlistEntry, WaitlistOffer
from bookings.models.sign_in import sign_in_key
from bookings.people.sign_in import ask_to_sign_in, patients_of, use_link
from notes.homecare.diary import write_entry
from notes.homecare.self_care import ask_after_two_weeks, begin_self_care
from notes.models import SelfCareEpisode, SoapNote, TriggerEntry
from notes.record.erase import erase_at_request, what_goes
from notes.record.holds import OnHold, place_hold
from tests.factories import NOW, make_appointment, make_patient, make_user
from tests.notes.cast import TODAY, Chart

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def full(chart: Chart) -> Chart:
    """A signed note, a diary, an episode that was asked about, an account, a letter that left."""
    chart.signed()
    write_entry(
        patient=chart.patient, activity="Driving", minutes=9, nrs_before=1, nrs_after=2, at=NOW, now=NOW
    )
    begin_self_care(patient=chart.patient, onset_date=TODAY, today=TODAY, now=NOW)
    ask_after_two_weeks(now=NOW + timedelta(days=14))
    ask_to_sign_in(clinic=chart.world.clinic, email=chart.patient.email, now=NOW)
    use_link(key=sign_in_key(SignIn.objects.get().public_id), now=NOW)
    Notification.objects.filter(kind="sign_in").update(state="sent")
    chart.patient.refresh_from_db()
    return chart


def counts(chart: Chart) -> dict[str, int]:
    return {one.part: one.count for one in what_goes(chart.patient)}


def test_the_dry_run_counts_and_changes_nothing(full: Chart) -> None:
    before = counts(full)
    assert (before["diary"], before["self_care"], before["notes"]) == (1, 1, 1)
    assert counts(full) == before
    assert not AccessRecord.objects.filter(action="erased").exists()


def test_the_note_stays_the_diary_goes_and_both_are_logged(full: Chart) -> None:
    user, owner = full.patient.user, make_user("owner", full.world.clinic)
    erase_at_request(patient=full.patient, user=owner, now=NOW + timedelta(days=730))
    assert SoapNote.objects.get().is_signed
    assert not TriggerEntry.objects.exists()
    assert not SelfCareEpisode.objects.exists()
    assert not SignIn.objects.exists()
    assert user is not None
    assert not patients_of(user).exists()
    assert not Notification.objects.filter(kind="sign_in").exclude(recipient="").exists()
    logged = set(AccessRecord.objects.filter(user=owner).values_list("action", "object_kind"))
    went = {"contact_marketing", "waitlist", "diary", "account", "reminder_log"}
    assert logged >= {("kept", "clinical_record"), *(("erased", code) for code in went)}
    full.patient.refresh_from_db()
    left = counts(full)
    gone = ("wishes", "waitlist", "diary", "self_care", "account", "addresses")
    assert not any(left[part] for part in gone)
    kept = [one for one in what_goes(full.patient) if one.kept_because]
    assert {(one.code, one.kept_until) for one in kept} == {("clinical_record", date(2037, 6, 7))}


def test_nobody_elses_goes(full: Chart) -> None:
    other = make_patient(full.world.clinic)
    write_entry(patient=other, activity="Driving", minutes=9, nrs_before=1, nrs_after=2, at=NOW, now=NOW)
    owner = make_user("owner", full.world.clinic)
    erase_at_request(patient=full.patient, user=owner, now=NOW)
    assert TriggerEntry.objects.get().patient == other


def test_who_waits_leaves_the_list_and_a_held_time_goes_back(full: Chart) -> None:
    world = full.world
    entry = WaitlistEntry.objects.create(
        clinic=world.clinic, patient=full.patient, option=world.option, from_date=NOW, until_date=NOW
    )
    held = make_appointment(
        world, NOW + timedelta(days=9), status="held", hold_expires_at=NOW + timedelta(hours=1)
    )
    hour = {"offered_at": NOW, "expires_at": NOW + timedelta(hours=1)}
    WaitlistOffer.objects.create(entry=entry, appointment=held, **hour)
    other = WaitlistEntry.objects.create(
        clinic=world.clinic,
        patient=make_patient(world.clinic),
        option=world.option,
        from_date=NOW,
        until_date=NOW,
    )
    erase_at_request(patient=full.patient, user=make_user("owner", world.clinic), now=NOW)
    assert list(WaitlistEntry.objects.all()) == [other]
    assert not WaitlistOffer.objects.exists()
    held.refresh_from_db()
    assert (held.status, held.cancellation_reason) == ("cancelled", "hold_released")


def test_an_account_that_opens_another_record_stays(full: Chart) -> None:
    account = full.patient.user
    make_patient(full.world.clinic, user=account)
    erase_at_request(patient=full.patient, user=make_user("owner", full.world.clinic), now=NOW)
    account.refresh_from_db()
    assert account.is_active
    assert patients_of(account).count() == 1


def test_on_hold_nothing_goes(full: Chart) -> None:
    owner = make_user("owner", full.world.clinic)
    place_hold(patient=full.patient, reason="Court", user=owner, now=NOW)
    before = counts(full)
    with pytest.raises(OnHold):
        erase_at_request(patient=full.patient, user=owner, now=NOW)
    assert counts(full) == before
    assert TriggerEntry.objects.exists()
