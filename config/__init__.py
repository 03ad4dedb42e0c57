"""The composition root: settings, URLs, processes, embedded servers. It may see everything.

Not here: any rule of a clinic; nobody imports this package except entry points.
"""

import zoneinfo

# One source of time zone rules on every machine: the pinned tzdata package. System copies differ.
zoneinfo.reset_tzpath(to=())

from config.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
