# Needs Python 3.11 or newer and nothing else; everything else goes into .venv, from locked requirements.
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
CODE := functions layers local tests benchmarks
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run preview simulate history test test-slow test-real test-deploy bench evergreen lint audit format docs lock clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/ready: requirements-dev.txt
	@test -n "$(PYTHON)" || { echo "Repost needs Python 3.11 or newer; none was found (make PYTHON=/path/to/python3.13 …)."; exit 1; }
	@echo "Preparing .venv (once; about a minute) …"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --require-hashes --only-binary=:all: -r requirements-dev.txt
	@touch $@

run: .venv/ready  ## an old article goes out, here on your machine (FEED=https://… for your own blog, NETWORK=bluesky …)
	@PYTHONPATH=functions:. $(BIN)/python -m local.run $(if $(FEED),--feed '$(FEED)') $(if $(NETWORK),--network '$(NETWORK)')

preview: .venv/ready  ## what goes out next here on your machine, and why
	@./repost preview --local

simulate: .venv/ready  ## what goes out in the next 30 days there, if nothing changes
	@./repost simulate --local

history: .venv/ready  ## what has gone out there
	@./repost history --local

test: .venv/ready lint  ## everything that must hold
	@$(BIN)/python -m pytest --numprocesses 2 --dist worksteal

# The auditors are apart because their own requirements are at odds with those of the tests.
.venv-audit/ready: requirements-audit.txt
	@echo "Preparing $(@D) (once; half a minute) …"
	@$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/python -m pip install --quiet --require-hashes --only-binary=:all: -r $<
	@touch $@

# SAM's command line and the emulator that it deploys to; and what Lambda's image holds. Both are on the runtime's own
# version of Python, the one that `sam build` compiles with.
.venv-%/ready: requirements-%.txt
	@runtime="$$($(MAKE) --no-print-directory -s -f packaging/Makefile compiler)"; \
	test -n "$$runtime" || { echo "This needs Python 3.13, the function's own version, on PATH, under pyenv or under uv."; exit 1; }; \
	echo "Preparing $(@D) (once; about a minute) …"; \
	"$$runtime" -m venv --clear $(@D)
	@$(@D)/bin/python -m pip install --quiet --require-hashes --only-binary=:all: -r $<
	@touch $@

test-slow: .venv/ready  ## the tests that take minutes
	@$(BIN)/python -m pytest --numprocesses 2 -m slow

test-real: .venv/ready  ## against real servers and a browser, brought up here: WordPress, Bluesky, Mastodon, Chromium (needs root, or their packages)
	@$(BIN)/python -m pytest tests/real

test-deploy: .venv/ready .venv-sam/ready .venv-lambda/ready  ## built and deployed by SAM, to an emulator, and run under Lambda's own runtime
	@$(BIN)/python -m pytest tests/deploy

bench: .venv/ready .venv-sam/ready .venv-lambda/ready  ## how fast and how dear: writes docs/benchmarks.md
	@PYTHONPATH=functions:. $(BIN)/python -m benchmarks

evergreen: .venv/ready  ## how well promotions and notices are told from what lasts (LISTS='en-mine.tsv …' for your own titles)
	@PYTHONPATH=functions:. $(BIN)/python -m benchmarks.evergreen $(LISTS)

lint: .venv/ready  ## style, types, template, and the audit
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check --quiet $(CODE)
	@$(BIN)/mypy
	@$(BIN)/cfn-lint template.yaml
	@$(MAKE) --no-print-directory audit

audit: .venv/ready .venv-audit/ready  ## known holes in the template and in the dependencies (asks PyPI)
	@.venv-audit/bin/checkov --file template.yaml --framework cloudformation --compact --quiet --skip-download
	@PYTHONPATH=functions:. $(BIN)/python -m local.dependency_audit

format: .venv/ready  ## put the code into the one form
	@$(BIN)/ruff check --fix --quiet $(CODE); $(BIN)/ruff format --quiet $(CODE)

docs: .venv/ready  ## write docs/settings.md anew from the settings types
	@PYTHONPATH=functions:. $(BIN)/python -m local.settings_docs

lock: .venv/ready  ## renew the locked requirements
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		requirements-dev.in -o requirements-dev.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		-c requirements-dev.txt layers/dependencies/requirements.in -o layers/dependencies/requirements.txt
	@for each in sam lambda audit; do $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate requirements-$$each.in -o requirements-$$each.txt; done

clean:  ## forget what the local run remembers
	find .local -mindepth 1 -maxdepth 1 -not -name real -exec rm -rf {} + 2>/dev/null || true
