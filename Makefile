# The workflow, executable. `make demo` and `make test` need Python 3.11 or newer and nothing else.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SHARED ?= ../shared
EXAMPLE := examples/prespa

.PHONY: demo test check style types layers pages fix docs eval events stream bench clean help

demo: $(BIN)/.installed ## set up, add the example, print a comparison, write the report
	rm -rf demo && mkdir demo
	$(BIN)/retold add $(EXAMPLE) --outlet '{n}-{language}-{outlet}' --db demo/news.db
	$(BIN)/retold events --db demo/news.db
	$(BIN)/retold compare --db demo/news.db
	$(BIN)/retold report --db demo/news.db -o demo/report.html
	@echo "The report is in $(CURDIR)/demo/report.html"

test: $(BIN)/.developing ## set up and run the tests
	$(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist loadfile --cov --cov-report=term:skip-covered

check: style types layers pages test ## all that CI refuses: format, lint, types, layers, docs, tests

style: $(BIN)/.developing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(BIN)/.developing
	$(BIN)/mypy

layers: $(BIN)/.developing
	PYTHONPATH=src $(BIN)/lint-imports

pages: $(BIN)/.developing
	$(BIN)/cog --check docs/cli.md

fix: $(BIN)/.developing ## format, and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(BIN)/.developing ## write the generated pages anew
	PYTHONPATH=scripts $(BIN)/cog -r docs/cli.md README.md

eval: $(BIN)/.developing ## quality on the development data; refuses a drop below evaluation/floors.json
	$(BIN)/python evaluation/evaluate.py $(SHARED)

events: $(BIN)/.developing ## how well reports fall into events, on sets that no weight was fitted on
	$(BIN)/python evaluation/grouping.py $(SHARED) --headlines

stream: $(BIN)/.developing ## what an arrival costs as the corpus grows to 100,000
	$(BIN)/python bench/stream.py $(SHARED)

bench: $(BIN)/.developing ## speed, against named alternatives in the same run
	$(BIN)/python bench/encoder.py
	$(BIN)/python bench/path.py $(SHARED)
	$(BIN)/python bench/naming.py $(SHARED)
	$(BIN)/python bench/finding.py
	$(BIN)/python bench/compare.py $(SHARED)
	$(BIN)/python bench/throughput.py $(SHARED)

clean: ## remove what the targets made
	rm -rf $(VENV) demo

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

# `pip install --group` needs pip 25.1.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'

$(BIN)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(BIN)/.developing: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $@ $(BIN)/.installed
