"""manage.py load_demo [--clinic S] [--therapists N] [--weeks W] [--appointments N] [--seed K]"""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bookings.audit_seals import seal_log
from notes.demo import SLUG, logins
from notes.demo.load import AlreadyThere, CannotLoad, Wanted, load


class Command(BaseCommand):
    help = "Loads a believable clinic with patients, visits, plans and notes; the same for a seed and a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clinic", default=SLUG, help="its short name (default: %(default)s)")
        parser.add_argument("--therapists", type=int, default=5)
        parser.add_argument("--weeks", type=int, help="of history, and ahead up to four (default: 4)")
        parser.add_argument("--appointments", type=int, help="how many in all, up to millions")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = Wanted(
            slug=options["clinic"],
            therapists=options["therapists"],
            weeks=options["weeks"],
            appointments=options["appointments"],
            seed=options["seed"],
        )
        began = time.monotonic()
        try:
            count = load(wanted, now=timezone.now().replace(microsecond=0), tell=self._tell)
        except AlreadyThere:
            self.stdout.write(
                f"The clinic “{wanted.slug}” has data already, so nothing was loaded. "
                "Name another with --clinic, or start with an empty database."
            )
            return
        except CannotLoad as error:
            raise CommandError(str(error)) from error
        # What the stories wrote down is years old, and lines that nobody seals are a finding.
        seal_log(now=timezone.now())
        self._tell(
            f"The clinic “{wanted.slug}” has {count:,} appointments ({time.monotonic() - began:.1f} s)."
        )
        for role, email, password in logins(wanted.slug):
            self.stdout.write(f"{role:<12} {email:<36} {password}")

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
