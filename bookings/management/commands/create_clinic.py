"""manage.py create_clinic --slug S --name N --time-zone Z --owner-email E [--password P]"""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bookings.errors import DomainError
from bookings.models import User
from bookings.people.register import register_clinic


class Command(BaseCommand):
    help = "Makes an empty clinic with its owner and prints the clinic's id."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--slug", required=True, help="short name, as it stands in addresses")
        parser.add_argument("--name", required=True)
        parser.add_argument("--time-zone", required=True, help="IANA name, such as America/New_York")
        parser.add_argument("--owner-email", required=True)
        parser.add_argument("--password", help="lets the owner sign in at once")

    def handle(self, *args: Any, **options: Any) -> None:
        self._warn(options["owner_email"], options["password"])
        try:
            clinic = register_clinic(
                slug=options["slug"],
                name=options["name"],
                time_zone=options["time_zone"],
                owner_email=options["owner_email"],
                password=options["password"],
                now=timezone.now(),
            )
        except DomainError as error:
            raise CommandError(f"{error.field}: {error.message}") from error
        self.stdout.write(clinic.public_id)

    def _warn(self, email: str, password: str | None) -> None:
        """The operator decides, but should know."""
        if password is None:
            return
        if User.objects.filter(email__iexact=email).exists():
            self.stderr.write(f"{email} has an account already and keeps its password.")
            return
        try:
            validate_password(password, User(email=email))
        except ValidationError as error:
            self.stderr.write(f"This password is weak: {' '.join(error.messages)}")
