"""The table of cases: what happens when, and exactly the mails that come of it, in this order.

A line of a story is a time on the clinic's wall and an act; a line of the outcome is the time at which a mail left,
its kind, its recipient and the time of the visit that the mail itself names.
"""

BOOKED = "06-07 08:00 confirmation to ann for 06-17 14:30"
EARLY, LATE = (
    "06-14 14:30 reminder 72 h to ann for 06-17 14:30",
    "06-16 14:30 reminder 24 h to ann for 06-17 14:30",
)
BOOK = "06-07 08:00 book 06-17 14:30"
REQUESTED = "06-07 08:00 request_received to ann for 06-17 14:30"
REQUEST = "06-07 08:00 request 06-17 14:30"

CASES: dict[str, tuple[list[str], list[str]]] = {
    "booked": ([BOOK], [BOOKED, EARLY, LATE]),
    "booked two days before: only the later reminder": (
        ["06-15 14:00 book 06-17 14:30"],
        ["06-15 14:00 confirmation to ann for 06-17 14:30", LATE],
    ),
    "booked on the day: no reminder": (
        ["06-17 09:00 book 06-17 14:30"],
        ["06-17 09:00 confirmation to ann for 06-17 14:30"],
    ),
    "moved by the patient: told at once": (
        [BOOK, "06-09 10:00 patient_moves 06-18 10:00"],
        [
            BOOKED,
            "06-09 10:00 rescheduled to ann for 06-18 10:00",
            "06-15 10:00 reminder 72 h to ann for 06-18 10:00",
            "06-17 10:00 reminder 24 h to ann for 06-18 10:00",
        ],
    ),
    "moved by staff: told after three minutes": (
        [BOOK, "06-09 10:00 staff_moves 06-18 10:00"],
        [
            BOOKED,
            "06-09 10:03 rescheduled to ann for 06-18 10:00",
            "06-15 10:00 reminder 72 h to ann for 06-18 10:00",
            "06-17 10:00 reminder 24 h to ann for 06-18 10:00",
        ],
    ),
    "moved twice within three minutes: one mail, about the last time": (
        [BOOK, "06-09 10:00 staff_moves 06-18 10:00", "06-09 10:02 staff_moves 06-17 16:00"],
        [
            BOOKED,
            "06-09 10:05 rescheduled to ann for 06-17 16:00",
            "06-14 16:00 reminder 72 h to ann for 06-17 16:00",
            "06-16 16:00 reminder 24 h to ann for 06-17 16:00",
        ],
    ),
    "moved twice, an hour apart: told of both, reminded of the last": (
        [BOOK, "06-09 10:00 staff_moves 06-18 10:00", "06-09 11:00 staff_moves 06-17 14:30"],
        [
            BOOKED,
            "06-09 10:03 rescheduled to ann for 06-18 10:00",
            "06-09 11:03 rescheduled to ann for 06-17 14:30",
            EARLY,
            LATE,
        ],
    ),
    "moved between the reminders: the second is about the new time": (
        [BOOK, "06-15 10:00 staff_moves 06-18 10:00"],
        [
            BOOKED,
            EARLY,
            "06-15 10:03 rescheduled to ann for 06-18 10:00",
            "06-17 10:00 reminder 24 h to ann for 06-18 10:00",
        ],
    ),
    "a move taken back in time: nobody hears of it": (
        [BOOK, "06-09 10:00 staff_moves 06-18 10:00", "06-09 10:02 undo"],
        [BOOKED, EARLY, LATE],
    ),
    "cancelled: no reminder any more": (
        [BOOK, "06-15 10:00 cancel"],
        [BOOKED, EARLY, "06-15 10:03 cancelled to ann for 06-17 14:30"],
    ),
    "cancelled just before a reminder: that one does not leave": (
        [BOOK, "06-14 14:29 cancel"],
        [BOOKED, "06-14 14:32 cancelled to ann for 06-17 14:30"],
    ),
    "a cancellation taken back in time: nobody hears of it": (
        [BOOK, "06-09 10:00 cancel", "06-09 10:02 undo"],
        [BOOKED, EARLY, LATE],
    ),
    "cancelled and taken back around a reminder: it is not made up for": (
        [BOOK, "06-14 14:29 cancel", "06-14 14:31 undo"],
        [BOOKED, LATE],
    ),
    "a series: one letter, each date reminded of": (
        ["06-07 08:00 series 06-15,06-22 10:00"],
        [
            "06-07 08:00 series to ann for 06-15 10:00",
            "06-12 10:00 reminder 72 h to ann for 06-15 10:00",
            "06-14 10:00 reminder 24 h to ann for 06-15 10:00",
            "06-19 10:00 reminder 72 h to ann for 06-22 10:00",
            "06-21 10:00 reminder 24 h to ann for 06-22 10:00",
        ],
    ),
    "a series moved: one letter": (
        ["06-07 08:00 series 06-15,06-22 10:00", "06-08 10:00 series_moves 06-16 11:00"],
        [
            "06-07 08:00 series to ann for 06-15 10:00",
            "06-08 10:03 series to ann for 06-16 11:00",
            "06-13 11:00 reminder 72 h to ann for 06-16 11:00",
            "06-15 11:00 reminder 24 h to ann for 06-16 11:00",
            "06-20 11:00 reminder 72 h to ann for 06-23 11:00",
            "06-22 11:00 reminder 24 h to ann for 06-23 11:00",
        ],
    ),
    "a series cancelled: one letter and nothing after it": (
        ["06-07 08:00 series 06-15,06-22 10:00", "06-08 10:00 series_cancelled"],
        ["06-07 08:00 series to ann for 06-15 10:00", "06-08 10:03 series to ann for 06-15 10:00"],
    ),
    "workers off over both reminders: the one that still helps, once": (
        [BOOK, "06-14 10:00 workers off", "06-16 20:00 workers on"],
        [BOOKED, "06-16 20:00 reminder 24 h to ann for 06-17 14:30"],
    ),
    "workers off until the visit is over: nothing": (
        [BOOK, "06-14 10:00 workers off", "06-17 18:00 workers on"],
        [BOOKED],
    ),
    "workers off while it was booked, moved and cancelled: only what is true": (
        ["06-07 07:00 workers off", BOOK, "06-08 10:00 staff_moves 06-18 10:00", "06-09 10:00 cancel",
         "06-10 10:00 workers on"],
        ["06-10 10:00 cancelled to ann for 06-18 10:00"],
    ),
    "workers back in the night: what comes unasked waits for the morning": (
        [BOOK, "06-14 10:00 workers off", "06-14 23:30 workers on"],
        [BOOKED, "06-15 08:00 reminder 72 h to ann for 06-17 14:30", LATE],
    ),
    "the clock set back an hour after a reminder: it does not come again": (
        [BOOK, "06-14 14:31 clock -60"],
        [BOOKED, EARLY, LATE],
    ),
    "the clock a day ahead for a minute: early once, never twice": (
        [BOOK, "06-13 15:00 clock 1440", "06-13 15:01 clock 0"],
        [BOOKED, "06-14 15:00 reminder 72 h to ann for 06-17 14:30", LATE],
    ),
    "quiet hours: a visit at 23:00 is reminded of before the night": (
        ["06-07 08:00 book 06-17 23:00"],
        [
            "06-07 08:00 confirmation to ann for 06-17 23:00",
            "06-14 20:45 reminder 72 h to ann for 06-17 23:00",
            "06-16 20:45 reminder 24 h to ann for 06-17 23:00",
        ],
    ),
    "quiet hours: their first minute is quiet, the one before is not": (
        ["06-07 08:00 book 06-17 20:30", "06-07 09:00 book 06-18 21:00"],
        [
            "06-07 08:00 confirmation to ann for 06-17 20:30",
            "06-07 09:00 confirmation to ann for 06-18 21:00",
            "06-14 20:30 reminder 72 h to ann for 06-17 20:30",
            "06-15 20:45 reminder 72 h to ann for 06-18 21:00",
            "06-16 20:30 reminder 24 h to ann for 06-17 20:30",
            "06-17 20:45 reminder 24 h to ann for 06-18 21:00",
        ],
    ),
    "quiet hours: their end is open": (
        ["06-07 08:00 book 06-17 08:00"],
        [
            "06-07 08:00 confirmation to ann for 06-17 08:00",
            "06-14 08:00 reminder 72 h to ann for 06-17 08:00",
            "06-16 08:00 reminder 24 h to ann for 06-17 08:00",
        ],
    ),
    "an answer does not wait for the morning": (
        ["06-07 23:00 book 06-17 14:30"],
        ["06-07 23:00 confirmation to ann for 06-17 14:30", EARLY, LATE],
    ),
    "reminders switched on later: nothing for what is booked": (
        ["06-07 07:00 reminders none", BOOK, "06-10 10:00 reminders 72,24"],
        [BOOKED],
    ),
    "a reminder switched off: what was planned of it does not leave": (
        [BOOK, "06-10 10:00 reminders 24"],
        [BOOKED, LATE],
    ),
    "the clinic's zone changes: the instant stays, and is told on the wall of booking": (
        [BOOK, "06-10 10:00 zone America/Chicago"],
        [BOOKED, EARLY, LATE],
    ),
    "a request accepted": (
        [REQUEST, "06-07 10:00 accept"],
        [REQUESTED, "06-07 10:00 accepted to ann for 06-17 14:30", EARLY, LATE],
    ),
    "a request declined": (
        [REQUEST, "06-07 10:00 decline"],
        [REQUESTED, "06-07 10:00 declined to ann for 06-17 14:30"],
    ),
    "a request that nobody answers is declined by the clock": (
        [REQUEST, "06-12 10:00 workers on"],
        [REQUESTED, "06-12 10:00 declined to ann for 06-17 14:30"],
    ),
    "an offer from the waiting list, claimed": (
        ["06-07 08:00 book 06-09 10:00", "06-07 08:10 waits wanda@example.org", "06-07 09:00 cancel",
         "06-07 09:05 offers", "06-07 09:06 claims"],
        [
            "06-07 08:00 confirmation to ann for 06-09 10:00",
            "06-07 09:03 cancelled to ann for 06-09 10:00",
            "06-07 09:05 waitlist_offer to wanda for 06-09 10:00",
            "06-07 09:06 confirmation to wanda for 06-09 10:00",
            "06-08 10:00 reminder 24 h to wanda for 06-09 10:00",
        ],
    ),
    "an offer that runs out goes to the next in line": (
        ["06-07 08:00 book 06-09 10:00", "06-07 08:10 waits wanda@example.org",
         "06-07 08:11 waits walt@example.org", "06-07 09:00 cancel", "06-07 09:05 offers", "06-07 12:00 offers"],
        [
            "06-07 08:00 confirmation to ann for 06-09 10:00",
            "06-07 09:03 cancelled to ann for 06-09 10:00",
            "06-07 09:05 waitlist_offer to wanda for 06-09 10:00",
            "06-07 12:00 waitlist_offer to walt for 06-09 10:00",
        ],
    ),
    "records merged: the one that is kept is written to": (
        [BOOK, "06-10 10:00 merge beth@example.org"],
        [BOOKED, EARLY.replace("ann", "beth"), LATE.replace("ann", "beth")],
    ),
    "the address changes between planning and sending": (
        [BOOK, "06-15 10:00 email anna@example.org"],
        [BOOKED, EARLY, LATE.replace("ann", "anna")],
    ),
    "nobody can be written to, until an address is there": (
        ["06-07 07:00 email none", BOOK, "06-15 10:00 email ann@example.org"],
        [LATE],
    ),
}  # fmt: skip

