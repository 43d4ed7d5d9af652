PYTHON ?= python3
BIN := .venv/bin
AXE := tests/e2e/node_modules/.package-lock.json

IN_LLM = .venv-llm/bin/pip install -q --disable-pip-version-check --require-hashes
CMAKE := -DGGML_NATIVE=OFF -DGGML_AVX=ON -DGGML_AVX2=ON -DGGML_FMA=ON -DGGML_F16C=ON -DGGML_BMI2=ON -DLLAVA_BUILD=OFF

.PHONY: run test test-llm check bench eval lock dev docs space pictures
.DEFAULT_GOAL := run

run: .venv/run   ## set up, build the index, open the interview in the browser
	$(BIN)/greenroom serve --open

dev: .venv/dev    ## what the tests and the evals need

test: .venv/dev $(AXE)  ## all tests (the browser tests need chromium, the accessibility scan npm)
	$(BIN)/pytest -n 3

test-llm: .venv/dev .venv-llm/ready  ## the tests on a real model server (the first time it builds llama.cpp: minutes, and a C++ compiler)
	GREENROOM_LLM_PYTHON=.venv-llm/bin/python $(BIN)/pytest -m real_llm

check: .venv/dev ## formatting, lint, strict types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: .venv/dev ## latency, start-up, index build, memory: into evals/RESULTS.md
	$(BIN)/python -m evals.results bench

eval: .venv/dev  ## every block of evals/RESULTS.md but the speed, written into it; some hours
	$(BIN)/python -m evals.results

pictures: .venv/dev  ## the screenshots and the animated walk-through of the README
	$(BIN)/python -m ui.screenshots docs/screenshots
	$(BIN)/python -m ui.walkthrough docs/screenshots/walkthrough.webp

docs: .venv/dev  ## what is generated from the code: graph drawing and JSON schemas
	$(BIN)/python -m agent.docs

space:           ## what a Hugging Face Space needs, into its repository: make space DIR=../space
	git archive HEAD Dockerfile .dockerignore LICENSE pyproject.toml requirements.lock agent rubrics knowledge ui evals \
	  ':!evals/data' | tar -x -C "$(DIR)"
	git show HEAD:docs/huggingface.md > "$(DIR)/README.md"

lock: .venv/dev  ## pin every dependency again, with hashes and without addresses
	$(BIN)/uv pip compile -q pyproject.toml --extra dev --extra evals --extra build --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --upgrade -o requirements-dev.lock
	$(BIN)/uv pip compile -q pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header -c requirements-dev.lock -o requirements.lock
	for name in build server; do $(BIN)/uv pip compile -q tests/real_llm/$$name.in --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --upgrade -o tests/real_llm/$$name.lock; done

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Greenroom needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11 run"; exit 1; }
	$(PYTHON) -m venv .venv

# The project itself is installed in place; the lock files pin everything it needs, the build tools included.
INSTALL = $(BIN)/pip install -q --disable-pip-version-check
IN_PLACE = $(INSTALL) --no-deps --no-build-isolation -e .

.venv/run: requirements.lock pyproject.toml | .venv/bin/python
	$(INSTALL) --require-hashes -r requirements.lock
	$(IN_PLACE)
	@touch $@

$(AXE): tests/e2e/package-lock.json
	@if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund --prefix tests/e2e && touch $@; \
	else echo "No npm: the accessibility tests are skipped."; fi

.venv/dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	$(INSTALL) --require-hashes -r requirements-dev.lock
	$(IN_PLACE)
	@touch $@ .venv/run

# A model server in a place of its own, built so that it runs on other machines than the one it was built on.
.venv-llm/ready: tests/real_llm/build.lock tests/real_llm/server.lock
	$(PYTHON) -m venv .venv-llm
	$(IN_LLM) -r tests/real_llm/build.lock
	PATH="$(CURDIR)/.venv-llm/bin:$$PATH" CMAKE_ARGS="$(CMAKE)" $(IN_LLM) --no-build-isolation -r tests/real_llm/server.lock
	@touch $@
