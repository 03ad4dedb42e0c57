"""For whoever watches over the service."""

from tests.architecture.access.row import Row

# Whoever they are, they may say which language they speak.
ROWS = [Row("health", GET="200"), Row("language", POST="302", body={"language": "es"})]
