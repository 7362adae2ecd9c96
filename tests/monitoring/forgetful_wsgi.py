"""The shipped application as it would be if each worker counted for itself. For one test only."""

import os

del os.environ["PROMETHEUS_MULTIPROC_DIR"]

from pos_project.wsgi import application  # noqa: F401 (the folder must be gone first)
