# Everything runs in a virtual environment of the project's own, made on first use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
RUNS := $(VENV)/.runs
# The versions that all of it is tested with, so that a clone of today passes in a year.
TESTED := tools/tested.txt
# The lowest versions that pyproject.toml allows, and the newest that there are.
OLDEST := .venv-oldest
NEWEST := .venv-newest
# The benchmark's peers bring a hundred packages of their own, which the tests should not see.
BENCH := .venv-bench
# So does what makes the site.
DOCS := .venv-docs
WORKERS ?= auto
# Hundreds of tests start the command: each would compile all of it, where the environment forbids to keep bytecode.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: needs-node needs-npm demo test test-oldest test-newest tested test-long browser lint real mutants behaviour versions fuzz kills bench docs builtins clean help

help:  ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

# What the program needs; the tests need more.
$(RUNS): pyproject.toml $(TESTED)
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; name another one: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint $(TESTED) --editable .
	@touch $@

$(STAMP): $(RUNS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint $(TESTED) --editable '.[test,lint]'
	@touch $@

# Formatters whose output the tests migrate, TypeScript and what erases its types, Pyodide, and axe, which looks at the
# page of --report.
node_modules/.installed: package-lock.json
	npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

# Said before anything is installed.
needs-node:
	@command -v node > /dev/null || { echo "node is missing: install Node 20 or newer (https://nodejs.org), then run make again." >&2; exit 1; }

needs-npm: needs-node
	@command -v npm > /dev/null || { echo "npm is missing: install it (it comes with Node), then run make again." >&2; exit 1; }

demo: needs-node $(RUNS)  ## migrate a copy of the fixture game, into build/demo, and say what to look at
	@sh examples/demo.sh "$(CURDIR)/$(BIN)/migrator" build/demo

test: needs-npm $(STAMP) node_modules/.installed  ## all tests, lints and types, and the wheel in an environment of its own
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder tests

# Lints and types are for the versions of $(TESTED) alone: the types of another library are others.
ANY_VERSIONS = -m pytest -n $(WORKERS) --dist loadfile --ignore tests/whole/test_lints.py tests

$(OLDEST)/.installed: pyproject.toml tools/oldest.py
	$(PYTHON) -m venv $(OLDEST)
	$(PYTHON) tools/oldest.py > $(OLDEST)/oldest.txt
	$(OLDEST)/bin/python -m pip install --quiet --disable-pip-version-check --constraint $(OLDEST)/oldest.txt --editable '.[test]'
	@touch $@

test-oldest: needs-npm $(OLDEST)/.installed node_modules/.installed  ## the tests with the lowest versions that pyproject.toml allows: make test-oldest [PYTHON=python3.11]
	$(OLDEST)/bin/python $(ANY_VERSIONS)

test-newest: needs-npm node_modules/.installed  ## the tests with the newest versions that pyproject.toml allows: make test-newest [PYTHON=python3.13]
	$(PYTHON) -m venv --clear $(NEWEST)
	$(NEWEST)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[test,lint]'
	$(NEWEST)/bin/python $(ANY_VERSIONS)

tested: $(NEWEST)/bin/python  ## write the versions of the last `make test-newest` to tools/tested.txt
	@{ echo '# What `make test` installs; `make test-newest tested` writes it.'; $(NEWEST)/bin/python -m pip freeze --disable-pip-version-check --exclude-editable; } > $(TESTED)

# JavaScript of others, in which calls are planted: the versions of tests/whole/packages/package-lock.json.
build/packages/.installed: tests/whole/packages/package.json tests/whole/packages/package-lock.json
	mkdir -p build/packages
	cp tests/whole/packages/package.json tests/whole/packages/package-lock.json build/packages/
	cd build/packages && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

# What `make test` does with a sample. SHARE=0.1 takes a tenth of the hour, ONLY='packages walks' these generators only.
test-long: needs-npm $(STAMP) node_modules/.installed build/packages/.installed  ## search for faults for an hour: make test-long [SEED=n] [SHARE=1] [STEPS=1000] [ONLY='NAME…']
	@# Neither hides the faults of the other: both run.
	GROWTH_ALL=1 WORDINGS_EVERY=1 NESTED_DEEPLY=3000 $(BIN)/python -m pytest --timeout 0 -n $(WORKERS) --dist loadfile $(addprefix tests/whole/test_,growth.py bad_input.py samples_placed.py wordings*.py); first=$$?; \
	$(BIN)/python -m tests.whole.long $(if $(SEED),--seed $(SEED)) $(if $(SHARE),--share $(SHARE)) $(if $(STEPS),--steps $(STEPS)) $(ONLY) && exit $$first

# Chromium: $CHROMIUM, one on the path, or playwright's own, which is downloaded where there is none.
$(VENV)/.browser: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[browser]'
	@test -n "$(CHROMIUM)" || command -v chromium || command -v chromium-browser || command -v google-chrome || $(BIN)/playwright install --with-deps chromium
	@touch $@

browser: $(VENV)/.browser node_modules/.installed  ## the page of --report in Chromium: make browser [PICTURES=DIR] [CHROMIUM=FILE]
	$(if $(PICTURES),mkdir -p $(PICTURES) && )BROWSER_TESTS=required $(if $(PICTURES),PICTURES=$(abspath $(PICTURES))) $(if $(CHROMIUM),CHROMIUM=$(CHROMIUM)) $(BIN)/python -m pytest tests/report/browser

lint: $(STAMP)  ## lints and types only
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

real: $(STAMP)  ## compare with the public migration by hand: make real SRC=DIR
	@test -n "$(SRC)" || { echo "say where the public repository is: make real SRC=DIR"; exit 2; }
	$(BIN)/python -m tests.whole.real $(SRC)

mutants: $(STAMP)  ## every program that differs from a page in one thing; `make test` runs every 45th
	MUTANTS_EVERY=1 $(BIN)/python -m pytest --timeout 0 -n $(WORKERS) tests/whole/test_mutants.py

behaviour: $(STAMP) node_modules/.installed  ## the scenarios of all pages on real Pyodide, each page beside what it states
	$(BIN)/migrator rules test --run

versions: $(STAMP)  ## run over all earlier versions of the public file: make versions GIT=DIR
	@test -n "$(GIT)" || { echo "say where the public repository is: make versions GIT=DIR"; exit 2; }
	$(BIN)/python -m tests.whole.versions $(GIT)

fuzz: $(STAMP)  ## spoil files, programs and pages for ten minutes: make fuzz [SECONDS=600] [SEED=n]
	$(BIN)/python -m tests.whole.fuzz $(or $(SECONDS),600) $(SEED)

kills: $(STAMP)  ## kill runs that write 200 files at random moments, and undo them: make kills [KILLS=100] [SEED=n]
	$(BIN)/python -m tests.whole.kills $(or $(KILLS),100) $(SEED)

$(BENCH)/.installed: pyproject.toml
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade --upgrade-strategy eager '.[bench]'
	@touch $@

# What is timed is what users have: a wheel, built anew when what it is made of has changed (a folder changes where a file goes).
$(BENCH)/.wheel: $(BENCH)/.installed hatch_build.py $(shell find migrator rules ! -path '*__pycache__*')
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps .
	@touch $@

bench: $(BENCH)/.wheel  ## time it beside ripgrep, ast-grep and semgrep: make bench PAIRS=11 ROWS='scan-*' (docs/benchmark.md)
	$(BENCH)/bin/python -m benchmarks.measure $(if $(PAIRS),--pairs $(PAIRS)) $(if $(ROWS),--rows '$(ROWS)')

$(DOCS)/.installed: pyproject.toml
	$(PYTHON) -m venv $(DOCS)
	$(DOCS)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	@touch $@

docs: $(DOCS)/.installed  ## the site, in build/site; open build/site/index.html
	NO_MKDOCS_2_WARNING=1 $(DOCS)/bin/mkdocs build --quiet
	$(DOCS)/bin/python -m docs.generator.site build/site

builtins:  ## write the names of the platform from the npm packages of tools/builtins.py
	$(PYTHON) tools/builtins.py

clean:
	rm -rf $(VENV) $(OLDEST) $(NEWEST) $(BENCH) $(DOCS) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
