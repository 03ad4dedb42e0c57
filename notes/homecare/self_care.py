"""Looking after something by oneself: on day 14 one neutral question, never two, and what to do with the answer [S]."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import Notification, Patient
from bookings.notifications.asks import Ask, plan_ask, withdraw
from bookings.transactions import action
from notes.models import CheckIn, SelfCareEpisode

# Rule: the article's "a week or two", read safely.
ASKED_AFTER = timedelta(days=14)
ASKED_AT = time(10)
OPEN_FOR = timedelta(days=7)
PAGE = "care:check_in"


class UnderWay(DomainError):
    code = "self_care_under_way"
    message = _("You are looking after something already.")


class BadOnset(DomainError):
    code = "bad_onset"
    message = _("Please give a day that is not still to come.")
    field = "onset_date"


class CheckInClosed(DomainError):
    code = "check_in_closed"
    message = _("This question was answered already.")


@action
def begin_self_care(*, patient: Patient, onset_date: date, today: date, now: datetime) -> SelfCareEpisode:
    """From today on. Raises BadOnset, UnderWay."""
    if onset_date > today:
        raise BadOnset
    patient = Patient.objects.select_for_update(of=("self",), no_key=True).get(pk=patient.pk)
    if patient.self_care.filter(status=SelfCareEpisode.Status.OPEN).exists():
        raise UnderWay
    return SelfCareEpisode.objects.create(
        clinic_id=patient.clinic_id, patient=patient, onset_date=onset_date, start_date=today
    )


def ask_after_two_weeks(*, now: datetime) -> int:
    """Ask everybody whose fourteenth day has come, in their clinic's time; returns how many. Safe to run often."""
    asked = 0
    waiting = SelfCareEpisode.objects.filter(status=SelfCareEpisode.Status.OPEN, check_in=None)
    # A day of slack for zones ahead of UTC; the day itself is judged in the clinic's.
    due = waiting.filter(start_date__lte=now.date() - ASKED_AFTER + timedelta(days=1))
    for episode in due.select_related("clinic").order_by("pk"):
        if episode.clinic.date_at(now) >= episode.start_date + ASKED_AFTER:
            asked += _ask(episode=episode, now=now)
    return asked


@action
def _ask(*, episode: SelfCareEpisode, now: datetime) -> bool:
    """The row is the claim: whoever makes it plans the message, and nobody else ever."""
    _row, is_first = CheckIn.objects.get_or_create(episode=episode, defaults={"asked_at": now})
    if not is_first:
        return False
    zone = ZoneInfo(episode.clinic.time_zone)
    at = datetime.combine(now.astimezone(zone).date(), ASKED_AT, zone)
    plan_ask(
        Ask(
            kind=Notification.Kind.SELF_CARE_CHECK_IN,
            patient=episode.patient,
            about=episode.public_id,
            page=PAGE,
            page_key=episode.token,
            send_at=at,
            useful_until=at + OPEN_FOR,
        ),
        now,
    )
    return True


def open_check_in(token: str) -> SelfCareEpisode:
    """What the link of the message opens. Raises CheckInClosed."""
    rows = SelfCareEpisode.objects.select_related("clinic__policy", "patient", "check_in")
    episode = rows.filter(token=token, status=SelfCareEpisode.Status.OPEN, check_in__isnull=False).first()
    if episode is None:
        raise CheckInClosed
    return episode


@action
def answer_check_in(*, token: str, answer: str, now: datetime) -> CheckIn:
    """Keep the answer and end the episode. Raises CheckInClosed."""
    rows = SelfCareEpisode.objects.select_for_update(of=("self",), no_key=True)
    episode = rows.filter(token=token, status=SelfCareEpisode.Status.OPEN, check_in__isnull=False).first()
    if episode is None or answer not in CheckIn.Answer.values:
        raise CheckInClosed
    check = episode.check_in
    check.answer, check.answered_at = answer, now
    check.save(update_fields=["answer", "answered_at"])
    episode.status, episode.closed_at = SelfCareEpisode.Status.CLOSED, now
    episode.save(update_fields=["status", "closed_at"])
    return check


@action
def end_self_care(*, patient: Patient, now: datetime) -> None:
    """The patient is done with it; a question that waits is taken back."""
    for episode in patient.self_care.select_for_update().filter(status=SelfCareEpisode.Status.OPEN):
        episode.status, episode.closed_at = SelfCareEpisode.Status.CLOSED, now
        episode.save(update_fields=["status", "closed_at"])
        withdraw(patient=patient, kind=Notification.Kind.SELF_CARE_CHECK_IN, about=episode.public_id)
