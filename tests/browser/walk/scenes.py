"""Trouble that no empty form brings: broken pages, links that are spent, times that are gone, two windows on one note."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

from django.urls import reverse

from tests.browser.walk.broken import TROUBLE
from tests.browser.walk.stops import House, Stop

CONFLICTING = {
    "version": "99", "subjective": "Typed in the other window: the neck eased overnight.",
    "objective": "Turns further to the right than last week.", "nrs_before": "5",
}  # fmt: skip


def scenes(house: House) -> Iterator[Stop]:
    """Stops whose answer is, on purpose, another than asked for."""
    for stop in _scenes(house):
        yield replace(stop, is_trouble=True)


def _scenes(house: House) -> Iterator[Stop]:
    names = house.names
    for status in TROUBLE:
        yield Stop(f"trouble-{status}", "anonymous", f"/trouble/{status}/")
    yield Stop("trouble-500-staff", "owner", "/trouble/500/")
    yield Stop("trouble-404", "anonymous", "/nowhere/")
    yield Stop("trouble-404-staff", "owner", "/dashboard/patients/nobody/")
    yield Stop("trouble-csrf", "anonymous", "/accounts/login/", "POST", {"csrfmiddlewaretoken": "old"})
    yield Stop("link-unknown", "anonymous", "/manage/nothing/")
    yield Stop("link-of-offer-unknown", "anonymous", "/offer/nothing/")
    yield Stop("link-to-sign-in-spent", "anonymous", "/me/enter/nothing/")
    yield Stop("link-of-invitation-spent", "anonymous", "/dashboard/invitation/nothing/")
    yield Stop("late-to-cancel", "anonymous", reverse("portal:cancel", args=[names["late_token"]]))
    yield Stop("late-to-move", "anonymous", reverse("portal:move", args=[names["late_token"]]))
    yield Stop(
        "hold-ran-out", "anonymous", reverse("portal:details", args=[names["slug"], names["gone_hold"]])
    )
    yield Stop(
        "slot-gone", "anonymous", reverse("portal:hold", args=[names["slug"], names["option"]]), "POST",
        {"slot": names["taken_slot"], "key": str(uuid4())},
    )  # fmt: skip
    yield Stop(
        "note-in-two-windows", "therapist", reverse("notes:note_save", args=[names["note"]]), "POST", CONFLICTING
    )  # fmt: skip
    yield Stop("locked", "locked", "/dashboard/")
    yield Stop("second-factor", "halfway", reverse("mfa_authenticate"))
