"""The composition root: settings, URLs, processes, embedded servers. It may see everything.

Not here: any rule of a clinic; nobody imports this package except entry points.
"""

from config.celery import app as celery_app

__all__ = ["celery_app"]
