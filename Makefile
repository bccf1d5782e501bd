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
CORES  := $(shell nproc 2> /dev/null || echo 2)
JOBS   ?= $(shell expr $(CORES) + 1)
PYTEST := PYTHONDONTWRITEBYTECODE= OMP_NUM_THREADS=1 $(BIN)/python -m pytest
TESTS  := -n $(JOBS) --dist loadfile --no-loadscope-reorder --durations 20

# A wheel whose SHA-256 is listed, or nothing: an sdist's own build would fetch what nobody listed. torch comes first, and apart: of its builds
# (for CPUs, for CUDA) it is the one that the package index at hand prefers, and pip would rather take one whose hash it sees before the download.
WHEELS  := --quiet --disable-pip-version-check --no-deps --only-binary :all:
INSTALL := $(BIN)/pip install $(WHEELS)
ON_CUDA := import importlib.metadata, sys; sys.exit(not any(need.startswith(('nvidia', 'cuda', 'triton')) for need in importlib.metadata.requires('torch')))
REFUSED := Nothing else was installed in its place. If hashes don't match, or no version is found for this Python: CONTRIBUTING.md, Pins.

.DEFAULT_GOAL := help
.PHONY: help setup demo test quick attacks siege build release rehearse grade formgrader bench term docs lint check lock clean

help:            ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.ready  ## make the virtual environment

$(VENV)/.ready: requirements.lock requirements-torch.lock requirements-cuda.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 …")'
	@test -x $(BIN)/python || { echo "Making $(VENV) …"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing what requirements.lock lists (a few minutes the first time) …"
	@: > $(VENV)/pip.log
	@$(INSTALL) --no-index --require-hashes --requirement requirements-torch.lock > /dev/null 2>&1 || \
	 { $(BIN)/pip download $(WHEELS) --dest $(VENV)/torch "$$(grep -o '^torch==[0-9.]*' requirements-torch.lock)" && \
	   $(INSTALL) --no-index --find-links $(VENV)/torch --require-hashes --requirement requirements-torch.lock; } 2>> $(VENV)/pip.log || { cat $(VENV)/pip.log; echo "$(REFUSED)"; exit 1; }
	@rm -rf $(VENV)/torch
	@$(INSTALL) --require-hashes --requirement requirements.lock 2>> $(VENV)/pip.log || { cat $(VENV)/pip.log; echo "$(REFUSED)"; exit 1; }
	@! $(BIN)/python -c "$(ON_CUDA)" || $(INSTALL) --require-hashes --requirement requirements-cuda.lock 2>> $(VENV)/pip.log || { cat $(VENV)/pip.log; echo "$(REFUSED)"; exit 1; }
	@$(INSTALL) --no-build-isolation --editable . 2>> $(VENV)/pip.log || { cat $(VENV)/pip.log; exit 1; }
	@$(BIN)/pip --disable-pip-version-check check > /dev/null || { $(BIN)/pip check; echo "The lists of packages contradict each other or leave one out: 'make lock' writes them anew."; exit 1; }
	@touch $@
	@echo "Ready. 'source $(VENV)/bin/activate' once in each terminal makes 'autograder …' a command; or write $(BIN)/autograder."

demo: setup      ## make a class of submissions, grade it, show the marks
	@$(RUN) demo $(NAMES)

test: setup      ## run the tests, a file to a process, one more than cores since some wait (JOBS=1 for one after the other)
	@$(PYTEST) $(TESTS)

quick: setup     ## before each commit, in a minute: style, rules of import, and the tests of tests/quick.txt
	@$(BIN)/ruff check . && $(BIN)/ruff format --check --quiet . && $(BIN)/lint-imports --no-logo
	@$(PYTEST) -q --no-header -n $(JOBS) --dist loadfile --no-loadscope-reorder @tests/quick.txt

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
	@MYPYPATH=assignments $(BIN)/mypy --explicit-package-bases --exclude 'drivers\.py$$' assignments/*/hidden assignments/_shared/checks

check: lint      ## all that must pass before a commit
	@$(RUN) build && $(RUN) release && git diff --exit-code --stat -- source release
	@$(RUN) rehearse --quick
	@$(PYTEST) $(TESTS)

lock: setup      ## write the lists of packages with their hashes, after a version was changed
	@$(BIN)/python .ci/lock.py

clean:           ## remove what was made, but for the results
	@rm -rf $(VENV) $(OTTER) .mypy_cache .ruff_cache .grimp_cache .import_linter_cache .pytest_cache .hypothesis .rehearse-cache
