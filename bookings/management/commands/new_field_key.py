"""manage.py new_field_key"""

import base64
import secrets
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Prints a new entry for FIELD_KEYS. Put it in front of the others, and keep the others."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        self.stdout.write(f"k{secrets.token_hex(3)}:{key}")
