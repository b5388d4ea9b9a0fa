# The commands of the project. `make run` and `make test` are all a newcomer needs; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# What `make check` tests: the floors below the database, the architecture, the pages' frame, the command line.
FAST := $(wildcard tests/house tests/core tests/feel tests/dmn tests/engine tests/web)
# One more than there are cores: a test in the browser waits for it half of its time.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

.PHONY: run test storm check bench format translations documents pictures locks clean help

run: $(VENV)/.installed ## start the service with demo data on http://127.0.0.1:8000
	@$(BIN)/python -m service.web.build_hook
	@$(BIN)/lantoa demo --serve

test: $(VENV)/.developed ## every test; what browser, PostgreSQL and proxy tests lack is said at the end
	@$(BIN)/python -m service.web.build_hook
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

storm: $(VENV)/.developed ## the engine against an independent token game on 20,000 random diagrams; MODELS=…, SEED=…
	@$(BIN)/python -m tests.engine.models.storm $(if $(MODELS),--models $(MODELS)) $(if $(SEED),--seed $(SEED))

check: $(VENV)/.developed ## format, lint, types, architecture, fast tests
	@$(BIN)/python -m service.web.build_hook
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n auto -m "not browser and not postgresql" $(FAST)

bench: $(VENV)/.developed ## measure completions beside the naive baseline; writes var/bench.json
	@$(BIN)/python -m service.web.build_hook
	@$(BIN)/python -m tests.benchmarks.run

format: $(VENV)/.developed ## put every file in the house format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

translations: $(VENV)/.developed ## bring the catalogues up to the texts in the code
	@$(BIN)/pybabel extract -F service/babel.cfg -k sentence -k _ -k ngettext:1,2 -o $(VENV)/lantoa.pot --no-location --sort-output --width=120 service
	@$(BIN)/pybabel update -i $(VENV)/lantoa.pot -d service/translations --no-fuzzy-matching --ignore-obsolete --width=120 --ignore-pot-creation-date

documents: $(VENV)/.developed ## write the pages of docs/ that are made from tables of the code
	@$(BIN)/python -m tests.house.elements_page

pictures: $(VENV)/.developed ## take the README's pictures anew
	@$(BIN)/python -m service.web.build_hook
	@$(BIN)/python -m docs.pictures.take

locks: $(VENV)/.developed ## write the hashed locks anew; they name no host
	@$(BIN)/uv pip compile --quiet --no-header --generate-hashes --universal --python-version 3.11 pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --no-header --generate-hashes --universal --python-version 3.11 --group build -o requirements-build.lock
	@$(BIN)/uv pip compile --quiet --no-header --generate-hashes --universal --python-version 3.11 --extra dev pyproject.toml -c requirements.lock -c requirements-build.lock -o requirements-dev.lock

clean: ## remove what was built and installed, never the data in var/
	rm -rf $(VENV) service/web/static/dist service/web/frontend/node_modules .mypy_cache .ruff_cache .import_linter_cache

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Lan Tỏa needs Python 3.11 or newer, but $(PYTHON) is " + sys.version.split()[0] + ". Name a newer one: make run PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.created requirements.lock requirements-build.lock pyproject.toml
	@echo "Installing the libraries (once; a minute or two)"
	@$(PIP) --require-hashes -r requirements-build.lock
	@$(PIP) --require-hashes --no-build-isolation --use-pep517 -r requirements.lock
	@LANTOA_SKIP_ASSETS=1 $(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.developed: $(VENV)/.installed requirements-dev.lock
	@echo "Installing the tools for tests (once)"
	@$(PIP) --require-hashes --no-build-isolation --use-pep517 -r requirements-dev.lock
	@touch $@
