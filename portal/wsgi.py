"""The WSGI application that granian or gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()

# The outbox looks its wiring up when it first publishes. What cannot be imported there must stop the start,
# not the first learner who hands in.
import portal.subscriptions  # noqa: E402, F401
