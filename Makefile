# make demo : set up, ingest the sample corpus, index it, serve http://127.0.0.1:8000
# make fast : set up, then lint, types and the quick tests: under a minute; for while you work
# make fix  : set up, then mend what ruff can mend, and format
# make test : set up, then the whole check (ruff, mypy, pytest)
# make lock : renew requirements.lock within the ranges of setup.cfg, and say what changed
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

# The browser for the tests of the pages: found, or installed where that needs nobody's password; pytest says loudly when neither is.
browser:
	@if ! command -v chromedriver >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing chromium and chromium-driver for the tests of the pages"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium chromium-driver >/dev/null || true; \
	fi

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache
