import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import bookings.models.identity


class Migration(migrations.Migration):
    dependencies = [("bookings", "0005_waitlist_offers")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(blank=True, max_length=8),
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
                ("kind", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=8)),
                ("subject", models.CharField(blank=True, max_length=120)),
                ("heading", models.CharField(blank=True, max_length=80)),
                ("lead", models.CharField(blank=True, max_length=600)),
                ("button", models.CharField(blank=True, max_length=40)),
                ("closing", models.CharField(blank=True, max_length=300)),
                ("changed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
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
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="message_templates",
                        to="bookings.clinic",
                    ),
                ),
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
    ]
