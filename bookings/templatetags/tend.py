"""Icons, chips, faces, the clinic's colour, and times and prices in words."""

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bookings import wording
from bookings.colours import readable_pair
from bookings.languages import named_languages
from bookings.models import Appointment, Clinic

register = template.Library()
FACES = 6


# They point to where reading goes on or came from: turned round where it goes from right to left.
TURNING = frozenset(
    {"arrow-left", "arrow-right", "arrow-back-up", "chevron-left", "chevron-right", "external-link"}
)


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """`{% icon "calendar" %}`; an icon alone, without a word beside it, gets a label."""
    return (
        _unspoken(name, css)
        if not label
        else _svg(name, css, format_html('role="img" aria-label="{}"', label))
    )


@lru_cache(maxsize=512)
def _unspoken(name: str, css: str) -> SafeString:
    """Drawn once: a full day shows a thousand of them."""
    return _svg(name, css, SafeString('aria-hidden="true"'))


def _svg(name: str, css: str, spoken: SafeString) -> SafeString:
    if name in TURNING:
        css = f"icon-turns {css}".strip()
    return format_html(
        '<svg class="icon{}" {} focusable="false"><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        spoken,
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def clinic_colours(context: template.Context, clinic: Clinic | None) -> SafeString:
    """The clinic's accent as two custom properties, allowed by the page's nonce."""
    if clinic is None:
        return SafeString("")
    on_light, on_dark = readable_pair(clinic.accent)
    return format_html(
        '<style nonce="{}">:root{{--accent-on-light:{};--accent-on-dark:{}}}</style>',
        context["request"].csp_nonce,
        on_light,
        on_dark,
    )


@register.simple_tag
def readable_accents(colour: str) -> tuple[str, str]:
    """The accent as pages show it, in the light and in the dark theme."""
    return readable_pair(colour)


@register.simple_tag
def status_chip(appointment: Appointment | Any, css: str = "") -> SafeString:
    """A chip for anything with `status` and `get_status_display`."""
    return chip(appointment.get_status_display(), f"is-{appointment.status} {css}".strip())


@register.simple_tag
def chip(text: Any, css: str = "") -> SafeString:
    """`{% chip _("Signed") "tone-good" %}`: the tone never says it alone, the word does."""
    return format_html('<span class="chip chip-dot {}">{}</span>', css, text)


@register.simple_tag
def face(name: str, css: str = "") -> SafeString:
    """Initials on a ground that stays the same for a name. Decoration: the name stands beside it."""
    words = [word for word in str(name).split() if word[:1].isalnum()]
    initials = (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else "?"
    tint = sum(map(ord, str(name))) % FACES
    return format_html(
        '<span class="face face-{}{}" aria-hidden="true">{}</span>', tint, f" {css}" if css else "", initials
    )


@register.filter
def day_in(moment: dt.datetime, zone: str) -> str:
    """Tuesday, November 24 (with the year when it is not the zone's present one is the caller's choice)."""
    return wording.day(wording.wall(moment, zone).date())


@register.filter
def time_in(moment: dt.datetime, zone: str) -> str:
    """9:30 am, with its offset when the clock shows that time twice that day."""
    return wording.time_of_day(moment, zone)


@register.filter
def moment_in(moment: dt.datetime, zone: str) -> str:
    """Tuesday, November 24 at 9:30 am."""
    return wording.moment(moment, zone)


@register.filter
def zone_in(moment: dt.datetime, zone: str) -> str:
    """New York time (EST, UTC-5)."""
    return wording.zone_label(moment, zone)


@register.simple_tag
def money(amount: Decimal, currency: str) -> str:
    return wording.money(amount, currency)


@register.filter
def duration(minutes: int) -> str:
    return wording.duration(minutes)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """A field of somebody else's form, in our clothes (our own forms wear them from the start)."""
    return field.as_widget(attrs={"class": "control"})


@register.filter
def short_day(date: dt.date) -> str:
    """Tue, Nov 24."""
    return wording.short_day(date)


@register.filter
def weekday(day: int) -> str:
    """Mon, for 0."""
    return str(WEEKDAYS_ABBR[day])


@register.filter
def clock(minute: int) -> str:
    """9:30 am, from minutes after midnight."""
    return wording.clock_at(minute)


@register.filter
def short_in(moment: dt.datetime, zone: str) -> str:
    """Tue, Nov 24 · 9:30 am."""
    return wording.short_moment(moment, zone)


@register.filter
def short_date(date: dt.date) -> str:
    """Nov 24."""
    return wording.short_date(date)


@register.simple_tag
def own_language_names() -> list[tuple[str, str]]:
    """Our languages, each by its own name for itself, whatever is spoken."""
    return named_languages()
