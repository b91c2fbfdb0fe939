# IAQverse. Needs Python 3.11 or newer and GNU Make; the rest comes from the package indexes, once.
# What is set up is remembered by stamp files in .venv, so that later starts begin at once.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo up test test-chaos test-pages check frontend frontend-tools lock clean setup-local setup-dev

VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
UV := $(BIN)/uv
INSTALL := $(UV) pip install --python $(PYTHON)

help: ## show this list
	@echo "IAQverse: indoor air quality on a message bus"
	@sed -n 's/^\([a-z][a-z |%-]*\):.*## \(.*\)/  make \1 |\2/p' $(MAKEFILE_LIST) | sed 's/%/NAME/' | \
		while IFS='|' read -r name what; do printf '%-22s %s\n' "  $$name" "$$what"; done
	@echo "Settings are IAQ_... variables, such as IAQ_PORT=8090 make demo: docs/CONFIGURATION.md"

# --- run ---

demo: setup-local frontend ## start everything with recorded and simulated rooms, in a data folder of its own
	@$(PYTHON) -m iaqverse demo

up: setup-local frontend ## start everything; Ctrl-C ends it
	@$(PYTHON) -m iaqverse up

# --- try ---

# What breaks the page's network on purpose, a week of readings and a site that is fitted take long, too.
PATIENT := tests/e2e/test_connection.py tests/integration/test_store_week.py tests/integration/test_predictor_refits.py

# Half of the time tests wait for processes: three for two cores.
WORKERS = $$($(PYTHON) -c 'import os; print(min(6, max(2, os.cpu_count() * 3 // 2)))')

test: setup-dev frontend-tools ## run the tests, three for two cores (PYTEST="-k name" chooses)
	@$(PYTHON) -m pytest --numprocesses $(WORKERS) --dist loadfile $(PATIENT:%=--ignore %) $(PYTEST)

test-chaos: setup-dev frontend ## kill processes, fill streams and break the page's network under load; slow
	@$(PYTHON) -m pytest tests/chaos $(PATIENT) $(PYTEST)

test-pages: setup-dev frontend-tools ## look at every page in every theme, width and language; slow
	@$(PYTHON) -m pytest tests/e2e/test_pages.py tests/e2e/test_keyboard.py -m matrix $(PYTEST)

check: setup-dev ## format, lint, types, architecture; the same for the frontend
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(PYTHON) frontend/build.py check

bench-%: setup-dev frontend ## measure: live, ingest, store, predictor, gateway, link, pipeline or frontend
	@$(PYTHON) -m tests.bench.$*

# --- set up ---

setup-local: $(VENV)/.local
setup-dev: $(VENV)/.dev

frontend: $(VENV)/.uv
	@$(PYTHON) frontend/build.py

frontend-tools: $(VENV)/.uv
	@$(PYTHON) frontend/build.py tools

# The first Python that is new enough; a name on PATH may be a shim that leads nowhere, so each is tried.
$(VENV)/.uv: requirements/setup.txt
	@for python in python3.11 python3 python3.12 python3.13 python3.14; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "setup: $(VENV) with $$("$$python" --version)"; \
			"$$python" -m venv $(VENV) && exit 0; \
			echo "IAQverse needs Python's venv module (on Debian: apt install python3-venv)" >&2; exit 1; \
		fi; \
	done; echo "IAQverse needs Python 3.11 or newer on PATH" >&2; exit 1
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/setup.txt
	@touch $@

# Everything that local.txt names is in dev.txt too, in the same version: one environment serves both.
$(VENV)/.local: requirements/local.txt pyproject.toml $(VENV)/.uv
	@echo "setup: what IAQverse runs on"
	@$(INSTALL) --require-hashes --requirements requirements/local.txt
	@$(INSTALL) --quiet --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml $(VENV)/.uv
	@echo "setup: what IAQverse runs on, and the tools to test it"
	@$(INSTALL) --require-hashes --requirements requirements/dev.txt
	@$(INSTALL) --quiet --no-deps --editable .
	@touch $@ $(VENV)/.local

# --- keep ---

COMPILE := $(UV) pip compile --quiet --python-version 3.11 --universal --generate-hashes \
	--no-annotate --no-header $(UPGRADE)
SERVICES := ingest store predictor gateway

lock: $(VENV)/.uv ## write requirements/*.txt from pyproject.toml (UPGRADE=--upgrade: newest versions)
	@echo 'uv>=0.13,<0.14' | $(COMPILE) - --output-file requirements/setup.txt
	@$(COMPILE) pyproject.toml --extra dev --output-file requirements/dev.txt
	@for extra in local $(SERVICES); do \
		$(COMPILE) pyproject.toml --extra $$extra --constraint requirements/dev.txt \
			--output-file requirements/$$extra.txt || exit 1; \
	done
	@if grep -n '://' requirements/*.txt; then echo "a registry's address must not be committed" >&2; exit 1; fi

clean: ## remove what was set up and built; never data
	rm -rf $(VENV) .node frontend/node_modules frontend/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
