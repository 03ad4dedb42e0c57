"""Whether anything that a calendar shows has changed: one number out of the rows themselves.

PostgreSQL gives a row a new `xmin` and `ctid` with every change, whichever door or command it came through. So
nothing has to be counted up while booking, nothing is missed that commits late, and nobody waits for anybody.
"""

from datetime import datetime, timedelta

from bookings.appointments.board.span import Span
from bookings.models import Clinic
from bookings.models.appointments import LONGEST
from bookings.statements import ask

STATEMENT = """
SELECT md5(concat_ws('|',
    (SELECT string_agg(concat_ws('.', id, xmin, ctid, status = 'held' AND hold_expires_at <= %(now)s), ',' ORDER BY id)
     FROM bookings_appointment
     WHERE clinic_id = %(clinic)s AND starts_at > %(lowest)s AND starts_at < %(end)s AND ends_at > %(start)s),
    (SELECT string_agg(concat_ws('.', id, xmin, ctid), ',' ORDER BY id) FROM bookings_timeoff
     WHERE clinic_id = %(clinic)s AND ends_at > %(start)s AND starts_at < %(end)s),
    (SELECT string_agg(concat_ws('.', id, xmin, ctid), ',' ORDER BY id) FROM bookings_dateoverride
     WHERE clinic_id = %(clinic)s AND date BETWEEN %(before)s AND %(after)s),
    (SELECT string_agg(concat_ws('.', id, xmin, ctid), ',' ORDER BY id) FROM bookings_weeklyhours
     WHERE clinic_id = %(clinic)s)))
"""


def version_of(*, clinic: Clinic, span: Span, now: datetime) -> str:
    """The same as long as no visit, hold, absence or hour of these dates changed. One query.

    Ask before reading the board: what changes in between is then seen at the next look, never missed.
    """
    day = timedelta(days=1)
    ((version,),) = ask(
        STATEMENT,
        {
            "clinic": clinic.pk, "now": now, "start": span.start, "end": span.end,
            "lowest": span.start - LONGEST, "before": span.first - day, "after": span.last + day,
        },
    )  # fmt: skip
    return str(version)
