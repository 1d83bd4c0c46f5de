# The commands of this project. `make help` shows them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PORT ?= 8000
T ?=
export PORT

##@ Use

run: $(VENV)/run.installed ## Everything on http://127.0.0.1:8000 (PORT= changes it)
	@exec $(BIN)/erm serve

demo: $(VENV)/run.installed ## A realistic repository: a year of releases and people
	@$(BIN)/erm demo

##@ Work on it

test: $(VENV)/test.installed ## Install what tests need and run them all (T=path for some)
	@sh tests/support/install-parts.sh
	@$(BIN)/python -m pytest -n 2 $(T)

check: check-format check-lint check-layers check-types check-templates check-spelling check-migrations check-diagrams ## Lint, types, layers, templates, migrations, diagrams

format: $(VENV)/test.installed ## Bring sources and templates into shape
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

bench: $(VENV)/test.installed ## Measure: a table, and one JSON line per figure
	@$(BIN)/erm bench

ui: ## Rebuild the committed browser bundle (needs Node)
	@command -v npm >/dev/null || { echo "Node with npm is needed for this target." >&2; exit 1; }
	@cd web/frontend && npm ci --silent --no-audit --no-fund && npm run --silent build

check-ui: ui ## Rebuild the browser bundle and compare it with the committed one (needs Node)
	@git diff --exit-code --stat -- web/static/vendor

lock: $(VENV)/test.installed ## Pin the newest dependencies, with hashes, in requirements/
	@$(PIP) install uv
	@for set in run test; do \
		$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
			--generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
			requirements/$$set.in --output-file requirements/$$set.txt || exit 1; \
	done

help: ## Show these commands
	@awk -F ':.*## ' '/^##@ /{printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

# The parts of `make check`.

check-format: $(VENV)/test.installed
	@echo "format"; $(BIN)/ruff format --quiet --check .

check-lint: $(VENV)/test.installed
	@echo "lint"; $(BIN)/ruff check --quiet .

check-layers: $(VENV)/test.installed
	@echo "layers"; out=$$($(BIN)/lint-imports --no-cache 2>&1) || { echo "$$out"; exit 1; }

check-types: $(VENV)/test.installed
	@echo "types"; $(BIN)/mypy --no-error-summary

check-templates: $(VENV)/test.installed
	@echo "templates"; if [ -d web/templates ]; then \
		$(BIN)/djlint --quiet --lint web/templates; fi

check-spelling: $(VENV)/test.installed
	@echo "spelling"; git ls-files -z | xargs -0 $(BIN)/codespell

check-migrations: $(VENV)/test.installed
	@echo "migrations"; folder=$$(mktemp -d); status=0; \
	export ERM_DATABASE_URL="sqlite:///$$folder/check.db"; \
	{ $(BIN)/erm db upgrade && $(BIN)/erm db check; } >"$$folder/said" 2>&1 || \
		{ status=1; cat "$$folder/said"; }; \
	rm -rf "$$folder"; exit $$status

check-diagrams: $(VENV)/test.installed
	@echo "diagrams"; status=0; for file in bpmn/*.bpmn; do \
		[ ! -e "$$file" ] || $(BIN)/erm process lint "$$file" || status=1; \
	done; exit $$status

# Dependencies are installed again when their lock changed.

$(VENV)/run.installed: requirements/run.txt pyproject.toml requirements/venv.sh
	@sh requirements/venv.sh $(VENV)
	@echo "Installing what the product runs on …"
	@$(PIP) install --require-hashes --requirement requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.installed: $(VENV)/run.installed requirements/test.txt
	@echo "Installing what the tests and checks need …"
	@$(PIP) install --require-hashes --requirement requirements/test.txt
	@touch $@

.PHONY: run demo test check format bench ui lock help check-format check-lint \
	check-layers check-types check-templates check-spelling check-migrations check-diagrams
