"""Files brought along from other systems, what their rows became, and how far a long work is."""

import bookings.models.encryption
import bookings.models.identity
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0017_passkeys"),
    ]

    operations = [
        migrations.AlterField(
            model_name="appointment",
            name="source",
            field=models.CharField(
                choices=[
                    ("portal", "Portal"),
                    ("api", "Program"),
                    ("staff", "Staff"),
                    ("series", "Series"),
                    ("waitlist", "Waiting list"),
                    ("import", "Brought along"),
                ],
                default="portal",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="appointmentevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("held", "Time reserved"),
                    ("requested", "Requested"),
                    ("booked", "Booked"),
                    ("accepted", "Accepted"),
                    ("declined", "Declined"),
                    ("confirmed", "Confirmed by the patient"),
                    ("rescheduled", "Moved"),
                    ("cancelled", "Cancelled"),
                    ("expired", "Reservation ran out"),
                    ("released", "Reservation given back"),
                    ("arrived", "Arrived"),
                    ("fulfilled", "Completed"),
                    ("no_show", "Did not come"),
                    ("swapped", "Swapped with another"),
                    ("undone", "Undone"),
                    ("imported", "Brought along from another system"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="LongWork",
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
                (
                    "kind",
                    models.CharField(
                        choices=[("import_check", "Looking at the file"), ("import_run", "Bringing it in")],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to begin"),
                            ("running", "In progress"),
                            ("done", "Finished"),
                            ("stopped", "Stopped"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("stop_asked_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="long_works",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Import",
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
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("easyappointments", "Easy!Appointments"),
                            ("cliniko", "Cliniko"),
                            ("jane", "Jane"),
                            ("tend", "a plain table"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "what",
                    models.CharField(choices=[("patients", "Patients"), ("visits", "Visits")], max_length=8),
                ),
                ("rows", models.PositiveIntegerField(default=0)),
                ("content", bookings.models.encryption.EncryptedFileField(aad="import.content", null=True)),
                ("options", models.JSONField(default=dict)),
                ("summary", models.JSONField(default=dict)),
                ("keep_until", models.DateTimeField()),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "checking",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="bookings.longwork",
                    ),
                ),
                (
                    "running",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brings",
                        to="bookings.longwork",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("easyappointments", "Easy!Appointments"),
                            ("cliniko", "Cliniko"),
                            ("jane", "Jane"),
                            ("tend", "a plain table"),
                        ],
                        max_length=16,
                    ),
                ),
                ("external_id", models.CharField(max_length=80)),
                (
                    "appointment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imported_rows",
                        to="bookings.appointment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brought",
                        to="bookings.import",
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imported_rows",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imported_rows",
                        to="bookings.patient",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("patient__isnull", False)),
                        fields=("clinic", "source", "external_id"),
                        name="imported_patient_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("appointment__isnull", False)),
                        fields=("clinic", "source", "external_id"),
                        name="imported_visit_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("appointment__isnull", True), ("patient__isnull", False)),
                            models.Q(("appointment__isnull", False), ("patient__isnull", True)),
                            _connector="OR",
                        ),
                        name="imported_row_is_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportProblem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row", models.PositiveIntegerField()),
                ("column", models.CharField(blank=True, max_length=120)),
                ("code", models.CharField(max_length=40)),
                ("cells", bookings.models.encryption.EncryptedTextField(aad="import_problem.cells")),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="problems",
                        to="bookings.import",
                    ),
                ),
            ],
            options={
                "ordering": ["row", "id"],
                "constraints": [models.UniqueConstraint(fields=("of", "row"), name="import_problem_once")],
            },
        ),
        migrations.AddIndex(
            model_name="longwork",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "running"])),
                fields=["lease_until"],
                name="long_work_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="longwork",
            constraint=models.CheckConstraint(
                condition=models.Q(("done__lte", models.F("total"))), name="long_work_within_total"
            ),
        ),
        migrations.AddConstraint(
            model_name="longwork",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "import_run"), ("state__in", ["waiting", "running"])),
                fields=("clinic",),
                name="long_work_one_import",
            ),
        ),
        migrations.AddIndex(
            model_name="import",
            index=models.Index(
                condition=models.Q(("content__isnull", False)), fields=["keep_until"], name="import_to_forget"
            ),
        ),
    ]
