# `make run` sells, `make test` proves it. Both bring what they need into .venv.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python

# A stamp's name carries the sum of the requirements it was made from and of the Python that asked:
# as long as that file stands, nothing has to be installed.
sum = $(shell { cat $(1); $(PYTHON) -c 'import sys; print(sys.version_info[:2])'; } 2>/dev/null \
	| cksum | tr ' ' -)
RUN_STAMP := $(VENV)/.stamp-run-$(call sum,requirements.txt)
DEV_STAMP := $(VENV)/.stamp-dev-$(call sum,requirements-dev.txt)

.DEFAULT_GOAL := help
.PHONY: help run test steady chaos plays bench deploy-check lint format lock backup-setup

help: ## Show these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: $(RUN_STAMP) ## Start the shop at http://127.0.0.1:8000; PORT and DATABASE_URL are heeded
	@exec $(PY) manage.py serve

test: $(DEV_STAMP) ## Check everything CI checks; ARGS="-k pay" goes to pytest, ARGS=--help says more
	@exec $(PY) -m tests.run $(ARGS)

steady: $(DEV_STAMP) ## Run tests many times, count what fails; ARGS="--times 20 --only sqlite tests/races"
	@exec $(PY) -m tests.steady $(ARGS)

plays: $(DEV_STAMP) ## Lose some hours of 200 evenings at random on both databases and let devices bring them back
	@RESTORED_PLAYS=200 $(PY) -m tests.run --only sqlite --only postgres -- --dist load tests/restored/test_plays.py

deploy-check: $(DEV_STAMP) ## Start the production shape behind Caddy and sell over HTTPS; a minute
	@exec $(PY) -m tests.deploy_check

backup-setup: $(RUN_STAMP) ## Set up backups of PostgreSQL as root; ARGS=--help says more
	@exec deploy/backup/setup $(ARGS)

chaos: $(DEV_STAMP) ## Sell on a very bad day and judge the books; ARGS="--acts 1000 --seed 7"
	@exec $(PY) -m tests.browser.faults.chaos $(ARGS)

bench: $(DEV_STAMP) ## Count paid orders a second beside raw PostgreSQL; ARGS="--orders 1000000"
	@exec $(PY) -m tests.load.bench $(ARGS)

lint: $(DEV_STAMP) ## Check the style and change nothing
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

format: $(DEV_STAMP) ## Mend the style where that is safe
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

# --universal with hashes: one file for every platform and every Python from 3.11 on.
UV_COMPILE = "$$tmp/bin/uv" pip compile --quiet --no-config --universal --generate-hashes \
	--python-version 3.11 --custom-compile-command "make lock" $(ARGS) pyproject.toml

lock: ## Write requirements*.txt anew from pyproject.toml; ARGS=--upgrade takes newer releases
	@set -e; tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; \
	$(PYTHON) -m venv "$$tmp"; \
	"$$tmp/bin/python" -m pip install --quiet --disable-pip-version-check uv; \
	$(UV_COMPILE) --output-file requirements.txt; \
	$(UV_COMPILE) --group dev --constraint requirements.txt --output-file requirements-dev.txt; \
	if grep -nE '://|^ *-' requirements.txt requirements-dev.txt | grep -v -e '--hash='; then \
		echo "The lines above name a package registry or a path of one machine." >&2; exit 1; fi

# The old stamp goes first: an install that breaks off must not count as done. pip is quiet twice:
# once still shows its warnings (of a cache, an index, root), twice only what went wrong.
$(RUN_STAMP): old_stamps = $(VENV)/.stamp-run-*
$(RUN_STAMP): requirements = requirements.txt
$(DEV_STAMP): old_stamps = $(VENV)/.stamp-dev-*
$(DEV_STAMP): requirements = requirements-dev.txt
$(RUN_STAMP) $(DEV_STAMP):
	@$(ensure_venv)
	@rm -f $(old_stamps)
	@echo "Installing $(requirements) into $(VENV) ..."
	@$(PY) -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r $(requirements)
	@touch $@

# Makes .venv, unless one with a working pip stands there (a newer python3 leaves a broken one).
# Debian keeps a part of venv in a package of its own, which root may simply install.
define ensure_venv
if $(PY) -m pip --version >/dev/null 2>&1; then exit 0; fi; \
if ! command -v $(PYTHON) >/dev/null; then \
	echo "Python 3.11 or newer is needed and there is no $(PYTHON): install python3 and python3-venv." >&2; \
	exit 1; fi; \
if ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
	echo "Python 3.11 or newer is needed and $(PYTHON) is $$($(PYTHON) -V 2>&1): name a newer one with PYTHON=python3.12." >&2; \
	exit 1; fi; \
if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing the Debian package python3-venv ..."; \
		apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
			apt-get -qq install -y --no-install-recommends python3-venv >/dev/null; fi; \
	if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$(PYTHON) cannot make a virtual environment: install the package python3-venv." >&2; \
		exit 1; fi; fi; \
$(PYTHON) -m venv --clear $(VENV)
endef
