"""The demo's inbox: what patients would have got, to read and click. Only where a demo mailbox is set."""

import re

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import get_valid_filename
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from bookings.dashboard.mailbox import Mail, mail_lines, read_mail
from bookings.web import StaffRequest, staff_required

HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
# Links of a mail open beside the inbox: inside the frame our own pages refuse to be shown.
OPENS_BESIDE = '<base target="_blank">'
# The whole policy, not an update of ours: a mail may load nothing of our origin either.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


@require_safe
@staff_required()
def inbox(request: StaffRequest) -> HttpResponse:
    _only_in_the_demo()
    context = {"section": "inbox", "mails": mail_lines(settings.DEMO_MAILBOX)}
    return render(request, "dashboard/inbox.html", context)


@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
@staff_required()
def mail(request: StaffRequest, key: str) -> HttpResponse:
    return render(request, "dashboard/inbox_mail.html", {"section": "inbox", "mail": _mail_or_404(key)})


@require_safe
@xframe_options_sameorigin
@staff_required()
def mail_page(request: StaffRequest, key: str) -> HttpResponse:
    """The HTML part by itself, for a frame: no script, no request, no form, nothing of our origin."""
    page = _mail_or_404(key).page
    head = HEAD.search(page)
    at = head.end() if head else 0
    policy = {"Content-Security-Policy": MAIL_POLICY}
    return HttpResponse(page[:at] + OPENS_BESIDE + page[at:], headers=policy)


@require_safe
@staff_required()
def attachment(request: StaffRequest, key: str, number: int) -> HttpResponse:
    found = next((a for a in _mail_or_404(key).attachments if a.number == number), None)
    if found is None:
        raise Http404
    response = HttpResponse(found.content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{get_valid_filename(found.name)}"'
    return response


def _only_in_the_demo() -> None:
    if not settings.DEMO_MAILBOX:
        raise Http404


def _mail_or_404(key: str) -> Mail:
    _only_in_the_demo()
    found = read_mail(settings.DEMO_MAILBOX, key)
    if found is None:
        raise Http404
    return found
