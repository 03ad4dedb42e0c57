"""Calendars that are subscribed to get an address when it is asked for; programs are told what happens to appointments."""

from typing import Any

import bookings.models.encryption
import bookings.models.identity
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


def none_asked_for(apps: Any, schema_editor: Any) -> None:
    """No page ever showed an address: nothing is lost."""
    apps.get_model("bookings", "Patient").objects.update(feed_token=None)


def one_for_each(apps: Any, schema_editor: Any) -> None:
    for patient in apps.get_model("bookings", "Patient").objects.filter(feed_token=None).iterator():
        patient.feed_token = bookings.models.identity.new_token()
        patient.save(update_fields=["feed_token"])


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0014_sealed_answers_and_codes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Webhook",
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
                ("url", models.CharField(max_length=500)),
                ("description", models.CharField(blank=True, max_length=120)),
                ("events", models.JSONField(blank=True, default=list)),
                ("secret", bookings.models.encryption.EncryptedTextField(aad="webhook.secret")),
                ("is_active", models.BooleanField(default=True)),
                ("failing_since", models.DateTimeField(blank=True, null=True)),
                (
                    "why_off",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("failing", "It did not answer for days"),
                            ("gone", "It answered that it is gone"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
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
                ("type", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("void", "Not sent, the webhook is off"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("try_at", models.DateTimeField()),
                ("answered", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("why", models.CharField(blank=True, max_length=40)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "webhook deliveries",
                "ordering": ["-id"],
            },
        ),
        migrations.AddField(
            model_name="therapist",
            name="feed_token",
            field=models.CharField(blank=True, editable=False, max_length=40, null=True, unique=True),
        ),
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
        migrations.AlterField(
            model_name="patient",
            name="feed_token",
            field=models.CharField(blank=True, editable=False, max_length=40, null=True, unique=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointmentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="event_to_webhooks",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF NOT EXISTS (SELECT FROM bookings_webhook WHERE is_active) THEN RETURN NULL; END IF;\nINSERT INTO bookings_webhookdelivery\n    (public_id, webhook_id, event_id, type, state, attempts, try_at, why, created_at)\nSELECT substr(replace(gen_random_uuid()::text, '-', ''), 1, 22), hook.id, happened.id, told.type, 'waiting', 0,\n       happened.at, '', statement_timestamp()\nFROM happened\nJOIN (VALUES ('requested', 'appointment.requested'), ('booked', 'appointment.booked'), ('accepted', 'appointment.accepted'), ('declined', 'appointment.declined'), ('confirmed', 'appointment.confirmed'), ('rescheduled', 'appointment.moved'), ('swapped', 'appointment.moved'), ('cancelled', 'appointment.cancelled'), ('expired', 'appointment.expired'), ('arrived', 'appointment.arrived'), ('fulfilled', 'appointment.fulfilled'), ('no_show', 'appointment.no-show'), ('undone', 'appointment.undone')) AS told (kind, type)\n    ON told.kind = happened.kind\nJOIN bookings_appointment AS visit ON visit.id = happened.appointment_id\nJOIN bookings_webhook AS hook ON hook.clinic_id = visit.clinic_id AND hook.is_active\nWHERE (hook.events = '[]'::jsonb OR hook.events ? told.type)\n  AND (happened.kind <> 'expired' OR visit.cancellation_reason = 'request_expired')\nON CONFLICT DO NOTHING;\nRETURN NULL;\n",
                    hash="0b0b2127458ecc0a8d355ef15caec28fdb866641",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_event_to_webhooks_7415f",
                    referencing="REFERENCING NEW TABLE AS happened ",
                    table="bookings_appointmentevent",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="webhook",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="webhooks", to="bookings.clinic"
            ),
        ),
        migrations.AddField(
            model_name="webhookdelivery",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="bookings.appointmentevent",
            ),
        ),
        migrations.AddField(
            model_name="webhookdelivery",
            name="webhook",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="bookings.webhook",
            ),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "sending"])),
                fields=["try_at"],
                name="webhook_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookdelivery",
            constraint=models.UniqueConstraint(fields=("webhook", "event"), name="webhook_event_once"),
        ),
        migrations.RunPython(none_asked_for, one_for_each),
    ]
