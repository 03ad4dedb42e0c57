"""Migrations can be taken back. `manage.py migrate notes zero` and `bookings zero` do it for real, which takes a minute."""

from django.db.migrations.loader import MigrationLoader


def test_every_step_can_be_taken_back() -> None:
    ours = [
        migration
        for (app, _), migration in MigrationLoader(None).disk_migrations.items()
        if app in ("bookings", "notes")
    ]
    steps = [(str(migration), operation) for migration in ours for operation in migration.operations]
    assert len(steps) > 100
    assert [(name, repr(step)) for name, step in steps if not step.reversible] == []
