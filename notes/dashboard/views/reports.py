"""Plans that ended and what measures say, for the owner and for a therapist about their own; small numbers are not shown."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings.dashboard.report_page import Report, Stack, Table, percent, report_page, span_of
from bookings.models import Membership, Therapist
from bookings.web import StaffRequest, staff_required
from notes.models import TreatmentPlan
from notes.reports.outcomes import Outcome, outcomes
from notes.reports.plans import PlansEnded, plans_ended
from notes.reports.small import FEWEST, hidden

Role = Membership.Role


def only_own(request: StaffRequest) -> Therapist | None:
    """The owner sees everybody's figures (None), a therapist their own."""
    return None if Role.OWNER in request.staff.roles else request.staff.therapist


@require_safe
@staff_required(Role.OWNER, Role.THERAPIST)
def report_plans(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    today = request.clinic.date_at(now)
    span, wrong = span_of(request, today)
    found = plans_ended(request.clinic, span, now, only_own(request))
    report = Report(
        "plans",
        _("Plans completed"),
        _("Plans that were in force and ended in these days, by why they ended."),
        [_reasons(found)] if found.ended else [Table(_("Why plans ended"), (), ())],
    )
    return report_page(request, report, span, today, wrong)


def _reasons(found: PlansEnded) -> Table:
    words = [str(reason.label) for reason in TreatmentPlan.CloseReason] + [_("Withdrawn")]
    counts = [found.reasons.get(reason, 0) for reason in TreatmentPlan.CloseReason] + [found.revoked]
    title, columns = _("Why plans ended"), [_("Why"), _("Plans"), _("Share")]
    if found.ended < FEWEST:
        return Table(title, columns, [[_("All"), _few(found.ended, True), percent(None)]], note=small_print())
    hide = hidden(counts)
    rows = [
        [word, _few(count, is_hidden), percent(None if is_hidden else count / found.ended)]
        for word, count, is_hidden in zip(words, counts, hide, strict=True)
    ]
    rows.append([_("All"), str(found.ended), percent(1.0)])
    rows.append([_("Sessions done, of those planned"), "", percent(found.session_share)])
    return Table(
        title,
        columns,
        rows,
        [
            Stack(word, [count / found.ended], f"{word}: {percent(count / found.ended)}")
            for word, count, is_hidden in zip(words, counts, hide, strict=True)
            if not is_hidden
        ],
        note=small_print(),
    )


@require_safe
@staff_required(Role.OWNER, Role.THERAPIST)
def report_outcomes(request: StaffRequest) -> HttpResponse:
    today = request.clinic.date_at(timezone.now())
    span, wrong = span_of(request, today)
    report = Report(
        "outcomes",
        _("Outcomes"),
        _("The latest measure of each plan against its first, by the smallest change that counts. Whether treatment was the reason these figures cannot say."),
        [_outcomes(outcomes(request.clinic, span, only_own(request)))],
    )  # fmt: skip
    return report_page(request, report, span, today, wrong)


def _outcomes(lines: Sequence[Outcome]) -> Table:
    rows, stacks = [], []
    for line in lines:
        enough = line.total >= FEWEST
        hide = hidden(line.counts) if enough else (True,) * len(line.counts)
        cells = [_few(count, is_hidden) for count, is_hidden in zip(line.counts, hide, strict=True)]
        rows.append([line.name, str(line.total) if enough else _few(line.total, True), *cells])
        if not any(hide):
            shares = [count / line.total for count in line.counts]
            stacks.append(Stack(line.name, shares, f"{line.name}: " + ", ".join(map(percent, shares))))
    return Table(
        _("By measure"),
        [
            _("Measure"),
            _("Plans"),
            _("Better by the measure"),
            _("No clear change"),
            _("Worse by the measure"),
        ],
        rows,
        stacks,
        [_("better by the measure"), _("no clear change"), _("worse by the measure")] if stacks else (),
        note=small_print(),
    )


def _few(count: int, is_hidden: bool) -> str:
    """A count, or what stands for it; one that is hidden for another's sake alone is a dash."""
    if not is_hidden:
        return str(count)
    return _("fewer than 5") if count < FEWEST else "–"


def small_print() -> str:
    return _("Fewer than five are not counted out, so that nobody can be told from the figures.")
