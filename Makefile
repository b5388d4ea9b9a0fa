# The commands of the project. `make run` and `make test` are all a newcomer needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LANTOA := $(BIN)/python -m service.cli

.PHONY: run test check bench format translations locks clean

run: $(VENV)/.installed ## start the service with demo data on http://127.0.0.1:8000
	@$(BIN)/python -m service.web.build_hook
	@$(LANTOA) demo --serve

test: $(VENV)/.developed ## every test; browser and PostgreSQL tests say how to get what they lack
	@$(BIN)/python -m service.web.build_hook
	$(BIN)/python -m pytest

check: $(VENV)/.developed ## format, lint, types, architecture, fast tests
	@$(BIN)/python -m service.web.build_hook
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/house tests/core tests/feel tests/dmn tests/engine -q

bench: $(VENV)/.developed ## measure completions beside the naive baseline; writes var/bench.json
	$(BIN)/python -m tests.benchmarks.run

format: $(VENV)/.developed ## put every file in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

translations: $(VENV)/.developed ## bring the catalogues up to the texts in the code
	$(BIN)/pybabel extract -F service/babel.cfg -k sentence -k _ -k ngettext:1,2 -o /tmp/lantoa.pot --no-location --omit-header service
	$(BIN)/pybabel update -i /tmp/lantoa.pot -d service/translations --no-fuzzy-matching --omit-header

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Lan Tỏa needs Python 3.11 or newer; set PYTHON=<path>.")'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.created requirements.lock requirements-build.lock pyproject.toml
	@echo "Installing the libraries (once; a minute or two)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@LANTOA_SKIP_ASSETS=1 $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.developed: $(VENV)/.installed requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

locks: $(VENV)/.developed ## write the hashed locks anew; they name no host
	$(BIN)/uv pip compile --quiet --no-header --generate-hashes --universal --python-version 3.11 pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --no-header --generate-hashes --universal --python-version 3.11 --group build -o requirements-build.lock
	$(BIN)/uv pip compile --quiet --no-header --generate-hashes --universal --python-version 3.11 --extra dev pyproject.toml -c requirements.lock -c requirements-build.lock -o requirements-dev.lock

clean: ## remove what was built and installed, never the data in var/
	rm -rf $(VENV) service/web/static/dist service/web/frontend/node_modules .mypy_cache .ruff_cache
