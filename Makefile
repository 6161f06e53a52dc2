# make demo : set up, ingest the sample corpus, index it, serve http://127.0.0.1:8000
# make test : set up, then the whole check (ruff, mypy, pytest)
.PHONY: demo test check clean
PYTHON ?= python3
BIN := .venv/bin

.venv/.installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

demo: .venv/.installed
	$(BIN)/kmsearch demo

test: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache
