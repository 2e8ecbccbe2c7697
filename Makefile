# Doorway's commands. `make` alone lists them.
# On a machine with Python 3.11 to 3.13, make and git, `make demo` and `make test` bring everything else themselves.

PORT ?= 8000
STUDENTS ?= 900
SEED ?= 2011
# The first of these that is on the machine and is not too old or too new.
PYTHON ?= $(shell scripts/find-python)

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
FACES := package-lock.json src/doorway/dev/frontend.py $(wildcard src/doorway/web/styles/*.scss)
LOOPS := $(wildcard src/doorway/assessments/core/growth/*.py)
MESSAGES := $(wildcard src/doorway/*/locale/*/LC_MESSAGES/django.po)
STEP := scripts/step

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test bench soak lint format setup test-tools screenshots clean

help: ## Show what can be made
	@echo "Doorway: student education plans and their conferences"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 22

demo: setup ## Build the demo district when it is not there, and serve it (PORT=8000, AGAIN=1 builds it anew)
	@DOORWAY_DEMO=yes DOORWAY_HOME=$${DOORWAY_HOME:-var/demo} DOORWAY_ADDRESS=$${DOORWAY_ADDRESS:-http://localhost:$(PORT)} \
	  exec $(BIN)/doorway demo --serve --port $(PORT) \
	  --students $(STUDENTS) --seed $(SEED) $(if $(AGAIN),--again)

test: setup $(STAMPS)/dev test-tools ## Bring what the tests need and run all of them, on SQLite and on PostgreSQL
	@$(BIN)/python scripts/run-tests

bench: setup $(STAMPS)/dev ## Measure every page on a district of 5,000 students, growth beside R and of a state, score files, the follow-up, a flood of replies (POSTGRESQL=1, ONLY=growth|state|scores|compliance|replies)
	@ended=0; \
	$(if $(filter growth state scores compliance replies,$(ONLY)),:,$(BIN)/python -m bench.pages $(if $(ROUNDS),--rounds $(ROUNDS)) \
	  $(if $(ONLY),--only $(ONLY)) $(if $(POSTGRESQL),--postgresql) $(if $(AGAIN),--again)) || ended=1; \
	$(if $(filter-out growth,$(ONLY)),:,$(BIN)/python -m bench.growth) || ended=1; \
	$(if $(filter-out state,$(ONLY)),:,$(BIN)/python -m bench.growth.state --cluster) || ended=1; \
	$(if $(filter-out scores,$(ONLY)),:,$(BIN)/python -m bench.score_import $(if $(ROWS),--rows $(ROWS)) $(if $(POSTGRESQL),--postgresql)) || ended=1; \
	$(if $(filter-out compliance,$(ONLY)),:,$(BIN)/python -m bench.compliance --quick $(if $(POSTGRESQL),--postgresql)) || ended=1; \
	$(if $(filter-out replies,$(ONLY)),:,$(BIN)/python -m bench.replies $(if $(POSTGRESQL),--postgresql)) || ended=1; \
	exit $$ended

soak: setup $(STAMPS)/dev test-tools ## The slow proofs: 10,000 seeded audits beside the oracle (CASES=1000), 200 histories of standings (STANDINGS=50), all that keeps records on PostgreSQL
	@DOORWAY_ORACLE_CASES=$(or $(CASES),10000) $(BIN)/python -m pytest -q --no-header -n 2 \
	  src/doorway/pathways/core/tests/test_oracle.py src/doorway/pathways/core/tests/test_promises.py
	@DOORWAY_STANDING_CASES=$(or $(STANDINGS),200) $(BIN)/python -m pytest -q --no-header --no-migrations \
	  src/doorway/compliance/tests/test_standing.py -k recount
	@DOORWAY_TEST_DATABASE=postgresql $(BIN)/python -m pytest -q --no-header -n 2 --dist worksteal -m "not browser" \
	  src tests/concurrency tests/house/test_database.py

lint: setup $(STAMPS)/dev ## Check style, types, layers and templates
	@scripts/lint

format: $(STAMPS)/dev ## Bring the code into the house style
	@$(BIN)/ruff check --fix --quiet src tests scripts && $(BIN)/ruff format src tests scripts

setup: $(STAMPS)/base $(STAMPS)/growth $(STAMPS)/frontend $(STAMPS)/messages ## Build the environment (.venv), the front end and the translations

test-tools: ## Bring a browser, PostgreSQL, gettext and poppler for the tests, where they are missing
	@scripts/bring-test-tools

screenshots: setup $(STAMPS)/dev test-tools ## Take the pictures of the documents from the demo
	@$(BIN)/python -m doorway.dev.screenshots

clean: ## Remove what was built; kept records in var/ stay
	rm -rf $(VENV) node_modules src/doorway/web/static/build .stamps var/bench var/test
	find src -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@scripts/make-venv "$(PYTHON)" $(VENV)

$(STAMPS)/base: requirements/base.txt pyproject.toml | $(BIN)/python
	@mkdir -p $(STAMPS)
	@$(STEP) "Python packages" $(BIN)/python -m pip install --require-hashes -r requirements/base.txt
	@$(STEP) "Doorway itself" $(BIN)/python -m pip install --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/base
	@$(STEP) "Test packages" $(BIN)/python -m pip install --require-hashes -r requirements/dev.txt
	@touch $@

$(STAMPS)/growth: $(LOOPS) $(STAMPS)/base
	@$(STEP) "Growth percentiles, compiled for this processor" $(BIN)/python -m doorway.assessments.core.growth
	@touch $@

$(STAMPS)/npm: package-lock.json $(STAMPS)/base
	@$(STEP) "Front-end packages" scripts/npm ci --no-audit --no-fund
	@touch $@

$(STAMPS)/frontend: $(FACES) $(STAMPS)/npm
	@$(STEP) "Styles, typefaces and scripts" scripts/with-node $(BIN)/python -m doorway.dev.frontend
	@touch $@

$(STAMPS)/messages: $(MESSAGES) $(STAMPS)/base
	@$(BIN)/python -m doorway.dev.messages
	@touch $@
