"""The door gunicorn opens."""

import atexit
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connections

from core_app.checks import refuse_unsafe_start
from core_app.database import close_pools

# gunicorn's own code for "starting more workers is of no use": it then ends, with this code.
WORKER_CANNOT_BOOT = 3

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pos_project.settings")

try:
    application = get_wsgi_application()
    refuse_unsafe_start()
    # The models are ready only now.
    from operations_app import taken_back

    taken_back.look()
except ImproperlyConfigured as wrong:
    # The sentence names the fix; a traceback around it would hide it.
    print(wrong, file=sys.stderr, flush=True)
    sys.exit(WORKER_CANNOT_BOOT)

# What the checks asked with belongs to this thread, which serves nobody.
connections.close_all()

# A worker that was told to stop says goodbye to the database when its last request is answered.
atexit.register(close_pools)
