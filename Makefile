# Every target sets up what it needs; the set-up is done again only when the pins change.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
# What is installed is named and checked by digest: pip looks for nothing else.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps

# Every process that a test starts would compile the whole house anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo test lint check check-reports check-house mutants pins locks audit-pins images eval fuzz faults eval-documents bench bench-read bench-audit bench-crawl bench-readers bench-publish bench-reuse bench-growth ui clean

help: ## Say what can be done here
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): pyproject.toml requirements-dev.lock
	$(PYTHON) -m venv $(VENV) || { echo "Install Python's venv module first: apt-get install python3-venv"; exit 1; }
	$(INSTALL) --require-hashes --requirement requirements-dev.lock
	$(INSTALL) --no-build-isolation --editable .
	touch $@

demo: $(READY) ## Set up, then collect one night from the demo portal into data/ (DEMO="--port 8611" passes options)
	$(BIN)/fazhi demo $(DEMO)

test: $(READY) ## Set up, then run all tests, a file at a time on each of two processors
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

lint: $(READY) ## Lint and type-check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The tests that need no server, no database and no child process, in two halves of about the same length; without
# what pytest does around each test for logs, threads, destructors and other kinds of tests and reports.
IDLE := logging threadexception unraisableexception cacheprovider faulthandler doctest unittest junitxml pastebin
PURE := PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 $(BIN)/python -m pytest --quiet $(IDLE:%=-p no:%) -m "not flow and not browser and not faults and not slow"

check: lint ## Lint, type-check and run the pure tests on two processes: what to run before every commit
	$(MAKE) --no-print-directory --jobs 2 --output-sync check-reports check-house

check-reports:
	$(PURE) tests/report tests/sites tests/registry

check-house:
	$(PURE) tests/model tests/test_language.py tests/test_layering.py

mutants: $(READY) ## Put faults into reading and site lists, one at a time, and print which the tests do not notice
	$(BIN)/python -m tests.quality.mutation

pins: ## Renew the pins in constraints.txt: the newest versions that pyproject.toml allows
	rm -rf build/pins
	$(PYTHON) -m venv build/pins
	build/pins/bin/python -m pip install --quiet --disable-pip-version-check ".[dev]"
	build/pins/bin/python -m pip freeze --exclude fazhi | grep -v ' @ ' > constraints.txt
	rm -rf build/pins
	$(MAKE) --no-print-directory locks

# Every file of each pinned version by its digest, for all systems.
LOCK := build/locks/bin/uv pip compile pyproject.toml --quiet --constraint constraints.txt --universal \
	--python-version 3.11.5 --generate-hashes --no-header --no-annotate --no-emit-find-links
locks: ## Renew the digests of the pinned packages in requirements.lock (to run) and requirements-dev.lock (all)
	rm -rf build/locks
	$(PYTHON) -m venv build/locks
	build/locks/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	$(LOCK) --extra ocr --extra postgresql --extra export --extra build --output-file requirements.lock
	$(LOCK) --extra dev --output-file requirements-dev.lock
	rm -rf build/locks

audit-pins: $(READY) ## Look up known holes in the pinned packages: 0 none, 1 some, 3 the database could not be asked
	rm -rf build/audit
	$(PYTHON) -m venv build/audit
	build/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1 \
		|| { echo "pip-audit cannot be installed here, so nothing is known of the pins"; exit 3; }
	$(BIN)/python -m deploy.audit_pins build/audit/bin/pip-audit requirements.lock requirements-dev.lock

images: $(READY) ## Pin the container images by digest in deploy/images.env; exit code 3 where no registry can be asked
	$(BIN)/python -m deploy.pin_images

eval: $(READY) ## Print how well the seeds and the written reports are read
	$(BIN)/python -m tests.quality.eval.reuse
	$(BIN)/python -m tests.quality.repeats
	$(BIN)/python -m tests.quality.eval
	$(BIN)/python -m tests.quality.corpora
	$(BIN)/python -m tests.quality.headlines
	$(BIN)/python -m tests.quality.tables

eval-documents: $(READY) ## Print how well documents of every format are read (needs LibreOffice; 35 minutes, REPORTS=20 six)
	$(BIN)/python -m tests.quality.documents measure $(REPORTS)
	$(BIN)/python -m tests.quality.tables documents $(REPORTS)

fuzz: $(READY) ## Read 20 000 mutated files of each type; takes about half an hour
	$(BIN)/python -m tests.faults.fuzz

faults: $(READY) ## Disturb nights at many moments (kills, signals, broken disks and servers), and compare what comes of them; hours
	$(BIN)/python -m tests.faults.campaigns $(CAMPAIGNS)

bench: $(READY) ## Time reading and publishing side by side
	$(BIN)/python -m tests.bench

bench-read: $(READY) ## Time reading whole pages side by side with trafilatura's extraction alone
	$(BIN)/python -m tests.bench read

bench-crawl: $(READY) ## Time crawling side by side with Scrapy, against a portal on loopback
	$(BIN)/python -m tests.bench.crawling

bench-readers: $(READY) ## Ask README's question of two layouts of 100 000 reports, then load ten thousand tables while 300 releases are published
	$(BIN)/python -m tests.bench.readers
	FAZHI_RELEASES=300 FAZHI_READS=10000 FAZHI_STORE_RELEASES=60 FAZHI_STORE_READS=300 \
		$(BIN)/python -m pytest tests/scenarios/readers

bench-publish: $(READY) ## Measure staging, auditing and publishing of 10 000 to 100 000 reports, two nights, beside raw zstd
	$(BIN)/python -m tests.bench.publishing

bench-audit: $(READY) ## Time the audit's checks beside pandera's and DuckDB's
	$(BIN)/python -m tests.bench.auditing

bench-reuse: $(READY) ## Time the search for reuse on growing collections
	$(BIN)/python -m tests.bench.reuse

bench-growth: $(READY) ## Read hostile shapes at doubled sizes, and print how their cost grows
	$(BIN)/python -m tests.bench.growth

ui: $(READY) ## Serve the Prefect UI and the nightly schedule on loopback
	$(BIN)/fazhi serve

clean: ## Remove what the runs have made under data/ (the archive too), and what building a wheel leaves
	rm -rf data/archive data/state data/staging data/releases data/quarantine data/current
	rm -rf build dist *.egg-info deploy/package/modules/*.egg-info
	rm -f data/latest.json data/recalled.json data/.latest.json.next data/.recalled.json.next
	rm -f data/changes.atom data/.changes.atom.next
