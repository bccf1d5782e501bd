# `make` alone lists the targets. Each makes its own virtual environment first, when there is none.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RUN    := $(BIN)/python -P -m autograder
NAMES  ?=
FUZZ   ?= 2000
KILLS  ?= 50
HAND_INS ?= 2000
SEED   ?= 1
HONEST ?= knn
OTTER  := benchmarks/.venv-otter
BENCH  ?=
STUDENTS ?= 200
JOBS   ?= $(shell nproc 2> /dev/null || echo 2)
TESTS  := -n $(JOBS) --dist loadfile --durations 20

.DEFAULT_GOAL := help
.PHONY: help setup demo test attacks siege build release rehearse grade formgrader bench term docs lint check clean

help:            ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.ready  ## make the virtual environment

$(VENV)/.ready: requirements.txt constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 …")'
	@test -x $(BIN)/python || { echo "Making $(VENV) …"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing what requirements.txt lists (a few minutes the first time) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements.txt --constraint constraints.txt 2> $(VENV)/pip.log || { cat $(VENV)/pip.log; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable . 2>> $(VENV)/pip.log || { cat $(VENV)/pip.log; exit 1; }
	@touch $@
	@echo "Ready. 'source $(VENV)/bin/activate' once in each terminal makes 'autograder …' a command; or write $(BIN)/autograder."

demo: setup      ## make a class of submissions, grade it, show the marks
	@$(RUN) demo $(NAMES)

test: setup      ## run the tests, a file to a core (JOBS=1 for one after the other)
	@$(BIN)/python -m pytest $(TESTS)

build: setup     ## notebook.py → source/
	@$(RUN) build $(NAMES)

release: setup   ## source/ → release/, by nbgrader
	@$(RUN) release $(NAMES)

rehearse: setup  ## prove each assignment against right/ and wrong/ (QUICK=1 is the quick way)
	@$(RUN) rehearse $(if $(QUICK),--quick) $(NAMES)

grade: setup     ## make grade NAMES=knn PATHS=~/Downloads/submissions
	@$(RUN) grade $(NAMES) $(PATHS)

formgrader: setup  ## open formgrader in the browser, to mark written answers
	@$(BIN)/jupyter lab --LabApp.default_url=/formgrader

bench: setup $(OTTER)/.ready  ## measure it beside nbgrader and otter-grader (15 minutes; BENCH=--quick to try)
	@$(BIN)/python -m benchmarks $(BENCH)

$(OTTER)/.ready: benchmarks/requirements-otter.txt
	@echo "Installing otter-grader into $(OTTER), to be measured beside ours …"
	@test -x $(OTTER)/bin/python || $(PYTHON) -m venv $(OTTER)
	@$(OTTER)/bin/pip install --quiet --disable-pip-version-check --requirement $< --constraint constraints.txt 2> $(OTTER)/pip.log && touch $@ || { tail -n 3 $(OTTER)/pip.log; echo "otter-grader couldn't be installed: its rows will say so."; }

attacks: setup   ## attack, fuzz and kill the grader: a table of what was tried and what succeeded
	@$(BIN)/python -m attacks --fuzz $(FUZZ) --kills $(KILLS) $(if $(HONEST),--honest $(HONEST))

siege: setup     ## besiege the grader with generated hand-ins (HAND_INS=2000, SEED=1); Ctrl-C stops, the same again goes on
	@$(BIN)/python -m attacks.siege --hand-ins $(HAND_INS) --seed $(SEED)

term: setup      ## a term of a 200-student course: every mark that is shown beside the right one (STUDENTS=200)
	@$(BIN)/python -m term --students $(STUDENTS)

docs: setup      ## write the references in docs/ from the code
	@$(BIN)/python -m autograder.cli.reference docs

lint: setup      ## style, types and the rules of import
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-logo
	@for hidden in assignments/*/hidden assignments/_shared/checks; do MYPYPATH=assignments $(BIN)/mypy --exclude 'drivers\.py$$' $$hidden || exit 1; done

check: lint      ## all that must pass before a commit
	@$(RUN) build && $(RUN) release && git diff --exit-code --stat -- source release
	@$(RUN) rehearse --quick
	@$(BIN)/python -m pytest $(TESTS)

clean:           ## remove what was made, but for the results
	@rm -rf $(VENV) $(OTTER) .mypy_cache .ruff_cache .grimp_cache .import_linter_cache .pytest_cache .hypothesis .rehearse-cache
