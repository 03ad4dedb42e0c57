"""Web addresses that may show the booking page inside a page of theirs."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0015_feeds_and_webhooks"),
    ]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="embed_origins",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=200),
                blank=True,
                default=list,
                help_text="Web addresses that may show the booking page inside a page of theirs; empty: none.",
                size=None,
            ),
        ),
    ]
