"""The booking page inside the clinic's own website: who may show it, and what to paste there."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from bookings.catalogue.clinic import change_clinic
from bookings.dashboard.forms import status_of
from bookings.models import Clinic, Membership
from bookings.web import DressedForm, StaffRequest, sent, staff_required

MOST = 10
LOCAL = ("localhost", "127.0.0.1")


class WebsiteForm(DressedForm):
    origins = forms.CharField(
        label=gettext_lazy("Websites that may show it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocapitalize": "none"}),
        help_text=gettext_lazy("One address a line, such as https://www.example.org. Empty: nobody may."),
    )

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        super().__init__(*args, initial={"origins": "\n".join(clinic.embed_origins)}, **kwargs)

    def clean_origins(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["origins"].splitlines() if line.strip()]
        found = list(dict.fromkeys(origin_of(line) for line in lines))
        if len(found) > MOST:
            raise forms.ValidationError(_("Please name at most %(n)d addresses.") % {"n": MOST})
        return found


def origin_of(address: str) -> str:
    """Scheme, host and port of a web address, as a browser names where a page is from.

    Only whole addresses over https: a star or a list of schemes would let in more than the owner means. Raises
    ValidationError.
    """
    refusal = forms.ValidationError(
        _("“%(address)s” is not the address of a website, such as https://www.example.org.")
        % {"address": address}
    )
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        raise refusal from None
    is_plain = all(sign.isalnum() or sign in ".-" for sign in host)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOCAL)
    if not host or not is_plain or not is_safe or parts.username or parts.password:
        raise refusal
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(Membership.Role.OWNER)
def website(request: StaffRequest) -> HttpResponse:
    form = WebsiteForm(sent(request), clinic=request.clinic)
    if request.method == "POST" and form.is_valid():
        changes = {"embed_origins": form.cleaned_data["origins"]}
        change_clinic(clinic=request.clinic, changes=changes, user=request.staff.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("dashboard:settings_website")
    context = {
        "section": "settings",
        "form": form,
        "frame_url": request.build_absolute_uri(reverse("portal:embed", args=[request.clinic.slug])),
        "script_url": request.build_absolute_uri(reverse("portal:embed_script")),
        "link": request.build_absolute_uri(reverse("portal:services", args=[request.clinic.slug])),
    }
    return render(request, "dashboard/website.html", context, status=status_of(form))
