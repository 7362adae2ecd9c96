"""The shipped application as it would be if each worker counted for itself. For one test only."""

import importlib
import os

del os.environ["PROMETHEUS_MULTIPROC_DIR"]

application = importlib.import_module("pos_project.wsgi").application
