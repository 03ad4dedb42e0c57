from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import bookings.models.identity


def give_tokens(apps: Any, schema_editor: Any) -> None:
    """A default would give every row that is there the same one."""
    entries = apps.get_model("bookings", "WaitlistEntry").objects
    for key in entries.filter(token=None).values_list("pk", flat=True):
        entries.filter(pk=key).update(token=bookings.models.identity.new_token())


class Migration(migrations.Migration):
    dependencies = [("bookings", "0004_series_waitlist_claims")]

    operations = [
        migrations.AddField(
            model_name="bookingpolicy",
            name="waitlist_offer_minutes",
            field=models.PositiveSmallIntegerField(default=30),
        ),
        migrations.AddConstraint(
            model_name="bookingpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("waitlist_offer_minutes__gte", 5), ("waitlist_offer_minutes__lte", 720)),
                name="policy_offer_sane",
            ),
        ),
        migrations.AddField(
            model_name="waitlistentry",
            name="consent_version",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="waitlistentry",
            name="consented_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="waitlistentry",
            name="token",
            field=models.CharField(default=None, editable=False, max_length=40, null=True),
        ),
        migrations.RunPython(give_tokens, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="waitlistentry",
            name="token",
            field=models.CharField(
                default=bookings.models.identity.new_token, editable=False, max_length=40, unique=True
            ),
        ),
        migrations.AddField(
            model_name="waitlistoffer",
            name="moved",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bookings.appointment",
            ),
        ),
        migrations.AddIndex(
            model_name="appointmentevent",
            index=models.Index(
                condition=models.Q(
                    ("kind__in", ["cancelled", "declined", "expired", "rescheduled", "swapped"])
                ),
                fields=["at"],
                name="event_freed",
            ),
        ),
    ]
