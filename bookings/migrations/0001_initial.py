import bookings.models.encryption
import bookings.models.identity
import bookings.models.schedules
import bookings.models.waitlist
import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    # What led here before 0.1.0: a database that has all of them has this.
    replaces = [
        ("bookings", "0001_ground_floor"),
        ("bookings", "0003_therapist_limits"),
        ("bookings", "0004_series_waitlist_claims"),
        ("bookings", "0005_waitlist_offers"),
        ("bookings", "0006_message_templates"),
        ("bookings", "0007_messages_to_everybody"),
        ("bookings", "0008_opened_times"),
        ("bookings", "0009_patients_sign_in"),
        ("bookings", "0010_audit_seals"),
        ("bookings", "0011_records_are_emptied"),
        ("bookings", "0012_series_sent_to_patients"),
        ("bookings", "0013_staff_sign_in"),
        ("bookings", "0014_sealed_answers_and_codes"),
        ("bookings", "0015_feeds_and_webhooks"),
        ("bookings", "0016_embed_origins"),
        ("bookings", "0017_passkeys"),
        ("bookings", "0018_brought_along"),
    ]

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField()),
                ("lines", models.PositiveIntegerField()),
                ("key_id", models.CharField(max_length=40)),
                ("digest", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Clinic",
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
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("time_zone", models.CharField(max_length=64)),
                ("country", models.CharField(default="US", max_length=2)),
                ("region", models.CharField(blank=True, help_text="For public holidays.", max_length=10)),
                ("language", models.CharField(default="en", max_length=8)),
                ("currency", models.CharField(default="USD", max_length=3)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("about", models.TextField(blank=True)),
                (
                    "accent",
                    models.CharField(default="#2f6f5e", help_text="A colour, as #rrggbb.", max_length=7),
                ),
                ("emergency_number", models.CharField(default="911", max_length=20)),
                (
                    "second_factor_from",
                    models.DateTimeField(
                        blank=True,
                        help_text="From when on staff need a second factor; empty: they do not.",
                        null=True,
                    ),
                ),
                (
                    "embed_origins",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        help_text="Web addresses that may show the booking page inside a page of theirs; empty: none.",
                        size=None,
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="IdempotentRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scope", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=200)),
                ("fingerprint", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                (
                    "answer",
                    bookings.models.encryption.EncryptedTextField(
                        aad="idempotentrequest.answer", blank=True, default=""
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="idempotent_by_age")],
                "constraints": [models.UniqueConstraint(fields=("scope", "key"), name="idempotent_once")],
            },
        ),
        migrations.CreateModel(
            name="OutboxWatch",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("swept_at", models.DateTimeField(blank=True, null=True)),
                ("home", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="outbox_watch_single")
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("first_name", models.CharField(blank=True, max_length=80, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=80, verbose_name="last name")),
                ("language", models.CharField(blank=True, max_length=8)),
                ("is_staff", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                ("date_joined", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="user_email_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("key_id", models.CharField(max_length=40)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="audit_head_single")
                ],
            },
        ),
        migrations.CreateModel(
            name="Location",
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
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="locations",
                        to="bookings.clinic",
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("address", models.CharField(blank=True, max_length=250)),
                ("time_zone", models.CharField(max_length=64)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["name", "id"],
                "constraints": [models.UniqueConstraint(fields=("id", "clinic"), name="location_in_clinic")],
            },
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
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=["lease_until"],
                        name="long_work_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("done__lte", models.F("total"))), name="long_work_within_total"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "import_run"), ("state__in", ["waiting", "running"])),
                        fields=("clinic",),
                        name="long_work_one_import",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("owner", "Owner"), ("therapist", "Therapist"), ("reception", "Reception")],
                        max_length=12,
                    ),
                ),
                (
                    "muted_kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("clinic", "user", "role"), name="membership_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageTemplate",
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
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="message_templates",
                        to="bookings.clinic",
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=8)),
                ("subject", models.CharField(blank=True, max_length=120)),
                ("heading", models.CharField(blank=True, max_length=80)),
                ("lead", models.CharField(blank=True, max_length=600)),
                ("button", models.CharField(blank=True, max_length=40)),
                ("closing", models.CharField(blank=True, max_length=300)),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("changed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "ordering": ["kind", "language", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("clinic", "kind", "language"), name="message_template_once"
                    )
                ],
            },
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
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passkeys",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "ordering": ["created_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Patient",
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
                    "muted_kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                    ),
                ),
                ("text_messages", models.BooleanField(default=False)),
                ("quiet_from_minute", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("quiet_to_minute", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patients",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="patients",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "guardian",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dependants",
                        to="bookings.patient",
                    ),
                ),
                ("first_name", models.CharField(max_length=80, verbose_name="first name")),
                ("last_name", models.CharField(max_length=80, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="date of birth")),
                (
                    "sex",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not said"),
                            ("female", "Female"),
                            ("male", "Male"),
                            ("other", "Other"),
                        ],
                        default="",
                        max_length=6,
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=8)),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_from",
                        to="bookings.patient",
                    ),
                ),
                ("search_name", models.CharField(db_default="", editable=False, max_length=200)),
                ("phone_digits", models.CharField(db_default="", editable=False, max_length=20)),
                (
                    "feed_token",
                    models.CharField(blank=True, editable=False, max_length=40, null=True, unique=True),
                ),
                ("emptied_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ["last_name", "first_name", "id"],
                "indexes": [
                    models.Index(fields=["clinic", "search_name"], name="patient_by_name"),
                    models.Index(
                        models.F("clinic"),
                        django.db.models.functions.text.Lower("email"),
                        name="patient_by_email",
                    ),
                    models.Index(fields=["clinic", "phone_digits"], name="patient_by_phone"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "clinic"), name="patient_in_clinic"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quiet_from_minute__lt", 1440), ("quiet_to_minute__lt", 1440)),
                            models.Q(("quiet_from_minute__isnull", True), ("quiet_to_minute__isnull", True)),
                            _connector="OR",
                        ),
                        name="patient_quiet_hours",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RefusedAddress",
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
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refused_addresses",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "E-mail"), ("sms", "Text message")], default="email", max_length=8
                    ),
                ),
                ("address", models.CharField(max_length=254)),
                ("refusals", models.PositiveSmallIntegerField(default=0)),
                ("refused_at", models.DateTimeField()),
                ("answer", models.CharField(blank=True, max_length=40)),
                ("last_about", models.CharField(blank=True, max_length=200)),
                ("flagged_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("clinic", "channel", "address"), name="refused_address_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SignIn",
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
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ins",
                        to="bookings.clinic",
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("code_tries", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["clinic", "email", "-asked_at"], name="sign_in_by_address")],
            },
        ),
        migrations.CreateModel(
            name="Therapist",
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
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="therapists",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="therapists",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("first_name", models.CharField(max_length=80)),
                ("last_name", models.CharField(blank=True, max_length=80)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("bio", models.TextField(blank=True)),
                (
                    "offer_policy",
                    models.CharField(
                        choices=[
                            ("all", "Every free time"),
                            ("adjacent", "Only times next to other bookings, once the day has one"),
                        ],
                        default="all",
                        max_length=10,
                    ),
                ),
                (
                    "max_hands_on_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="The most minutes of treatment a day; empty: no limit.",
                        null=True,
                    ),
                ),
                (
                    "max_deep_in_a_row",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="The most deep-pressure treatments in a row; empty: no limit.",
                        null=True,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                (
                    "feed_token",
                    models.CharField(blank=True, editable=False, max_length=40, null=True, unique=True),
                ),
            ],
            options={
                "ordering": ["first_name", "last_name", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "clinic"), name="therapist_in_clinic"),
                    models.UniqueConstraint(fields=("clinic", "user"), name="therapist_user_once"),
                ],
            },
        ),
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
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="webhooks",
                        to="bookings.clinic",
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
            name="ApiKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_keys",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="api_keys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("key_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="BookingPolicy",
            fields=[
                (
                    "clinic",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="policy",
                        serialize=False,
                        to="bookings.clinic",
                    ),
                ),
                ("min_notice_minutes", models.PositiveIntegerField(default=120)),
                ("horizon_days", models.PositiveSmallIntegerField(default=60)),
                ("slot_step_minutes", models.PositiveSmallIntegerField(default=15)),
                ("hold_minutes", models.PositiveSmallIntegerField(default=10)),
                ("cancel_notice_hours", models.PositiveSmallIntegerField(default=24)),
                ("request_hours", models.PositiveSmallIntegerField(default=24)),
                (
                    "reminder_offsets_hours",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        default=bookings.models.schedules.default_reminder_offsets,
                        size=None,
                    ),
                ),
                ("quiet_from_minute", models.PositiveSmallIntegerField(default=1260)),
                ("quiet_to_minute", models.PositiveSmallIntegerField(default=480)),
                ("message_alias", models.CharField(blank=True, max_length=80)),
                ("waitlist_offer_minutes", models.PositiveSmallIntegerField(default=30)),
                ("text_messages", models.BooleanField(default=False)),
                ("staff_mail_minute", models.PositiveSmallIntegerField(default=420)),
            ],
            options={
                "verbose_name_plural": "booking policies",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("slot_step_minutes__gte", 5), ("slot_step_minutes__lte", 240)),
                        name="policy_step_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hold_minutes__gte", 1), ("hold_minutes__lte", 120)),
                        name="policy_hold_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("horizon_days__lte", 730)), name="policy_horizon_sane"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("waitlist_offer_minutes__gte", 5), ("waitlist_offer_minutes__lte", 720)
                        ),
                        name="policy_offer_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("staff_mail_minute__lt", 1440)),
                        name="policy_staff_mail_within_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DateOverride",
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
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="date_overrides",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "therapist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="date_overrides",
                        to="bookings.therapist",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="date_overrides",
                        to="bookings.location",
                    ),
                ),
                ("date", models.DateField()),
                ("intervals", models.JSONField(default=list, help_text="[[start minute, end minute], ...]")),
            ],
            options={
                "ordering": ["date", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("therapist", "location", "date"), name="override_once_a_date"
                    )
                ],
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
                ("keep_until", models.DateTimeField()),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("content__isnull", False)),
                        fields=["keep_until"],
                        name="import_to_forget",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OpenedTime",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "therapist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="bookings.therapist"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["starts_at", "id"],
                "indexes": [models.Index(fields=["clinic", "opened_at"], name="opened_by_clinic")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="opened_time_forward"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Room",
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
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rooms",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rooms",
                        to="bookings.location",
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["name", "id"],
                "constraints": [models.UniqueConstraint(fields=("id", "clinic"), name="room_in_clinic")],
            },
        ),
        migrations.CreateModel(
            name="Service",
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
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="bookings.clinic",
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("description", models.TextField(blank=True)),
                (
                    "modality",
                    models.CharField(
                        choices=[
                            ("mod-ther", "General therapeutic"),
                            ("mod-swe", "Swedish"),
                            ("mod-deep", "Deep tissue"),
                            ("mod-sport", "Sports"),
                            ("mod-heat", "Heat"),
                        ],
                        default="mod-ther",
                        max_length=20,
                    ),
                ),
                (
                    "booking_mode",
                    models.CharField(
                        choices=[
                            ("instant", "Booked at once"),
                            ("request", "The clinic confirms"),
                            ("phone", "By phone only"),
                        ],
                        default="instant",
                        max_length=8,
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("everyone", "Everyone"),
                            ("new", "First visits only"),
                            ("returning", "Patients who have been here"),
                        ],
                        default="everyone",
                        max_length=10,
                    ),
                ),
                ("buffer_before_minutes", models.PositiveSmallIntegerField(default=0)),
                ("buffer_after_minutes", models.PositiveSmallIntegerField(default=0)),
                ("room_kind", models.CharField(blank=True, max_length=40, null=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "therapists",
                    models.ManyToManyField(blank=True, related_name="services", to="bookings.therapist"),
                ),
            ],
            options={
                "ordering": ["position", "name", "id"],
            },
        ),
        migrations.CreateModel(
            name="StaffInvitation",
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
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("owner", "Owner"), ("therapist", "Therapist"), ("reception", "Reception")],
                        max_length=12,
                    ),
                ),
                (
                    "therapist",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="bookings.therapist",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-asked_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at", None), ("withdrawn_at", None)),
                        fields=("clinic", "user"),
                        name="invitation_open_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TimeOff",
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
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_off",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "therapist",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_off",
                        to="bookings.therapist",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_off",
                        to="bookings.location",
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("is_holiday", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["starts_at", "id"],
                "indexes": [models.Index(fields=["clinic", "ends_at"], name="time_off_by_end")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="time_off_forward"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WeeklyHours",
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
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weekly_hours",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "therapist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weekly_hours",
                        to="bookings.therapist",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weekly_hours",
                        to="bookings.location",
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField()),
                ("start_minute", models.PositiveSmallIntegerField()),
                ("end_minute", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("every_weeks", models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                "ordering": ["weekday", "start_minute", "id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("weekday__lte", 6)), name="hours_weekday"),
                    models.CheckConstraint(
                        condition=models.Q(("end_minute__lte", 1440), ("start_minute__lt", 1440)),
                        name="hours_within_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("every_weeks__gte", 1)), name="hours_every_weeks"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="access_records",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="access_records",
                        to="bookings.patient",
                    ),
                ),
                ("action", models.CharField(max_length=40)),
                ("object_kind", models.CharField(max_length=40)),
                ("object_id", models.CharField(blank=True, max_length=40)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["clinic", "-at"], name="access_by_time"),
                    models.Index(fields=["patient", "-at"], name="access_by_patient"),
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
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="problems",
                        to="bookings.import",
                    ),
                ),
                ("row", models.PositiveIntegerField()),
                ("column", models.CharField(blank=True, max_length=120)),
                ("code", models.CharField(max_length=40)),
                ("cells", bookings.models.encryption.EncryptedTextField(aad="import_problem.cells")),
            ],
            options={
                "ordering": ["row", "id"],
                "constraints": [models.UniqueConstraint(fields=("of", "row"), name="import_problem_once")],
            },
        ),
        migrations.CreateModel(
            name="ServiceOption",
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
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="options",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="options",
                        to="bookings.service",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(5)]
                    ),
                ),
                ("price", models.DecimalField(decimal_places=2, max_digits=9)),
                ("currency", models.CharField(default="USD", max_length=3)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["minutes", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "clinic"), name="option_in_clinic"),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 5), ("minutes__lte", 720)),
                        name="option_minutes_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price__gte", 0)), name="option_price_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Series",
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
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="series",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="series",
                        to="bookings.patient",
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.serviceoption",
                    ),
                ),
                ("made_for", models.CharField(blank=True, max_length=22)),
                ("sent_until", models.DateTimeField(blank=True, null=True)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "Accepted"),
                            ("others", "Asked for other dates"),
                            ("withdrawn", "Taken back by the clinic"),
                        ],
                        max_length=9,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "series",
                "indexes": [models.Index(fields=["made_for"], name="series_by_plan")],
            },
        ),
        migrations.CreateModel(
            name="WaitlistEntry",
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
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waitlist",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waitlist",
                        to="bookings.patient",
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waitlist",
                        to="bookings.serviceoption",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.location",
                    ),
                ),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        default=bookings.models.waitlist.every_weekday,
                        size=None,
                    ),
                ),
                ("from_minute", models.PositiveSmallIntegerField(default=0)),
                ("until_minute", models.PositiveSmallIntegerField(default=1440)),
                ("from_date", models.DateField()),
                ("until_date", models.DateField()),
                ("notice_minutes", models.PositiveIntegerField(default=120)),
                ("plan_gap_days", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("booked", "Found a time"),
                            ("closed", "No longer waiting"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=bookings.models.identity.new_token, editable=False, max_length=40, unique=True
                    ),
                ),
                ("consent_version", models.CharField(blank=True, max_length=40)),
                ("consented_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "therapists",
                    models.ManyToManyField(blank=True, related_name="waitlist", to="bookings.therapist"),
                ),
            ],
            options={
                "ordering": ["created_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["clinic", "option"], name="waiting"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_date__gte", models.F("from_date"))), name="waitlist_dates"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_minute__gt", models.F("from_minute")), ("until_minute__lte", 1440)
                        ),
                        name="waitlist_hours",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
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
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=bookings.models.identity.new_token, editable=False, max_length=40, unique=True
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="bookings.serviceoption",
                    ),
                ),
                (
                    "therapist",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="bookings.therapist",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="bookings.location",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="bookings.room",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="bookings.patient",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("pending", "Awaiting confirmation by the clinic"),
                            ("booked", "Booked"),
                            ("arrived", "Arrived"),
                            ("fulfilled", "Completed"),
                            ("no_show", "Did not come"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="held",
                        max_length=10,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("occupies_from", models.DateTimeField()),
                ("occupies_until", models.DateTimeField()),
                ("time_zone", models.CharField(max_length=64)),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "source",
                    models.CharField(
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
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="bookings.series",
                    ),
                ),
                ("price", models.DecimalField(decimal_places=2, max_digits=9)),
                ("currency", models.CharField(max_length=3)),
                ("cancel_notice_hours", models.PositiveSmallIntegerField()),
                ("hold_expires_at", models.DateTimeField(blank=True, null=True)),
                ("held_by", models.CharField(blank=True, max_length=64)),
                ("answer_by", models.DateTimeField(blank=True, null=True)),
                (
                    "reason",
                    bookings.models.encryption.EncryptedTextField(
                        aad="appointment.reason", blank=True, default=""
                    ),
                ),
                ("consent_version", models.CharField(blank=True, max_length=40)),
                ("consented_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cancellation_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("illness", "Illness"),
                            ("work", "Work or family"),
                            ("transport", "Could not get there"),
                            ("better", "Feeling better"),
                            ("other", "Another reason"),
                            ("clinic", "The clinic had to cancel"),
                            ("hold_expired", "The reserved time ran out"),
                            ("hold_released", "The reserved time was given back"),
                            ("declined", "The clinic declined the request"),
                            ("request_expired", "The request was not answered in time"),
                        ],
                        max_length=16,
                    ),
                ),
                ("is_late_cancel", models.BooleanField(default=False)),
                ("override_reason", models.CharField(blank=True, max_length=200)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "id"],
                "indexes": [
                    models.Index(fields=["therapist", "starts_at"], name="appt_by_therapist"),
                    models.Index(fields=["location", "starts_at"], name="appt_by_location"),
                    models.Index(fields=["patient", "starts_at"], name="appt_by_patient"),
                    models.Index(fields=["clinic", "starts_at"], name="appt_by_clinic"),
                    models.Index(
                        condition=models.Q(("series__isnull", False)),
                        fields=["series"],
                        name="appt_by_series",
                    ),
                    models.Index(
                        condition=models.Q(("status", "held")), fields=["hold_expires_at"], name="appt_held"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__lte", models.F("occupies_until")),
                            ("occupies_from__lte", models.F("starts_at")),
                            ("starts_at__lt", models.F("ends_at")),
                        ),
                        name="appt_times_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "occupies_until__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("occupies_from"),
                                    "+",
                                    models.Value(datetime.timedelta(seconds=57600)),
                                ),
                            )
                        ),
                        name="appt_not_endless",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["held", "cancelled"]), ("patient__isnull", False), _connector="OR"
                        ),
                        name="appt_has_patient",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "held"), _negated=True),
                            ("hold_expires_at__isnull", False),
                            _connector="OR",
                        ),
                        name="appt_hold_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cancelled_at__isnull", False), ("status", "cancelled")),
                            models.Q(
                                models.Q(("status", "cancelled"), _negated=True),
                                ("cancelled_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="appt_cancelled_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("revision__gte", 1)), name="appt_revision_counts"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(
                            ("status__in", ("held", "pending", "booked", "arrived", "fulfilled")),
                            ("therapist__isnull", False),
                        ),
                        expressions=[
                            (bookings.models.identity.SameKey("therapist"), "&&"),
                            (
                                bookings.models.identity.TimestampRange("occupies_from", "occupies_until"),
                                "&&",
                            ),
                        ],
                        name="appt_therapist_once",
                        violation_error_code="appt_therapist_once",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(
                            ("status__in", ("held", "pending", "booked", "arrived", "fulfilled")),
                            ("room__isnull", False),
                        ),
                        expressions=[
                            (bookings.models.identity.SameKey("room"), "&&"),
                            (
                                bookings.models.identity.TimestampRange("occupies_from", "occupies_until"),
                                "&&",
                            ),
                        ],
                        name="appt_room_once",
                        violation_error_code="appt_room_once",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(
                            ("status__in", ("held", "pending", "booked", "arrived", "fulfilled")),
                            ("patient__isnull", False),
                        ),
                        expressions=[
                            (bookings.models.identity.SameKey("patient"), "&&"),
                            (bookings.models.identity.TimestampRange("starts_at", "ends_at"), "&&"),
                        ],
                        name="appt_patient_once",
                        violation_error_code="appt_patient_once",
                    ),
                ],
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
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imported_rows",
                        to="bookings.clinic",
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
                    "patient",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imported_rows",
                        to="bookings.patient",
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imported_rows",
                        to="bookings.appointment",
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
            name="Notification",
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
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications",
                        to="bookings.appointment",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications",
                        to="bookings.patient",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
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
                ("offset_hours", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "E-mail"), ("sms", "Text message")], default="email", max_length=8
                    ),
                ),
                ("recipient", models.CharField(max_length=254)),
                ("language", models.CharField(default="en", max_length=8)),
                ("send_at", models.DateTimeField()),
                ("try_at", models.DateTimeField()),
                ("useful_until", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("void", "Not sent, no longer true"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("dedupe_key", models.CharField(max_length=120, unique=True)),
                ("message_id", models.CharField(blank=True, max_length=200)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("why", models.CharField(blank=True, max_length=200)),
                ("page", models.CharField(blank=True, max_length=60)),
                ("page_key", models.CharField(blank=True, max_length=64)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ["send_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "sending"])),
                        fields=["try_at"],
                        name="notification_due",
                    ),
                    models.Index(fields=["appointment", "send_at"], name="notification_by_appt"),
                    models.Index(fields=["clinic", "-send_at"], name="notification_by_clinic"),
                    models.Index(fields=["patient", "-send_at"], name="notification_by_patient"),
                    models.Index(
                        condition=models.Q(("user__isnull", False)),
                        fields=["user", "-send_at"],
                        name="notification_by_user",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("patient__isnull", False), ("user__isnull", True)),
                            models.Q(("patient__isnull", True), ("user__isnull", False)),
                            _connector="OR",
                        ),
                        name="notification_to_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PatientClaim",
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
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="bookings.appointment",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="bookings.patient",
                    ),
                ),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims_as_candidate",
                        to="bookings.patient",
                    ),
                ),
                (
                    "differing",
                    models.JSONField(
                        default=dict, help_text="Contact fields as typed that differ from the candidate's."
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be decided"),
                            ("merged", "The same person"),
                            ("apart", "Two people"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "id"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "open")), fields=["clinic"], name="claim_open")
                ],
            },
        ),
        migrations.CreateModel(
            name="WaitlistOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="bookings.waitlistentry",
                    ),
                ),
                (
                    "appointment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offer",
                        to="bookings.appointment",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Offered"),
                            ("claimed", "Taken"),
                            ("passed", "Not taken in time"),
                            ("declined", "Declined"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                (
                    "moved",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.appointment",
                    ),
                ),
                ("offered_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-offered_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["expires_at"], name="offer_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("entry",),
                        name="one_open_offer_an_entry",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AppointmentEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="bookings.appointment",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
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
                ("at", models.DateTimeField()),
                (
                    "actor",
                    models.CharField(
                        choices=[("patient", "Patient"), ("staff", "Staff"), ("system", "Tend")], max_length=8
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                ("data", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("kind__in", ["cancelled", "declined", "expired", "rescheduled", "swapped"])
                        ),
                        fields=["at"],
                        name="event_freed",
                    )
                ],
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
                (
                    "webhook",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="bookings.webhook",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="bookings.appointmentevent",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "sending"])),
                        fields=["try_at"],
                        name="webhook_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("webhook", "event"), name="webhook_event_once")
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditseal",
            trigger=pgtrigger.compiler.Trigger(
                name="audit_seal_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ad393466930c1a55c9bb51455b98dead354cb5e4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_audit_seal_append_only_516a2",
                    table="bookings_auditseal",
                    when="BEFORE",
                ),
            ),
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
        pgtrigger.migrations.AddTrigger(
            model_name="accessrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="access_record_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="72c7440c0e5f42d894bec47a70832c9eceeeb035",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_access_record_append_only_55f0e",
                    table="bookings_accessrecord",
                    when="BEFORE",
                ),
            ),
        ),
    ]
