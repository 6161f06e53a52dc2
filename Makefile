# make demo : set up, ingest and index the sample corpus, serve http://127.0.0.1:8000
# make fast : set up, then lint, type check and the quick tests: under a minute, for the development loop
# make fix  : set up, then apply the fixes of ruff and format
# make test : set up, then lint, type check and all tests
# make lock : renew requirements.lock within the ranges of setup.cfg and print the changes
# make clean: remove .venv, build and caches
.PHONY: demo fast fix lint test lock browser clean
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.venv/.installed: setup.cfg pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	@if grep -q "^# Python:.* $$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')\b" requirements.lock; then \
		set -ex; \
		$(PIP) --require-hashes --only-binary :all: --requirement requirements.lock; \
		$(PIP) --no-deps --no-build-isolation --editable .; \
	else \
		echo "requirements.lock has no versions for $$($(BIN)/python --version): installing the newest that setup.cfg allows"; \
		set -ex; \
		$(PIP) --editable '.[dev]'; \
	fi
	touch $@

demo: .venv/.installed
	$(BIN)/kmsearch demo

fast: .venv/.installed lint
	$(BIN)/pytest -n auto --dist loadscope -m "not slow and not browser and not tools and not quality"

test: .venv/.installed browser lint
	$(BIN)/pytest -n auto --dist loadscope

lint: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: .venv/.installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: build/lock/.installed
	build/lock/bin/python .ci/lock.py

build/lock/.installed: Makefile
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip --disable-pip-version-check install --quiet 'uv>=0.13,<0.14'
	touch $@

# Installs Chromium for the browser tests if it is missing and that needs no password (root on Debian). Without it pytest
# skips these tests and prints why.
browser:
	@if ! command -v chromedriver >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing chromium and chromium-driver for the browser tests"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium chromium-driver >/dev/null || true; \
	fi

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache
