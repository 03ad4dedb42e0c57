"""PostgreSQL and Valkey of our own, for whichever of DATABASE_URL and REDIS_URL is unset.

Not here: anything of Django; a real installation sets both variables and never comes by.
"""

from config.embedded.servers import Servers, running

__all__ = ["Servers", "running"]
