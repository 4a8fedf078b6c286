# Roundtable. `make demo` shows it, `make test` proves it, `make check` keeps it tidy.
SHELL := /bin/bash
PY := .venv/bin/python
STAMP := .venv/.ready
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help demo demo-reset test drill check bench lock screenshots

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: $(STAMP) ## a running demonstration at http://pa.localhost:8000 (PORT=… moves it)
	@exec $(PY) -m tools.demo

demo-reset: $(STAMP) ## throw the demonstration's data away
	@$(PY) -m tools.demo --reset

test: $(STAMP) ## every test, browser journeys included
	@$(PY) -m pytest -n 2 --dist loadgroup -q $(ARGS)

drill: $(STAMP) ## the slow drills: killed workers, a wiped broker, hostile documents
	@$(PY) -m pytest -m drill -q -s -p no:xdist -o addopts="-p tests.plugin -ra --strict-markers" $(ARGS)

check: $(STAMP) ## linters, types, contracts, migrations, production settings
	@$(PY) -m tools.check

bench: $(STAMP) ## measure, and write benchmarks/results/latest.json
	@$(PY) -m benchmarks $(ARGS)

screenshots: $(STAMP) ## take the guides' screenshots again, from the demonstration
	@$(PY) -m tools.screenshots

lock: $(STAMP) ## pin what requirements*.in ask for, with hashes
	@for name in requirements requirements-dev; do $(PY) -m piptools compile --quiet --generate-hashes --allow-unsafe \
		--strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file=$$name.txt $$name.in; done

$(STAMP): requirements-dev.txt tools/setup.sh
	@bash tools/setup.sh
