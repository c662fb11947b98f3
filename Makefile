# Coopère. `make help` lists what there is; README.md says more.

.DEFAULT_GOAL := help
.PHONY: help run test weigh lint format lock upgrade clean environment bench-towns

export PORT ?= 8000
BIN := .venv/bin
COMPILE = .uv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
	--custom-compile-command 'make lock'

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

run: .venv/ready ## Start the site with its demo on http://localhost:8000 (PORT=9000 make run)
	@$(BIN)/python manage.py run

test: .venv/ready ## Run every check and every test
	@$(BIN)/python -m tests.programs
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest -n 2

weigh: .venv/ready ## Ask Lighthouse what a telephone makes of the public pages (npm, a few minutes)
	@$(BIN)/python -m tests.weigh

lint: .venv/ready ## Check style, types, migrations and settings
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 --check {} +
	@$(BIN)/mypy
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python -m tests.production manage.py check --deploy --fail-level WARNING

bench-towns: .venv/ready ## Measure how long a keystroke takes where one looks for a town
	@$(BIN)/python -m tests.bench.towns

format: .venv/ready ## Format code and templates
	@$(BIN)/ruff check --fix-only
	@$(BIN)/ruff format
	@find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} +

lock: .uv/ready ## Write requirements/ from pyproject.toml
	@$(COMPILE) pyproject.toml -o requirements/base.txt
	@$(COMPILE) pyproject.toml --extra s3 -c requirements/base.txt -o requirements/s3.txt
	@$(COMPILE) pyproject.toml --extra s3 --group dev -c requirements/s3.txt -o requirements/dev.txt
	@$(COMPILE) --group tools -o requirements/uv.txt

upgrade: .uv/ready ## Write requirements/ with the newest versions
	@$(MAKE) --no-print-directory lock COMPILE="$(COMPILE) --upgrade"

clean: ## Remove the environment (not the data: that is var/)
	@rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache .hypothesis

environment: .venv/ready ## Make or update the environment, .venv

# uv installs the rest; it lives alone, so that it never mixes with what the site needs.
.uv/ready: requirements/uv.txt
	@python=; for name in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
		then python=$$name; break; fi; done; \
	if [ -z "$$python" ]; then \
		echo 'Coopère needs Python 3.11 or newer: install it, or say PYTHON=/path/to/python3 make.' >&2; \
		exit 1; fi; \
	rm -rf .uv && echo 'Preparing the environment…' && \
	if $$python -c 'import ensurepip' 2>/dev/null; \
	then $$python -m venv .uv && .uv/bin/python -m pip install --quiet --require-hashes -r requirements/uv.txt; \
	else $$python -m venv --without-pip .uv && \
		$$python -m pip --python .uv/bin/python install --quiet --require-hashes -r requirements/uv.txt; fi
	@touch $@

.venv/ready: .uv/ready requirements/dev.txt
	@test -x $(BIN)/python || .uv/bin/uv venv --quiet --clear --no-python-downloads --python .uv/bin/python .venv
	@.uv/bin/uv pip sync --quiet --require-hashes --python $(BIN)/python requirements/dev.txt
	@touch $@
