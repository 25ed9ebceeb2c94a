# Needs Python 3.11 or newer and nothing else; everything else goes into .venv, from locked requirements.
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
CODE := functions local tests
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test lint format docs lock clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/ready: requirements-dev.txt
	@test -n "$(PYTHON)" || { echo "Repost needs Python 3.11 or newer; none was found (make PYTHON=/path/to/python3.13 …)."; exit 1; }
	@echo "Preparing .venv (once; about a minute) …"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --require-hashes --only-binary=:all: -r requirements-dev.txt
	@touch $@

run: .venv/ready  ## an old article goes out, here on your machine (FEED=https://… for your own blog)
	@PYTHONPATH=functions:. $(BIN)/python -m local.run $(if $(FEED),--feed '$(FEED)')

test: .venv/ready lint  ## everything that must hold
	@$(BIN)/python -m pytest --numprocesses 2

lint: .venv/ready  ## style, types, template
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check --quiet $(CODE)
	@$(BIN)/mypy
	@$(BIN)/cfn-lint template.yaml

format: .venv/ready  ## put the code into the one form
	@$(BIN)/ruff check --fix --quiet $(CODE); $(BIN)/ruff format --quiet $(CODE)

docs: .venv/ready  ## write docs/settings.md anew from the settings types
	@PYTHONPATH=functions:. $(BIN)/python -m local.settings_docs

lock: .venv/ready  ## renew the locked requirements
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		layers/dependencies/requirements.in -o layers/dependencies/requirements.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		-c layers/dependencies/requirements.txt requirements-dev.in -o requirements-dev.txt

clean:  ## forget what the local run remembers
	rm -rf .local
