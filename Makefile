# Needs only Python 3.11 or newer; everything else is installed into .venv, from locked requirements.
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
CODE := functions layers local packaging tests benchmarks
# One more than there are cores: while one test waits for what it started, another has its core.
PROCESSES = $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

ADDRESS := $(firstword $(filter http%,$(MAKECMDGOALS)))
$(if $(ADDRESS),$(error Put FEED= before the address: make run FEED=$(ADDRESS)))

.PHONY: help run preview simulate history test test-slow test-real test-deploy bench bench-fleet evergreen learning mutants lint types template audit format docs pictures lock clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/ready: requirements-dev.txt
	@test -n "$(PYTHON)" || { echo "Repost needs Python 3.11 or newer, but none was found. Try: make PYTHON=/path/to/python3.13 …"; exit 1; }
	@$(PYTHON) packaging/environment.py $(@D) $< "the local run and the tests"

run: export WANTED_FEED := $(or $(FEED),$(feed),$(Feed))
run: export WANTED_NETWORK := $(or $(NETWORK),$(network),$(Network))
run: export WANTED_EXAMPLE := $(or $(EXAMPLE),$(example),$(Example))
run: export WANTED_FLEET := $(or $(FLEET),$(fleet),$(Fleet))
run: export WANTED_DOOR := $(or $(DOOR),$(door),$(Door))
run: export WANTED_ENCORES := $(or $(ENCORES),$(encores),$(Encores))
run: export WANTED_PAGES := $(or $(PAGES),$(pages),$(Pages))
run: .venv/ready  ## post an old article on your machine, to a stand-in (FEED=https://… for your own blog, EXAMPLE=en for an English one, NETWORK=bluesky …, ENCORES=yes to let days pass until what readers liked goes out once more, PAGES=yes to see the dashboard's pages in your browser); FLEET=25 shows a day of a company's 25 people instead, and with DOOR=yes lets one of them join in your browser
	@if [ -n "$$WANTED_FLEET" ]; then PYTHONPATH=functions:. exec $(BIN)/python -m local.fleet "$$WANTED_FLEET" $(if $(WANTED_DOOR),--door "$$WANTED_DOOR"); fi; PYTHONPATH=functions:. exec $(BIN)/python -m local --feed "$$WANTED_FEED" $(if $(WANTED_NETWORK),--network "$$WANTED_NETWORK") $(if $(WANTED_EXAMPLE),--example "$$WANTED_EXAMPLE") $(if $(WANTED_ENCORES),--encores "$$WANTED_ENCORES") $(if $(WANTED_PAGES),--pages "$$WANTED_PAGES")

preview: .venv/ready  ## show what `make run` posts next, and why
	@./repost preview --local

simulate: .venv/ready  ## show what it posts in the next 30 days, if nothing changes
	@./repost simulate --local

history: .venv/ready  ## show what it has posted
	@./repost history --local

test: .venv/ready lint  ## run the linters and all the tests
	@$(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist worksteal

# The auditors have their own environment, because their requirements conflict with those of the tests.
.venv-audit/ready: requirements-audit.txt
	@$(PYTHON) packaging/environment.py $(@D) $< "the audit"

# What makes the mutants needs packages that nothing else does.
.venv-mutants/ready: requirements-mutants.txt
	@$(PYTHON) packaging/environment.py $(@D) $< "the mutants"

# One environment for SAM's CLI and the emulator that it deploys to, one with what Lambda's image contains. Both use the
# runtime's own version of Python, the one that `sam build` compiles with.
.venv-%/ready: requirements-%.txt
	@runtime="$$($(MAKE) --no-print-directory -s -f packaging/Makefile compiler)"; \
	test -n "$$runtime" || { echo "This needs Python 3.13, the function's runtime, on PATH or installed by pyenv or uv."; exit 1; }; \
	"$$runtime" packaging/environment.py $(@D) $< "make test-deploy"

test-slow: .venv/ready  ## run the tests that take minutes
	@$(BIN)/python -m pytest --numprocesses $(PROCESSES) -m slow
	@$(BIN)/python -m pytest --numprocesses $(PROCESSES) -m "hypothesis and not slow" --hypothesis-profile thorough

test-real: .venv/ready  ## test against real servers and a browser on this machine: WordPress, Bluesky, Mastodon, Chromium (needs root, or their packages)
	@$(BIN)/python -m pytest tests/real

test-deploy: .venv/ready .venv-sam/ready .venv-lambda/ready  ## build with SAM, deploy to an emulator, and run under Lambda's own runtime
	@$(BIN)/python -m pytest tests/deploy

bench: .venv/ready .venv-sam/ready .venv-lambda/ready  ## measure speed and cost, and write docs/benchmarks.md
	@PYTHONPATH=functions:. $(BIN)/python -m benchmarks

bench-fleet: .venv/ready  ## measure a company of 2,500 people who are all due at once, and write docs/benchmarks-fleet.md (MEMBERS=100 for fewer)
	@PYTHONPATH=functions:. $(BIN)/python -m benchmarks.burst

evergreen: .venv/ready  ## measure how well dated articles are recognized (LISTS='en-mine.tsv …' for your own titles)
	@PYTHONPATH=functions:. $(BIN)/python -m benchmarks.evergreen $(LISTS)

learning: .venv/ready  ## learn again what the words of labelled titles say, for the check for dated articles (CHECK=1 to measure it by blog instead)
	@PYTHONPATH=functions:. $(BIN)/python -m benchmarks.learning $(if $(CHECK),--check)

mutants: .venv/ready .venv-mutants/ready  ## break the code in small ways and count what the tests see (SAMPLE=40 for a sample, SEED=2 for another, ONLY=schedule for a room or a file)
	@PYTHONPATH=functions:. $(BIN)/python -m local.tools.mutants $(if $(SAMPLE),--sample "$(SAMPLE)") $(if $(SEED),--seed "$(SEED)") $(if $(ONLY),--only "$(ONLY)")

lint: .venv/ready  ## check style, types and template, and run the audit
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check --quiet $(CODE)
	@$(MAKE) --no-print-directory --jobs 2 types template audit

types: .venv/ready
	@$(BIN)/mypy

template: .venv/ready
	@$(BIN)/cfn-lint --include-checks I -- template.yaml

audit: .venv/ready .venv-audit/ready  ## look for known vulnerabilities in the template and the dependencies (asks PyPI)
	@.venv-audit/bin/checkov --file template.yaml --framework cloudformation --compact --quiet --skip-download
	@PYTHONPATH=functions:. $(BIN)/python -m local.tools.dependency_audit

format: .venv/ready  ## format the code
	@$(BIN)/ruff check --fix --quiet $(CODE); $(BIN)/ruff format --quiet $(CODE)

docs: .venv/ready  ## regenerate docs/settings.md from the settings types
	@PYTHONPATH=functions:. $(BIN)/python -m local.tools.settings_docs

pictures: .venv/ready  ## draw the pictures in the docs (needs Chromium)
	@PYTHONPATH=functions:. $(BIN)/python -m local.tools.pictures

lock: .venv/ready  ## update the locked requirements
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		requirements-dev.in -o requirements-dev.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		-c requirements-dev.txt layers/dependencies/requirements.in -o layers/dependencies/requirements.txt
	@for each in command sam lambda audit mutants; do $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate $$(test $$each != command || echo -c requirements-dev.txt) requirements-$$each.in -o requirements-$$each.txt; done

clean:  ## delete the history of the local run
	find .local -mindepth 1 -maxdepth 1 -not -name real -exec rm -rf {} + 2>/dev/null || true
