"""The WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# What is loaded now stays for good. Set aside, it is not walked again by every full collection: twenty
# milliseconds in the middle of some answer.
get_resolver().url_patterns  # noqa: B018 - loads the routes and all their views
gc.collect()
gc.freeze()
