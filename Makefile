# Two commands set everything up on a fresh machine that has Python >= 3.11 and make:
#   make demo    tomorrow's close approaches, with a report (CATALOG=file to choose the element sets)
#   make test    the whole suite
# PYTHON=python3.12 chooses another interpreter. `make help` lists the rest.

PYTHON ?= python3
PYTEST_WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
PYTEST := $(BIN)/python -m pytest
COVERAGE := --cov --cov-report=
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-strip-extras --no-emit-index-url --no-emit-find-links
# What the benchmarks share is no benchmark; the oracle takes a catalog and has a recipe of its own.
BENCHMARKS := $(filter-out benchmarks/catalogs.py benchmarks/measure.py benchmarks/oracle.py,$(wildcard benchmarks/*.py))

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup demo test check format lint types contracts licenses docs lock bench campaign-screening campaign-tests changelog clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 20

setup: .make/dev ## the virtual environment in .venv, from hashed locks

demo: .make/runtime ## close approaches of the next day; CATALOG=file to choose the element sets
	$(BIN)/specola demo $(if $(CATALOG),--catalog $(CATALOG))

test: .make/dev ## the whole suite, with coverage of each package
	@rm -f .coverage
	@# Uncompiled, a kernel's scalars warn where compiled ones give infinity or NaN.
	NUMBA_DISABLE_JIT=1 $(PYTEST) -m "kernels and not slow" -n $(PYTEST_WORKERS) --quiet -W ignore::RuntimeWarning $(COVERAGE)
	$(PYTEST) -m "not slow" -n $(PYTEST_WORKERS) --dist loadgroup $(COVERAGE) --cov-append
	$(BIN)/python tools/coverage_by_package.py

check: format lint types contracts licenses test docs ## everything CI runs, in this order

format: .make/dev
	$(BIN)/ruff format --check .

lint: .make/dev
	$(BIN)/ruff check .
	$(BIN)/codespell --skip docs/_build src tests tools docs benchmarks changelog.d *.md
	$(BIN)/validate-pyproject pyproject.toml

types: .make/dev
	$(BIN)/mypy
	$(BIN)/pyright

contracts: .make/dev
	$(BIN)/lint-imports --no-cache

licenses: .make/dev
	$(BIN)/python tools/check_licenses.py
	$(BIN)/python tools/check_locks.py

docs: .make/dev ## the documentation, in docs/_build/html
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html

lock: .make/dev ## resolve requirements/*.txt again from pyproject.toml
	$(COMPILE) --group build -o requirements/runtime.txt $(LOCK)
	$(COMPILE) --all-extras --group dev -c requirements/runtime.txt -o requirements/dev.txt $(LOCK)
	$(COMPILE) --all-extras --group dev --group bench -c requirements/dev.txt -o requirements/bench.txt $(LOCK)

bench: .make/bench ## every benchmark, with the peers in the same run; BENCH=name for one
	@for script in $(if $(BENCH),benchmarks/$(BENCH).py,$(BENCHMARKS)); do \
		echo "== $$script"; $(BIN)/python $$script || exit 1; \
	done

campaign-screening: .make/bench ## specola against brute force on a catalog: CATALOG=file, HOURS=12
	$(BIN)/python benchmarks/oracle.py $(CATALOG) --hours $(or $(HOURS),12)

campaign-tests: .make/dev ## the tests that take whole catalogs or many minutes
	$(PYTEST) -m slow

changelog: .make/dev ## gather changelog.d into CHANGELOG.md; VERSION=x.y.z
	$(BIN)/towncrier build --yes --version $(VERSION)

clean: ## remove what was made, the virtual environment too
	rm -rf $(VENV) .make .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage* docs/_build build dist

# ---------------------------------------------------------------------------------------------------
# One environment, filled as far as the command needs it. A stamp says how far that is.

.make/venv:
	@$(PYTHON) tools/check_python.py
	$(PYTHON) -m venv $(VENV)
	@mkdir -p .make && touch $@

.make/runtime: .make/venv requirements/runtime.txt pyproject.toml
	@echo "Installing what specola needs into $(VENV), from hashed locks. This takes a minute or two, once."
	$(PIP) --require-hashes -r requirements/runtime.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.make/dev: .make/venv requirements/dev.txt pyproject.toml
	@echo "Installing what the tests and checks need into $(VENV), from hashed locks. A minute or two, once."
	$(PIP) --require-hashes -r requirements/dev.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch .make/runtime $@

.make/bench: .make/dev requirements/bench.txt
	$(PIP) --require-hashes -r requirements/bench.txt
	@touch $@
