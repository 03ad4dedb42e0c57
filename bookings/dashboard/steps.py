"""The one-tap steps of a visit: which verb each is, and when its button is worth showing.

What is allowed is the verbs' business; a button that came too late is refused by them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.appointments.answer import accept, decline
from bookings.appointments.attend import arrive, confirm, fulfil, mark_no_show
from bookings.models import Appointment

Status = Appointment.Status


@dataclass(frozen=True, slots=True)
class Step:
    """`name` is its URL name too; `said` is told when it is done."""

    name: str
    verb: Callable[..., Appointment]
    label: str | Promise
    said: str | Promise
    icon: str
    can_be_undone: bool = False


STEPS = {
    step.name: step
    for step in (
        Step("accept", accept, _("Accept"), _("Accepted: the time is booked."), "check"),
        Step("decline", decline, _("Decline"), _("Declined: the time is free again."), "x"),
        Step("confirm", confirm, _("Confirmed"), _("Noted: the patient will come."), "calendar-check"),
        Step("arrive", arrive, _("Arrived"), _("Noted: the patient is here."), "user-check"),
        Step("complete", fulfil, _("Complete"), _("The visit is complete."), "circle-check"),
        Step(
            "no-show",
            mark_no_show,
            _("Did not come"),
            _("Noted: nobody came."),
            "user-off",
            can_be_undone=True,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Steps:
    """The buttons of one visit: `main` stands out, `beside` stands next to it, `others` are in the menu."""

    main: Step | None
    beside: Step | None
    others: tuple[Step, ...]
    can_move: bool
    can_cancel: bool

    def __bool__(self) -> bool:
        return bool(self.main or self.others or self.can_move or self.can_cancel)


def steps_of(visit: Any, now: datetime, *, is_confirmed: bool) -> Steps:
    """The buttons for anything with a `status` and `starts_at`."""
    names: dict[str, list[str]] = {
        Status.PENDING: ["accept", "decline"],
        Status.BOOKED: ["arrive", "complete"],
        Status.ARRIVED: ["complete"],
    }
    wanted = names.get(visit.status, [])
    is_due = visit.status == Status.BOOKED and visit.starts_at <= now
    if visit.status == Status.BOOKED and visit.starts_at > now and not is_confirmed:
        wanted = [*wanted, "confirm"]
    steps = [STEPS[name] for name in wanted]
    is_open = visit.status in (Status.PENDING, Status.BOOKED)
    return Steps(
        main=steps[0] if steps else None,
        beside=STEPS["no-show"] if is_due else None,
        others=tuple(steps[1:]),
        can_move=is_open,
        can_cancel=is_open,
    )
