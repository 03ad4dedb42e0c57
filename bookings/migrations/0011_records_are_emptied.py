"""A patient whose record's time is over: the row stays for the access log, with nothing in it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0010_audit_seals"),
    ]

    operations = [
        migrations.AddField(
            model_name="patient",
            name="emptied_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
