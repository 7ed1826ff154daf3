# The targets a newcomer needs are `make demo` and `make test`; `make help` lists the rest.
# Everything is built inside the checkout; each step leaves a stamp in build/stamps, so a second run starts at once.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python
STAMP := build/stamps
STEP := scripts/step

# Sources on which a built thing depends (generated folders included, build results left out).
sources = $(shell find $(1) -type d \( -name target -o -name node_modules -o -name dist -o -name __pycache__ -o -name .venv -o -name tests -o -name test \) -prune -o -type f \( $(2) \) -print 2>/dev/null)
RUST_SRC := Cargo.toml Cargo.lock $(call sources,sdk-rust host services examples,-name '*.rs' -o -name Cargo.toml)
GO_SRC := go.work $(call sources,sdk-go services examples,-name '*.go' -o -name go.mod -o -name go.sum)
TS_SRC := package.json package-lock.json $(call sources,sdk-typescript services/providers/mock,-name '*.ts' -o -name '*.mjs' -o -name '*.json')
# What the demo does not need: the vendors' adapters with their kit, and the examples.
TS_OTHERS := services/providers/kit-typescript $(filter-out services/providers/mock,$(patsubst %/build.mjs,%,$(wildcard services/providers/*/build.mjs examples/*/*/build.mjs)))
TS_OTHERS_SRC := $(call sources,services examples,-name '*.ts' -o -name '*.mjs' -o -name '*.json')
GO_MODULES := $(shell sed -n 's|^\t\./||p' go.work)
GO_PROVIDERS := $(patsubst services/providers/%/main.go,%,$(wildcard services/providers/*/main.go))
PYTHON_PACKAGES := sdk-python/pyproject.toml services/foundation/agent/pyproject.toml conformance/pyproject.toml

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

# ---- set-up -----------------------------------------------------------------------------------------------

$(STAMP)/tools: scripts/check-tools
	@PYTHON=$(PYTHON) scripts/check-tools
	@mkdir -p $(@D) && touch $@

$(STAMP)/venv: | $(STAMP)/tools
	@$(STEP) "Python: virtual environment" bash -c '$(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet --disable-pip-version-check uv maturin'
	@touch $@

$(STAMP)/python: $(STAMP)/venv $(PYTHON_PACKAGES)
	@$(STEP) "Python: SDK, agent service, conformance suite" $(UV) -e "sdk-python[http]" -e services/foundation/agent -e conformance
	@touch $@

$(STAMP)/rust: $(RUST_SRC) | $(STAMP)/tools
	@$(STEP) "Rust: services, examples, programs of the tests" cargo build --quiet --locked --workspace --exclude amplifier-ipc-router-py --bins --examples
	@touch $@

$(STAMP)/host: $(RUST_SRC) host/pyproject.toml $(STAMP)/python
	@$(STEP) "Host: Rust data plane, Python control plane" $(UV) --no-build-isolation -e host
	@touch $@

$(STAMP)/go: $(GO_SRC) | $(STAMP)/tools
	@$(STEP) "Go: hook service" env CGO_ENABLED=0 go build -trimpath -buildvcs=false -o build/go/foundation-hooks ./services/foundation/hooks
	@touch $@

$(STAMP)/go-examples: $(STAMP)/go
	@$(STEP) "Go: examples" bash -c 'for name in everything words; do CGO_ENABLED=0 go build -trimpath -buildvcs=false -o build/go/$$name ./examples/$$name/go; done; go build -trimpath -buildvcs=false -o build/go/verdicts ./sdk-go/internal/wire/verdicts'
	@touch $@

$(STAMP)/go-providers: $(STAMP)/go
	@$(STEP) "Go: providers" bash -c 'for name in $(GO_PROVIDERS); do CGO_ENABLED=0 go build -trimpath -buildvcs=false -o build/providers/$$name ./services/providers/$$name || exit 1; done'
	@touch $@

$(STAMP)/npm: package.json package-lock.json $(wildcard sdk-typescript/package.json services/*/*/package.json examples/*/*/package.json) | $(STAMP)/tools
	@$(STEP) "TypeScript: packages" npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(STAMP)/typescript: $(STAMP)/npm $(TS_SRC)
	@$(STEP) "TypeScript: SDK and mock provider" npm run build -w sdk-typescript -w services/providers/mock
	@touch $@

$(STAMP)/typescript-others: $(STAMP)/typescript $(TS_OTHERS_SRC)
	@$(STEP) "TypeScript: providers and examples" npm run build $(TS_OTHERS:%=-w %)
	@touch $@

$(STAMP)/dev: requirements-dev.txt $(STAMP)/venv
	@$(STEP) "Python: test and lint tools" $(UV) -r requirements-dev.txt
	@touch $@

.PHONY: setup setup-dev
setup: $(STAMP)/host $(STAMP)/rust $(STAMP)/go $(STAMP)/typescript ## Build everything that the demo needs
setup-dev: setup $(STAMP)/dev $(STAMP)/go-examples $(STAMP)/go-providers $(STAMP)/typescript-others

# ---- what people run --------------------------------------------------------------------------------------

.PHONY: demo
demo: setup ## Run one turn across four languages, then once more with a service killed in mid-call
	@$(BIN)/python examples/polyglot/demo.py

.PHONY: test test-system test-live test-mutants test-python test-rust test-go test-typescript
test: setup-dev ## Run the tests of every language
	@$(MAKE) test-rust test-go test-typescript test-python
test-system: setup-dev ## Run the tests that need minutes, or a browser and a terminal
	@$(STEP) "System: packages that its tests need" scripts/system-packages
	$(BIN)/python -m pytest -q --numprocesses 2 --dist loadfile -m system --ignore conformance/tests/test_mutants.py
test-mutants: setup-dev ## Let each mutant meet the conformance suite: some minutes of a machine that does nothing else
	$(BIN)/python -m pytest -q conformance/tests/test_mutants.py
test-live: setup-dev ## Ask the vendors of whom a key is in the environment: two small calls each, for some hundredths of a cent
	$(BIN)/python -m pytest -q -rs -m live services/providers/tests
test-python: setup-dev
	$(BIN)/python -m pytest -q --numprocesses 2 --dist loadfile -m "not system and not live"
test-rust: setup
	cargo test --workspace --locked --quiet
test-go: setup
	go test -race -count=1 $(GO_MODULES:%=./%/...)
test-typescript: setup-dev
	npm test

SERVICES := conformance/services.yaml
.PHONY: conformance mutants
conformance: setup-dev ## Judge every service of this repository, and the host, and write build/conformance/*.html
	@mkdir -p build/conformance
	$(BIN)/amplifier-conformance check-all $(SERVICES)
	$(BIN)/amplifier-conformance host --html build/conformance/host.html -- $(BIN)/amplifier-ipc run --agent {agent} --working-dir {cwd} {prompt}
mutants: setup-dev ## Break the reference in every way, let each mutant meet every check, and print who kills it
	@mkdir -p build/conformance
	$(BIN)/python conformance/mutants/matrix.py --whole --json build/conformance/matrix.json

.PHONY: bench
bench: setup-dev ## Measure the promises of performance: ratios of medians, side by side in one run
	@$(STEP) "Rust: examples, optimised" cargo build --quiet --locked --release -p example-everything -p example-words -p foundation-workspace
	@$(BIN)/python bench/run.py

# ---- generated things and house rules ---------------------------------------------------------------------

.PHONY: generate check-generated
generate: $(STAMP)/dev ## Write the types of four languages, the tables and the list of requirements
	cd schemas && ../$(BIN)/python -m generate
	$(BIN)/python spec/requirements.py
check-generated: $(STAMP)/dev ## Fail when a generated file is stale
	cd schemas && ../$(BIN)/python -m generate --check
	$(BIN)/python spec/requirements.py --check

.PHONY: lint lint-python lint-rust lint-go lint-typescript
lint: lint-python lint-rust lint-go lint-typescript check-generated ## Check formats, types and house rules
lint-python: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy sdk-python/src services/foundation/agent/src host/src schemas/generate conformance/src
lint-rust: setup
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked --quiet -- -D warnings
lint-go: setup
	scripts/lint-go
lint-typescript: setup-dev
	npm run lint

.PHONY: clean
clean: ## Remove everything that was built
	rm -rf $(VENV) build target node_modules sdk-typescript/node_modules services/providers/*/node_modules
	find . -type d \( -name dist -o -name __pycache__ \) -not -path './.git/*' -prune -exec rm -rf {} +
