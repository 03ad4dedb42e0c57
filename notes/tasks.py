"""The clock's door to the notes. Each task may run twice, late or never."""

from celery import shared_task
from django.utils import timezone

from notes.homecare import self_care
from notes.intake import keep
from notes.plans import asking as plan_asking
from notes.plans import nightly, waiting
from notes.record import purge
from notes.screening import asking
from notes.soap import unsigned


@shared_task(name="notes.tasks.refresh_plan_gaps", ignore_result=True)
def refresh_plan_gaps() -> None:
    """Tell the waiting list whose plan is behind."""
    waiting.refresh_plan_gaps(now=timezone.now())


@shared_task(name="notes.tasks.look_at_plans", ignore_result=True)
def look_at_plans() -> None:
    """Trend, review and contact of every plan in force, once a day of its clinic."""
    nightly.look_at_plans(now=timezone.now())


@shared_task(name="notes.tasks.ask_about_plans", ignore_result=True)
def ask_about_plans() -> None:
    """The questions of the week, by mail, to the patient of every plan in force."""
    plan_asking.ask_about_plans(now=timezone.now())


@shared_task(name="notes.tasks.ask_after_self_care", ignore_result=True)
def ask_after_self_care() -> None:
    """Ask, once, whoever has looked after something by themselves for two weeks."""
    self_care.ask_after_two_weeks(now=timezone.now())


@shared_task(name="notes.tasks.remind_of_notes", ignore_result=True)
def remind_of_notes() -> None:
    """Tell therapists in the morning that something waits for their signature."""
    unsigned.remind_of_notes(now=timezone.now())


@shared_task(name="notes.tasks.purge_records", ignore_result=True)
def purge_records() -> None:
    """Take away what has been kept long enough, for well under a minute."""
    keep.forget_old_drafts(now=timezone.now())
    purge.purge_due(clock=timezone.now)


@shared_task(name="notes.tasks.ask_before_visits", ignore_result=True)
def ask_before_visits() -> None:
    """The check before a visit, by mail."""
    asking.ask_before_visits(now=timezone.now())
