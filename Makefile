# make demo : set up, ingest the sample corpus, index it, serve http://127.0.0.1:8000
# make test : set up, then the whole check (ruff, mypy, pytest)
.PHONY: demo test browser clean
PYTHON ?= python3
BIN := .venv/bin

.venv/.installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

demo: .venv/.installed
	$(BIN)/kmsearch demo

test: .venv/.installed browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

# The browser for the tests of the pages: found, or installed where that needs nobody's password; pytest says loudly when neither is.
browser:
	@if ! command -v chromedriver >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing chromium and chromium-driver for the tests of the pages"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium chromium-driver >/dev/null || true; \
	fi

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache
