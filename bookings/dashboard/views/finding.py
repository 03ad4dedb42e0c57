"""One box that finds people, days, therapists and pages. What is typed is sent, never kept, and stands in no address."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bookings.dashboard.finding import find
from bookings.web import StaffRequest, staff_required

LONGEST = 80


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def find_anything(request: StaffRequest) -> HttpResponse:
    """A page of its own without JavaScript; what was found, for the dialog."""
    text = request.POST.get("q", "")[:LONGEST].replace("\x00", "")
    context = {
        "section": "find",
        "q": text,
        "found": find(staff=request.staff, text=text, now=timezone.now()),
    }
    is_fragment = request.headers.get("HX-Request") == "true"
    return render(request, "dashboard/_found.html" if is_fragment else "dashboard/find.html", context)
