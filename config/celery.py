"""The Celery application. Tasks only ring the bell: PostgreSQL holds every due time."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("tend")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
