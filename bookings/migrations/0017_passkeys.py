"""Patients sign in with a passkey, and are told when one was added."""

import bookings.models.identity
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0016_embed_origins"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("confirmation", "Confirmation"),
                    ("request_received", "Request received"),
                    ("accepted", "Request accepted"),
                    ("declined", "Request declined"),
                    ("rescheduled", "New time"),
                    ("cancelled", "Cancellation"),
                    ("reminder", "Reminder"),
                    ("series", "Series of appointments"),
                    ("series_offer", "Dates to choose"),
                    ("waitlist_offer", "Earlier time offered"),
                    ("pre_visit_check", "Before the visit"),
                    ("home_care", "After the visit"),
                    ("self_care_check_in", "How are you?"),
                    ("review_due", "Short questions"),
                    ("sign_in", "Link to sign in"),
                    ("passkey_added", "Passkey added"),
                    ("new_bookings", "New bookings, to the therapist"),
                    ("unsigned_notes", "Open notes, to the therapist"),
                    ("failed_messages", "Undelivered messages, to the desk"),
                    ("staff_invitation", "Invitation to the staff"),
                    ("password_reset", "Link for a new password, to staff"),
                    ("account_changed", "Sign-in changed, to staff"),
                    ("webhook_off", "Webhook switched off, to the owner"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="Passkey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("handle", models.BinaryField(max_length=64)),
                ("credential_id", models.BinaryField(max_length=1023, unique=True)),
                ("credential", models.BinaryField()),
                ("sign_count", models.PositiveBigIntegerField(default=0)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passkeys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "id"],
            },
        ),
    ]
