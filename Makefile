# What one does with a checkout: run it, test it, check it. Every target prepares the environment that it needs;
# stamps in .venv make the second call instant and a changed requirements file install again.

.DEFAULT_GOAL := run
.DELETE_ON_ERROR:
SHELL := /bin/bash

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for name in python3.11 python3 python3.12 python3.13; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
COMPILE := CUSTOM_COMPILE_COMMAND='make requirements' $(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras \
	--no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.PHONY: run test quick check bench clean requirements environment environment-dev chromium

run: environment
	@exec $(BIN)/kopilka run

# The browser tests run by themselves: their driver keeps an event loop in its process, which other tests would meet.
test: environment-dev chromium check
	$(BIN)/python -m pytest -n 2 -m 'not browser'
	$(BIN)/python -m pytest -n 2 -m browser

# The inner loop: what is fast enough to run after every edit. The markers are explained in pyproject.toml.
quick: environment-dev
	$(BIN)/ruff check
	$(BIN)/python -m pytest -n 2 -m 'not browser and not crash and not heavy and not server'

check: environment-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/check_repository.py

bench: environment-dev
	$(BIN)/python -m tests.bench

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache src/kopilka.egg-info
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo 'The data folder (var/) stays; remove it by hand if its contents may be lost.'

# Pins the newest versions that go together. The result names packages and hashes, never where to fetch them from.
requirements: environment-dev
	$(COMPILE) --output-file=requirements.txt requirements.in
	$(COMPILE) --output-file=requirements-dev.txt requirements-dev.in
	$(BIN)/python tests/check_repository.py

environment: $(VENV)/.package
environment-dev: $(VENV)/.package $(VENV)/.dev

$(VENV)/bin/python:
	@test -n '$(PYTHON)' || { echo 'Kopilka needs Python 3.11 or newer on the PATH (or make PYTHON=/path/to/python3).' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	$(PIP) install --quiet --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/.runtime
	$(PIP) install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/.package: pyproject.toml $(VENV)/.runtime
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# The browser tests drive the system's Chromium. Without it they fail and say so; everything else still runs.
chromium:
ifeq ($(CHROMIUM),)
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends chromium </dev/null; \
	else echo 'Chromium is missing: install the package "chromium", or the browser tests will fail.' >&2; fi
endif
