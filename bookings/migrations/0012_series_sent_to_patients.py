"""A series may be sent to its patient, who takes it or asks for other dates."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0011_records_are_emptied"),
    ]

    operations = [
        migrations.AddField(
            model_name="series",
            name="sent_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="series",
            name="answer",
            field=models.CharField(
                blank=True,
                choices=[
                    ("accepted", "Accepted"),
                    ("others", "Asked for other dates"),
                    ("withdrawn", "Taken back by the clinic"),
                ],
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="series",
            name="answered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
