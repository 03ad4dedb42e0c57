"""Takes in the mails that came back: from a Maildir, or one from standard input."""

import sys
from argparse import ArgumentParser
from mailbox import Maildir
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bookings.notifications.bounces import read_bounce
from bookings.notifications.refusals import note_bounce


class Command(BaseCommand):
    help = (
        "Read delivery reports: those that are new in a Maildir, which are then marked as seen, or one from "
        "standard input, as a mail server pipes it. Letters that came back count as failed; an address that is "
        "refused twice is not used any more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--maildir", type=Path, help="a Maildir (the folder that has new/, cur/ and tmp/)")
        where.add_argument("--stdin", action="store_true", help="one mail from standard input")

    def handle(self, *args: Any, maildir: Path | None, stdin: bool, **options: Any) -> None:
        if stdin:
            self._tell([self._take_in(sys.stdin.buffer.read())])
            return
        if maildir is None or not (maildir / "new").is_dir():
            raise CommandError(f"{maildir} is no Maildir")
        self._tell(self._walk(Maildir(maildir, create=False)))

    def _walk(self, box: Maildir) -> list[bool]:
        """One mail at a time: what was taken in is marked before the next, so that a crash repeats at most one."""
        taken = []
        for key in box.keys():  # noqa: SIM118  (a Maildir is no mapping of its keys)
            mail = box.get_message(key)
            if mail.get_subdir() != "new":
                continue
            taken.append(self._take_in(box.get_bytes(key)))
            mail.set_subdir("cur")
            mail.add_flag("S")
            box[key] = mail
        return taken

    def _take_in(self, mail: bytes) -> bool:
        bounce = read_bounce(mail)
        return bounce is not None and note_bounce(
            message_id=bounce.message_id,
            status=bounce.status,
            is_about_address=bounce.is_about_address,
            now=timezone.now(),
        )

    def _tell(self, taken: list[bool]) -> None:
        self.stdout.write(f"read: {len(taken)}, of letters of ours that came back: {sum(taken)}")
