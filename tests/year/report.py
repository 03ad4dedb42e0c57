"""What was lived and what came of it, as the tables of docs/reliability.md."""

from django.db import connection

from tests.year.year import Year

COUNTS = {
    "appointments": "SELECT count(*) FROM bookings_appointment",
    "of these holds that came to nothing": "SELECT count(*) FROM bookings_appointment WHERE patient_id IS NULL",
    "visits that took place": "SELECT count(*) FROM bookings_appointment WHERE status = 'fulfilled'",
    "events": "SELECT count(*) FROM bookings_appointmentevent",
    "messages planned": "SELECT count(*) FROM bookings_notification",
    "messages sent": "SELECT count(*) FROM bookings_notification WHERE state = 'sent'",
    "messages void": "SELECT count(*) FROM bookings_notification WHERE state = 'void'",
    "messages failed": "SELECT count(*) FROM bookings_notification WHERE state = 'failed'",
    "patients": "SELECT count(*) FROM bookings_patient",
    "notes signed": "SELECT count(*) FROM notes_soapnote WHERE status = 'signed'",
    "plans": "SELECT count(*) FROM notes_treatmentplan",
    "holds of the trend rule": "SELECT count(*) FROM notes_planhold WHERE trigger <> 'manual'",
    "lines of the access log": "SELECT count(*) FROM bookings_accessrecord",
    "seals": "SELECT count(*) FROM bookings_auditseal",
}


def report(year: Year, seconds: float) -> str:
    last = year.reckoned[-1]
    lines = ["", "| what was lived | times |", "|---|---|"]
    lines += [f"| {name} | {count:,} |" for name, count in sorted(year.lived.items())]
    lines += ["", "| refused | code | times |", "|---|---|---|"]
    lines += [f"| {name} | {code} | {count:,} |" for (name, code), count in sorted(year.refused.items())]
    lines += ["", "| task | runs |", "|---|---|"]
    lines += [f"| {name} | {count:,} |" for name, count in sorted(year.clock.ran.items())]
    lines += ["", "| in the end | |", "|---|---|"]
    lines += [f"| {name} | {_ask(question):,} |" for name, question in COUNTS.items()]
    lines += [f"| letters: {name} | {count:,} |" for name, count in sorted(last.letters.items())]
    lines += [f"| reminders promised: {name} | {count:,} |" for name, count in sorted(last.reminders.items())]
    reckoning = sum(one.seconds for one in year.reckoned)
    lines.append(f"\n{seconds:.0f} s, of which {reckoning:.0f} s for {len(year.reckoned)} reckonings.")
    return "\n".join(lines)


def _ask(question: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])
