"""manage.py import_text_pack FILE --clinic S --user E --licence R --attest [--expires DATE]"""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bookings.errors import DomainError
from bookings.models import Clinic, User
from notes.outcomes.packs import Attestation, import_pack


class Command(BaseCommand):
    help = (
        "Brings in the words of an instrument (rmdq, phq2, peg) that the clinic may use. The file is JSON: code, title, "
        "instructions, items (code to text), options (phq2: four answers), attribution."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--clinic", required=True, help="its short name")
        parser.add_argument("--user", required=True, help="e-mail of the member of staff who attests")
        parser.add_argument("--licence", required=True, help="on what ground the text may be used")
        parser.add_argument("--expires", type=date.fromisoformat, help="the first day on which it may not")
        parser.add_argument(
            "--attest", action="store_true", help="I confirm that the clinic may use this text"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        clinic = Clinic.objects.filter(slug=options["clinic"]).first()
        staff = User.objects.filter(email=options["user"], memberships__clinic=clinic).first()
        if clinic is None or staff is None:
            raise CommandError("There is no such clinic, or nobody of that address works there.")
        try:
            pack = json.loads(options["file"].read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"The file cannot be read as JSON: {error}") from error
        if not isinstance(pack, dict):
            raise CommandError("The file is to be one JSON object.")
        attestation = Attestation(staff, options["licence"], options["attest"], options["expires"])
        today = clinic.date_at(now)
        try:
            kept = import_pack(clinic=clinic, pack=pack, attestation=attestation, today=today, now=now)
        except DomainError as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(f"{kept.code}: kept, and offered from now on.")
