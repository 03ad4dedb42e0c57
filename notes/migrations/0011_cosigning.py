"""A second signature for notes of supervised therapists, why one was refused, and what a consent is about."""

import bookings.models.encryption
import bookings.models.identity
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


# Table, what it says, column, and the row that it names: of the same clinic.
KEYS = (
    ("notes_soapnote", "cosigner", "cosigned_by_id", "bookings_therapist"),
    ("notes_noteremark", "note", "note_id", "notes_soapnote"),
    ("notes_noteremark", "author", "author_id", "bookings_therapist"),
    ("notes_supervision", "therapist", "therapist_id", "bookings_therapist"),
    ("notes_supervision", "supervisor", "supervisor_id", "bookings_therapist"),
)


def _keys() -> list[migrations.RunSQL]:
    found = []
    for table, what, column, target in KEYS:
        name = f"{table}_{what}_same_clinic"
        found.append(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, clinic_id) "
                f"REFERENCES {target} (id, clinic_id) DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE {table} DROP CONSTRAINT {name}",
            )
        )
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0010_audit_seals"),
        ("notes", "0010_consent"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NoteRemark",
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
                ("text", bookings.models.encryption.EncryptedTextField(aad="noteremark.text")),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Supervision",
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
                ("since", models.DateTimeField()),
            ],
            options={
                "ordering": ["therapist__first_name", "therapist__last_name", "id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="soapnote",
            name="note_signed_has_signature",
        ),
        migrations.RemoveConstraint(
            model_name="soapnote",
            name="note_signed_is_complete",
        ),
        migrations.AddField(
            model_name="consent",
            name="kind",
            field=models.CharField(
                choices=[("treatment", "Treatment"), ("sensitive", "Treatment of sensitive areas")],
                default="treatment",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="soapnote",
            name="confirmed_with",
            field=models.CharField(
                blank=True,
                choices=[
                    ("password", "Password"),
                    ("recent", "Password given before"),
                    ("key", "Key of a program"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="soapnote",
            name="cosigned_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="soapnote",
            name="cosigned_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bookings.therapist",
            ),
        ),
        migrations.AddField(
            model_name="workingnote",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="soapnote",
            name="status",
            field=models.CharField(
                choices=[("draft", "Draft"), ("awaiting", "Awaits a co-signature"), ("signed", "Signed")],
                default="draft",
                max_length=8,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="soapnote",
            trigger=pgtrigger.compiler.Trigger(
                name="awaiting_note_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.status = 'awaiting' AND NEW.status <> 'draft' AND (to_jsonb(OLD) - ARRAY['status', 'cosigned_by_id', 'cosigned_at', 'content_hash']) IS DISTINCT FROM (to_jsonb(NEW) - ARRAY['status', 'cosigned_by_id', 'cosigned_at', 'content_hash']))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="0a29a93a77fd964d104bdfae7aeea6f22aab1b3a",
                    operation="UPDATE",
                    pgid="pgtrigger_awaiting_note_is_kept_977e5",
                    table="notes_soapnote",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="soapnote",
            trigger=pgtrigger.compiler.Trigger(
                name="awaiting_note_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"status\" = 'awaiting')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="6218dfa61063fd09103fff7909b17c8d41ec3ade",
                    operation="DELETE",
                    pgid="pgtrigger_awaiting_note_stays_9759d",
                    table="notes_soapnote",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="soapnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("content_format__isnull", False),
                        ("content_hash__regex", "^[0-9a-f]{64}$"),
                        ("signed_at__isnull", False),
                        ("signed_by__isnull", False),
                        ("status__in", ["signed", "awaiting"]),
                    ),
                    models.Q(
                        ("content_format__isnull", True),
                        ("content_hash", ""),
                        ("signed_at__isnull", True),
                        ("signed_by__isnull", True),
                        ("status", "draft"),
                    ),
                    _connector="OR",
                ),
                name="note_signed_has_signature",
            ),
        ),
        migrations.AddConstraint(
            model_name="soapnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "draft"),
                    models.Q(
                        ("consent_today", True),
                        ("health_status_confirmed", True),
                        models.Q(
                            models.Q(("nrs_after__isnull", False), ("nrs_before__isnull", False)),
                            models.Q(("nrs_missing_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="note_signed_is_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="soapnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cosigned_at__isnull", True), ("cosigned_by__isnull", True)),
                    models.Q(
                        ("cosigned_at__isnull", False),
                        ("cosigned_by__isnull", False),
                        ("status", "signed"),
                        models.Q(("cosigned_by", models.F("author")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="note_cosigned_by_another",
            ),
        ),
        migrations.AddField(
            model_name="noteremark",
            name="author",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bookings.therapist",
            ),
        ),
        migrations.AddField(
            model_name="noteremark",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
            ),
        ),
        migrations.AddField(
            model_name="noteremark",
            name="note",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="remarks",
                to="notes.soapnote",
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="set_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="supervisor",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="supervises",
                to="bookings.therapist",
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="therapist",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="supervision",
                to="bookings.therapist",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noteremark",
            trigger=pgtrigger.compiler.Trigger(
                name="remark_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4ce21af7c3d80e72515c0ee3a0dbd677b59153de",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_remark_append_only_e6d0c",
                    table="notes_noteremark",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="supervision",
            constraint=models.CheckConstraint(
                condition=models.Q(("therapist", models.F("supervisor")), _negated=True),
                name="supervision_by_another",
            ),
        ),
        *_keys(),
    ]
