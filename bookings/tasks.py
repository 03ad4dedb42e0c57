"""The clock's door. Each task may run twice, late or never; the next sweep makes up for it."""

import time
from datetime import timedelta

import structlog
from celery import current_app, shared_task
from django.core.cache import cache
from django.utils import timezone
from kombu.exceptions import OperationalError

from bookings import audit_seals, idempotency, progress
from bookings.appointments import expire
from bookings.imports import begin, work
from bookings.notifications import deliver, staff
from bookings.notifications.recipients import Channel
from bookings.people import sign_in
from bookings.waitlist import sweep
from bookings.webhooks import deliver as webhooks

log = structlog.get_logger(__name__)

# After a bell that nobody heard: for so long no request waits for a broker that is away.
SILENCE_SECONDS = 10.0
# The bell of the sender; if its task is lost, the next one rings after so long.
BELL, UNHEARD_SECONDS = "bell:deliver-due", 10
LONG_WORK_BUDGET = timedelta(seconds=30)
_silent_until = 0.0


def ring() -> None:
    """Wake a worker to send before its next sweep. While a bell waits to be heard, another would say nothing more."""
    if cache.add(BELL, 1, UNHEARD_SECONDS):
        _wake("bookings.tasks.deliver_due")


def ring_for_waitlist() -> None:
    """Wake a worker to offer a time to the next in line."""
    _wake("bookings.tasks.offer_waitlist")


def ring_for_long_work(key: int) -> None:
    """Wake a worker to do, or go on with, a long work."""
    _wake("bookings.tasks.do_long_work", key)


def _wake(task: str, *arguments: int) -> None:
    """Never raises: the sweep finds what the bell lost."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        current_app.send_task(task, arguments, retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        _silent_until = time.monotonic() + SILENCE_SECONDS
        log.warning("bell_not_heard", error=type(error).__name__)


@shared_task(name="bookings.tasks.deliver_due", ignore_result=True)
def deliver_due() -> None:
    """Send what is due, for well under a minute; of a burst each sender wakes one more.

    The bell is taken down first: whoever rings from now on may tell of what this sweep does not see.
    """
    cache.delete(BELL)
    deliver.deliver_due(clock=timezone.now, call_help=ring)


@shared_task(name="bookings.tasks.deliver_texts", ignore_result=True)
def deliver_texts() -> None:
    """The same for text messages: a service that is slow does not keep the mails."""
    deliver.deliver_due(clock=timezone.now, channel=Channel.SMS)


@shared_task(name="bookings.tasks.deliver_webhooks", ignore_result=True)
def deliver_webhooks() -> None:
    """Tell other programs what is due to be told."""
    webhooks.deliver_due(clock=timezone.now)


@shared_task(name="bookings.tasks.plan_staff_mail", ignore_result=True)
def plan_staff_mail() -> None:
    """Plan the morning's messages to staff."""
    staff.plan_staff_mail(now=timezone.now())


@shared_task(name="bookings.tasks.tidy_expired", ignore_result=True)
def tidy_expired() -> None:
    """End holds and requests whose time ran out, and forget answers kept for a second asking."""
    now = timezone.now()
    expire.tidy_expired(now=now)
    idempotency.forget_old(now)


@shared_task(name="bookings.tasks.offer_waitlist", ignore_result=True)
def offer_waitlist() -> None:
    """Offer what came free to those who wait."""
    sweep.offer_freed(clock=timezone.now)


@shared_task(name="bookings.tasks.seal_log", ignore_result=True)
def seal_log() -> None:
    """Put what was added to the access log under seal, and forget links to sign in that are over."""
    now = timezone.now()
    audit_seals.seal_log(now=now)
    sign_in.forget_old_links(now)


@shared_task(name="bookings.tasks.do_long_work", ignore_result=True)
def do_long_work(pk: int) -> None:
    """Go on with a long work for half a minute; whoever is woken next does the rest."""
    if work.carry_on(key=pk, clock=timezone.now, budget=LONG_WORK_BUDGET):
        ring_for_long_work(pk)


@shared_task(name="bookings.tasks.look_after_long_work", ignore_result=True)
def look_after_long_work() -> None:
    """Wake workers for what nobody does, and let go of files whose day is over."""
    now = timezone.now()
    for key in progress.unattended(now):
        ring_for_long_work(key)
    begin.tidy(now=now)
