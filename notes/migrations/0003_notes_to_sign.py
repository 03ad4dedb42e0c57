"""An index of what still wants a signature. Built beside the running service, hence outside a transaction."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("notes", "0002_same_clinic")]

    operations = [
        AddIndexConcurrently(
            model_name="soapnote",
            index=models.Index(
                fields=["author"],
                condition=models.Q(("status__in", ["draft", "awaiting"])),
                name="note_to_sign",
            ),
        ),
    ]
