# Every command of the house. "make" alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test bench lint fix run setup lock coverage clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

demo: ## a fresh machine to a running demo province, on http://127.0.0.1:PORT, 8000 unless set (DEMO_ARGS=--reset starts over)
	@scripts/demo.sh $(DEMO_ARGS)

test: ## every check, then the suite on SQLite and on PostgreSQL + Redis (T=tests/x: only that, on SQLite)
	@T='$(T)' scripts/test.sh

lint: ## style, import contract, types, migrations, production settings
	@scripts/lint.sh

fix: ## put the style right
	@scripts/setup.sh dev
	@.venv/bin/ruff format --quiet .
	@.venv/bin/ruff check --fix .

coverage: ## the suite on SQLite with branch coverage
	@scripts/setup.sh dev
	@.venv/bin/python -m pytest -n 2 --dist loadgroup --cov --cov-report=term

bench: ## measure on PostgreSQL against floors, write docs/benchmarks.md (minutes)
	@scripts/setup.sh dev
	@.venv/bin/python scripts/services.py run -- .venv/bin/python -m scripts.bench

run: ## as in production: DATABASE_URL, REDIS_URL and SECRET_KEY must be set
	@scripts/run.sh

setup: ## only .venv and its packages
	@scripts/setup.sh dev

lock: ## pin again from requirements.in and requirements-dev.in
	@scripts/lock.sh

clean: ## remove .venv, caches and everything in var/
	@rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis htmlcov .coverage