# A visit on the day of the change or just after: 24 hours stay 24 hours, quiet hours stay on the wall.
NIGHTS: dict[str, tuple[str, list[str], list[str]]] = {
    "New York, an hour is lost": (
        "America/New_York",
        ["03-08 12:00 book 03-14 13:00"],
        [
            "03-08 12:00 confirmation to ann for 03-14 13:00",
            "03-11 12:00 reminder 72 h to ann for 03-14 13:00",
            "03-13 12:00 reminder 24 h to ann for 03-14 13:00",
        ],
    ),
    "New York, an hour comes twice": (
        "America/New_York",
        ["11-01 12:00 book 11-07 13:00"],
        [
            "11-01 12:00 confirmation to ann for 11-07 13:00",
            "11-04 14:00 reminder 72 h to ann for 11-07 13:00",
            "11-06 14:00 reminder 24 h to ann for 11-07 13:00",
        ],
    ),
    "London, an hour is lost: the quiet hours keep to the wall": (
        "Europe/London",
        ["03-22 12:00 book 03-28 22:30"],
        [
            "03-22 12:00 confirmation to ann for 03-28 22:30",
            "03-25 20:45 reminder 72 h to ann for 03-28 22:30",
            "03-27 20:45 reminder 24 h to ann for 03-28 22:30",
        ],
    ),
    "London, an hour comes twice": (
        "Europe/London",
        ["10-25 12:00 book 10-31 13:00"],
        [
            "10-25 12:00 confirmation to ann for 10-31 13:00",
            "10-28 14:00 reminder 72 h to ann for 10-31 13:00",
            "10-30 14:00 reminder 24 h to ann for 10-31 13:00",
        ],
    ),
    "Lord Howe, half an hour comes twice": (
        "Australia/Lord_Howe",
        ["03-29 12:00 book 04-04 13:00"],
        [
            "03-29 12:00 confirmation to ann for 04-04 13:00",
            "04-01 13:30 reminder 72 h to ann for 04-04 13:00",
            "04-03 13:30 reminder 24 h to ann for 04-04 13:00",
        ],
    ),
    "Lord Howe, half an hour is lost": (
        "Australia/Lord_Howe",
        ["09-27 12:00 book 10-03 13:00"],
        [
            "09-27 12:00 confirmation to ann for 10-03 13:00",
            "09-30 12:30 reminder 72 h to ann for 10-03 13:00",
            "10-02 12:30 reminder 24 h to ann for 10-03 13:00",
        ],
    ),
}
