"""The service with failpoints in it."""

from django.core.wsgi import get_wsgi_application

from tests.chaos import failpoints

application = get_wsgi_application()
failpoints.build_in(("web",))
