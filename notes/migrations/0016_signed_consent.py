"""A signature on the screen, with what shows later what was signed."""

import bookings.models.encryption
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0016_embed_origins"),
        ("notes", "0015_working_note_windows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="signed_name",
            field=bookings.models.encryption.EncryptedTextField(
                aad="consent.signed_name", blank=True, default=""
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="strokes",
            field=bookings.models.encryption.EncryptedTextField(
                aad="consent.strokes", blank=True, default=""
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="text",
            field=bookings.models.encryption.EncryptedTextField(aad="consent.text", blank=True, default=""),
        ),
        migrations.AddField(
            model_name="consent",
            name="text_language",
            field=models.CharField(blank=True, default="", max_length=8),
        ),
        migrations.AddField(
            model_name="consent",
            name="text_sha256",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="consent",
            name="text_version",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AlterField(
            model_name="consent",
            name="method",
            field=models.CharField(
                choices=[("written", "In writing"), ("spoken", "Spoken"), ("signed", "Signed on the screen")],
                default="written",
                max_length=8,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="consent_is_what_was_given",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='RAISE EXCEPTION \'pgtrigger: Cannot update of "kind", "method", "given_at", "recorded_by_id", "text", "text_version", "text_language", "text_sha256", "signed_name", "strokes" rows from % table\', TG_TABLE_NAME;',
                    hash="c59506eeb44e1ff6e92e247b5cc8883d6b4602f0",
                    operation='UPDATE OF "kind", "method", "given_at", "recorded_by_id", "text", "text_version", "text_language", "text_sha256", "signed_name", "strokes"',
                    pgid="pgtrigger_consent_is_what_was_given_dc1e7",
                    table="notes_consent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("method", "signed"), _negated=True),
                    ("text_sha256__regex", "^[0-9a-f]{64}$"),
                    _connector="OR",
                ),
                name="consent_signed_has_text",
            ),
        ),
    ]
