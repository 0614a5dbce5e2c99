# `make` or `make help` lists the targets. Each makes the environment (.venv) itself when it is missing or stale.
.DEFAULT_GOAL := help
.PHONY: help run test lint types fmt e2e bench reset lock env check-lock

PYTHON_IN_VENV := .venv/bin/python
STAMP := .venv/.lock-checksum
# Settings come from the environment only; a developer's commands are in debug unless it says otherwise.
export CAIRN_DEBUG ?= true
# uv trusts the machine's own certificates, as pip does.
export UV_SYSTEM_CERTS ?= true
# Two workers: the machine that this is measured on has two cores.
TEST_WORKERS ?= 2
COMPILE := .venv/bin/uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --no-annotate \
	--universal --python-version 3.12

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

env: $(STAMP) ## make the environment .venv from requirements/dev.txt
$(STAMP): requirements/dev.txt .ci/make-environment .ci/find-python
	@.ci/make-environment

run: env ## the whole portal with its demo world, in the foreground (PORT=8000)
	@exec $(PYTHON_IN_VENV) -m portal.development.run

test: env ## the whole suite on real PostgreSQL and Valkey (ARGS="tests/courses -k name")
	@$(PYTHON_IN_VENV) -m portal.development.preflight
	@exec $(PYTHON_IN_VENV) -m pytest -m "not browser" -n $(TEST_WORKERS) --dist loadgroup $(ARGS)

e2e: env ## the browser tests, in Chromium (ARGS=...)
	@$(PYTHON_IN_VENV) -m portal.development.preflight browser
	@exec $(PYTHON_IN_VENV) -m pytest -m browser $(ARGS)

lint: env ## format check, ruff, import contracts
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/lint-imports

fmt: env ## format and fix what can be fixed
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

types: env ## mypy, strict
	@.venv/bin/mypy

bench: env ## the figures of benchmarks/README.md (ARGS="signing search")
	@exec $(PYTHON_IN_VENV) -m benchmarks $(ARGS)

lock: env ## compile requirements/*.txt; UPGRADE=1 takes newer versions
	@for name in base dev; do \
		$(COMPILE) $(if $(UPGRADE),--upgrade) requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

check-lock: env ## whether requirements/*.txt still follow from requirements/*.in
	@for name in base dev; do \
		fresh=$$(mktemp) && cp requirements/$$name.txt $$fresh && \
		$(COMPILE) requirements/$$name.in -o $$fresh && \
		{ diff -u requirements/$$name.txt $$fresh || { echo "requirements/$$name.txt is stale: run make lock"; \
		rm -f $$fresh; exit 1; }; }; rm -f $$fresh; \
	done

reset: env ## stop what was left running and forget .local (database, files, mail)
	@$(PYTHON_IN_VENV) -m portal.development.reset
