"""The answers kept for Idempotency-Keys become ciphertext: some of them are clinical. Tries at a code."""

import json
from typing import Any

from django.db import migrations, models

import bookings.models.encryption


def seal(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("bookings", "IdempotentRequest").objects
    for row in rows.exclude(plain=None).iterator():
        row.answer = json.dumps(row.plain)
        row.save(update_fields=["answer"])


def open_again(apps: Any, schema_editor: Any) -> None:
    for row in apps.get_model("bookings", "IdempotentRequest").objects.iterator():
        row.plain = json.loads(row.answer) if row.answer else None
        row.save(update_fields=["plain"])


class Migration(migrations.Migration):
    dependencies = [("bookings", "0013_staff_sign_in")]

    operations = [
        migrations.RenameField("idempotentrequest", "answer", "plain"),
        migrations.AddField(
            "idempotentrequest",
            "answer",
            bookings.models.encryption.EncryptedTextField(
                aad="idempotentrequest.answer", blank=True, default=""
            ),
        ),
        migrations.RunPython(seal, open_again),
        migrations.RemoveField("idempotentrequest", "plain"),
        migrations.AddField("signin", "code_tries", models.PositiveSmallIntegerField(default=0)),
    ]
