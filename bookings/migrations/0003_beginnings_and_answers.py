"""Indexes for what grew with a clinic: how names, addresses and numbers begin, all records of a person, and requests whose
time to answer is over.

Built beside the running service, hence outside a transaction: if it is interrupted, drop what is INVALID and run it again.
"""

import django.contrib.postgres.indexes
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

import bookings.models.searching


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("bookings", "0002_stay_in_the_clinic")]

    operations = [
        AddIndexConcurrently(
            model_name="appointment",
            index=models.Index(
                fields=["answer_by"], condition=models.Q(("status", "pending")), name="appt_asked_for"
            ),
        ),
        AddIndexConcurrently(
            model_name="patient",
            index=django.contrib.postgres.indexes.GinIndex(
                bookings.models.searching.Words("search_name"), name="patient_by_words"
            ),
        ),
        AddIndexConcurrently(
            model_name="patient",
            index=models.Index(
                models.F("clinic"),
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Lower("email"), "text_pattern_ops"
                ),
                name="patient_by_address",
            ),
        ),
        AddIndexConcurrently(
            model_name="patient",
            index=models.Index(
                models.F("clinic"),
                django.contrib.postgres.indexes.OpClass("phone_digits", "varchar_pattern_ops"),
                name="patient_by_digits",
            ),
        ),
        AddIndexConcurrently(
            model_name="patient",
            index=models.Index(
                django.db.models.functions.comparison.Coalesce("merged_into", "id"), name="patient_by_person"
            ),
        ),
        RemoveIndexConcurrently(model_name="patient", name="patient_by_email"),
        RemoveIndexConcurrently(model_name="patient", name="patient_by_phone"),
    ]
