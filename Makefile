# shoal: `make demo` shows it, `make test` checks everything; both set up what they need on a fresh machine.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
OUT    ?= demo
SECONDS ?= 3600

# What is installed is compiled once; without that every process of the tests would compile shoal anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test lint types contracts tests slow fuzz bench docs site format browser postgres clean

help:  ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

demo: $(VENV)/installed  ## Segment a simulated shop and say where the report is
	@$(BIN)/shoal demo --out $(OUT)

test: $(VENV)/developed  ## Lint, types, import contracts, doctests and tests
	@$(MAKE) --no-print-directory --jobs 2 --output-sync lint types contracts
	@$(MAKE) --no-print-directory tests

lint: $(VENV)/developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/developed
	$(BIN)/mypy

contracts: $(VENV)/developed
	$(BIN)/lint-imports

tests: $(VENV)/developed browser postgres
	$(BIN)/python -m pytest -m "not slow" -n auto --dist loadfile --no-loadscope-reorder

slow: $(VENV)/developed browser postgres  ## The tests that take long: every case, every guide, a hundred kills
	$(BIN)/python -m pytest -m slow -n auto --dist loadfile

fuzz: $(VENV)/developed  ## Feed every parser with hostile input, an hour each: make fuzz SECONDS=60 for less
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group fuzz
	$(BIN)/python tests/fuzz/run.py --seconds $(SECONDS)

bench: $(VENV)/developed  ## Speed, memory and accuracy, each beside its peer in the same run
	$(BIN)/python benchmarks/textbook_run.py
	$(BIN)/python benchmarks/start_up.py
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/planted.py
	$(BIN)/python benchmarks/wide.py
	$(BIN)/python benchmarks/simulate.py
	$(BIN)/python benchmarks/guesses.py
	$(BIN)/python benchmarks/variants.py
	$(BIN)/python benchmarks/features.py
	$(BIN)/python benchmarks/quality.py
	$(BIN)/python benchmarks/report.py
	$(BIN)/python benchmarks/kills.py --kills 100 --boundaries

docs: $(VENV)/developed  ## Write the generated parts of the docs again
	$(BIN)/python docs/generate.py

site: $(VENV)/developed  ## Build the docs into docs/_build/html, warnings as errors
	$(BIN)/python -m sphinx -W -n --keep-going -q docs docs/_build/html
	@echo "The docs are in docs/_build/html/index.html"

format: $(VENV)/developed  ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

browser:  ## Chromium for the browser tests, from Debian where it is missing and may be installed
	@./.ci/chromium

postgres:  ## PostgreSQL for the tests of the second engine, from Debian where it is missing and may be installed
	@./.ci/postgres

clean:  ## Remove the environment and what was made
	rm -rf $(VENV) $(OUT) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("shoal needs Python 3.11 or later, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "This Python has no venv module: install python3-venv (apt-get install python3-venv) and try again."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/python pyproject.toml
	@echo "Installing shoal into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/developed: $(VENV)/installed
	@echo "Installing the developers' tools into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	@touch $@
