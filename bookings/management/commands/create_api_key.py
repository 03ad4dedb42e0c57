"""manage.py create_api_key --clinic S --user E --name N"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bookings.errors import DomainError
from bookings.models import Clinic, User
from bookings.people.keys import create_api_key


class Command(BaseCommand):
    help = "Makes a key for a program and prints it once, as the last word."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clinic", required=True, help="the clinic's short name")
        parser.add_argument("--user", required=True, help="e-mail of the member of staff it acts for")
        parser.add_argument("--name", required=True, help="what the key is for")

    def handle(self, *args: Any, **options: Any) -> None:
        clinic = Clinic.objects.filter(slug=options["clinic"]).first()
        if clinic is None:
            raise CommandError(f"clinic: there is no clinic {options['clinic']!r}")
        user = User.objects.filter(email__iexact=options["user"]).first()
        if user is None:
            raise CommandError(f"user: nobody signs in as {options['user']!r}")
        try:
            secret = create_api_key(clinic=clinic, user=user, name=options["name"][:80])
        except DomainError as error:
            raise CommandError(f"{error.field}: {error.message}") from error
        self.stdout.write(f"Keep it now, it is not shown again: {secret}")
