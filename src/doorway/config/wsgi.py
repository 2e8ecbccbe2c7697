"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doorway.config.settings")
# A page of a large school makes tens of thousands of objects, almost none of them in cycles. Python's collector would
# walk through all of them, and through the whole product, many times in one request (decision 013).
SELDOM = (20_000, 50, 100)


def _ready() -> None:
    """Load everything that stays, take it out of what is collected, and collect the rest seldom."""
    from django.urls import get_resolver  # late: it needs the settings

    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


application = get_wsgi_application()
_ready()
