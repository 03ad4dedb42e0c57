"""Times, lengths and prices as a person of the active language reads them. Zones are IANA names."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext, ngettext, pgettext

SIGNS = {
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "CAD": "CA$",
    "AUD": "A$",
    "NZD": "NZ$",
    "MXN": "MX$",
    "INR": "₹",
}


def wall(moment: dt.datetime, zone: str) -> dt.datetime:
    """The instant on the wall clock of the zone."""
    return moment.astimezone(ZoneInfo(zone))


def day(date: dt.date, *, year: bool = False) -> str:
    """Tuesday, November 24"""
    pattern = (
        pgettext("date with weekday and year", "l, F j, Y")
        if year
        else pgettext("date with weekday", "l, F j")
    )
    return format_date(date, pattern)


def short_day(date: dt.date) -> str:
    """Tue, Nov 24"""
    return format_date(date, pgettext("short date with weekday", "D, M j"))


def short_date(date: dt.date) -> str:
    """Nov 24"""
    return format_date(date, pgettext("short date", "M j"))


def time_of_day(moment: dt.datetime, zone: str) -> str:
    """9:30 am; "1:30 am (UTC-4)" when the clock shows 1:30 twice that night."""
    local = wall(moment, zone)
    shown = clock(local.time())
    return f"{shown} ({offset(local)})" if is_shown_twice(local) else shown


def clock(time: dt.time) -> str:
    if (get_language() or "en").startswith("en"):
        half = gettext("am") if time.hour < 12 else gettext("pm")
        return f"{(time.hour % 12) or 12}:{time.minute:02d} {half}"
    return formats.time_format(time, "H:i")


def clock_at(minute: int) -> str:
    """9:30 am, from minutes after midnight; 1440 is midnight too."""
    return clock(dt.time(*divmod(minute % 1440, 60)))


def moment(moment: dt.datetime, zone: str) -> str:
    """Tuesday, November 24 at 9:30 am"""
    return gettext("%(day)s at %(time)s") % {
        "day": day(wall(moment, zone).date()),
        "time": time_of_day(moment, zone),
    }


def short_moment(moment: dt.datetime, zone: str) -> str:
    """Tue, Nov 24 · 9:30 am"""
    return f"{short_day(wall(moment, zone).date())} · {time_of_day(moment, zone)}"


def is_shown_twice(local: dt.datetime) -> bool:
    """Whether the wall clock of `local` returns to this reading, as in an autumn night."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def offset(local: dt.datetime) -> str:
    """UTC-5, UTC+5:45"""
    minutes = int((local.utcoffset() or dt.timedelta()).total_seconds() // 60)
    sign = "+" if minutes >= 0 else "−"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def zone_label(moment: dt.datetime, zone: str) -> str:
    """New York time (EST, UTC-5)"""
    local = wall(moment, zone)
    place = zone.rsplit("/", 1)[-1].replace("_", " ")
    name = local.tzname() or ""
    known = f"{name}, {offset(local)}" if name.isalpha() and name != "UTC" else offset(local)
    return gettext("%(place)s time (%(offset)s)") % {"place": place, "offset": known}


def money(amount: Decimal, currency: str) -> str:
    """$85, $85.50, 85 CHF: whole amounts without cents."""
    whole = amount == amount.to_integral_value()
    number = formats.number_format(amount, decimal_pos=0 if whole else 2, use_l10n=True, force_grouping=True)
    sign = SIGNS.get(currency)
    return f"{sign}{number}" if sign else f"{number} {currency}"


def duration(minutes: int) -> str:
    """30 minutes"""
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
