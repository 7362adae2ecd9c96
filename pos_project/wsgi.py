"""The door gunicorn opens."""

import os

from django.core.wsgi import get_wsgi_application

from core_app.checks import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pos_project.settings")

application = get_wsgi_application()
refuse_unsafe_start()
