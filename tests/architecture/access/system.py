"""For whoever watches over the service."""

from tests.architecture.access.row import Row

ROWS = [Row("health", GET="200")]
