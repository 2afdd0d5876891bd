# One command for each chore. `make help` lists them.
#
# Needs Python 3.11 or later with its venv module, and make; everything else is installed into
# .venv. Another Python: make PYTHON=python3.12 run

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
LAYERS := agents data dashboard experiments model

PLACE ?= WK034403
SCENARIO ?= cuts-2015
SEEDS ?= 20
YEARS ?= 5
OUT ?= out/overvecht

.DEFAULT_GOAL := help
.PHONY: help install install-dev run dashboard test slow versions bench golden lint types format assets \
	browser docs-carer docs-tables clean

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1 \2/' \
	| awk '{ printf "  %s %-12s", $$1, $$2; $$1 = $$2 = ""; print }'

run: .venv/.installed ## what five years look like in Overvecht, with and without the cuts of 2015
	@$(BIN)/zorgzaam compare --place $(PLACE) --scenario $(SCENARIO) --baseline baseline \
		--seeds $(SEEDS) --years $(YEARS) --out $(OUT)
	@echo
	@echo "Report: open $(OUT)/report.html in a browser. Tables and the record are beside it."

dashboard: .venv/.installed ## the application in the browser
	@$(BIN)/zorgzaam dashboard

install: .venv/.installed ## the package with its pinned libraries, in .venv
install-dev: .venv/.installed-dev ## the same with what tests, lint and types need

test: .venv/.installed-dev browser ## all tests but the slow ones; installs Chromium where it can
	@$(BIN)/python -m pytest -m "not slow"

slow: .venv/.installed-dev browser ## the slow tests: patterns in the data, large runs
	@$(BIN)/python -m pytest -m slow

versions: ## the quick tests and the golden run on each supported Python that is here
	@bash tests/versions.sh

bench: .venv/.installed-dev ## measure speed and memory, against plain Mesa agents in the same run
	@$(BIN)/python -m benchmarks

golden: .venv/.installed-dev ## accept the results of today's code: golden run and the week of one carer
	@$(BIN)/python -m pytest -m "not browser" -k golden --update-golden
	@$(MAKE) --no-print-directory docs-carer
	@git --no-pager diff --stat -- tests docs || true
	@echo "Say in CHANGELOG.md what changed the results, and why."

lint: .venv/.installed-dev types ## style, formatting and strict types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: .venv/.installed-dev ## rewrite the files in the house's format
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

# The checker finds `zorgzaam.model` by its path, and the folders are not under one: links show it
# a tree that is. (An editable install in strict mode works too, but misses new files.)
types: .venv/.installed-dev
	@mkdir -p .typed/zorgzaam
	@for layer in $(LAYERS); do ln -sfn ../../$$layer .typed/zorgzaam/$$layer; done
	@$(BIN)/mypy -p zorgzaam

assets: .venv/.installed ## fetch the pinned JavaScript packages that the offline dashboard needs
	@$(BIN)/python -m zorgzaam.dashboard.assets

docs-carer: .venv/.installed ## rewrite docs/a-week-of-one-carer.md from a run of today's model
	@$(BIN)/python -m zorgzaam.experiments.one_carer.page docs

docs-tables: .venv/.installed ## rewrite the generated tables in docs/
	@$(BIN)/python -m zorgzaam.experiments.docs_tables docs

# Browser tests need Chromium and the dashboard's assets. Where they cannot be had the other
# tests still run, and both this target and pytest's summary say what was left out.
browser: .venv/.installed-dev
	@bash .ci/browser $(BIN)/python

clean: ## remove .venv, caches and fetched assets (never out/)
	rm -rf .venv .typed .mypy_cache .ruff_cache .pytest_cache .hypothesis .dashboard-assets build *.egg-info
	find $(LAYERS) tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Zorgzaam needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)."; \
		echo "Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "Python's venv module is incomplete. On Debian or Ubuntu: apt-get install python3-venv"; \
		exit 1; }

.venv/.installed: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing Zorgzaam and its pinned libraries into .venv (once; a few minutes)"
	@$(PIP) install --quiet -c constraints.txt -e .
	@touch $@

.venv/.installed-dev: .venv/.installed
	@echo "Installing what tests, lint and types need (once)"
	@$(PIP) install --quiet -c constraints.txt -e '.[dev]'
	@touch $@
