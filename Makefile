# Two commands: `make demo` and `make test`. Both set up what they need, and work offline once that is done.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test check bench wheel screenshots translations clean

demo: $(VENV)/demo.done ## serve a workbench with sample articles on a local port, and print sign-in links
	$(BIN)/workbench demo

test: $(VENV)/dev.done check ## check the style and types, and run every test
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/dev.done ## print figures beside their floors
	$(BIN)/python -m tests.benchmarks

# By way of the source archive: the compiler leaves what it makes beside the source.
wheel: $(VENV)/dev.done ## build a wheel whose cut of texts is compiled; wants a C compiler
	HATCH_BUILD_HOOKS_ENABLE=1 $(BIN)/python -m build --outdir dist

screenshots: $(VENV)/dev.done ## make the README's pictures from the demo
	$(BIN)/python -m tests.screenshots

translations: $(VENV)/dev.done ## add new texts to the catalogues, empty, and drop those that are gone
	$(BIN)/python -m tests.translations

# Debian and Ubuntu keep the standard library's ensurepip in a package of its own.
$(VENV)/bin/pip:
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	  test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -q && apt-get install -y -q python3-venv; \
	} || { echo "Python cannot make virtual environments here. Run: sudo apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/demo.done: $(VENV)/bin/pip pyproject.toml
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/dev.done: $(VENV)/bin/pip pyproject.toml
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@ $(VENV)/demo.done

clean:
	rm -rf $(VENV) build dist *.egg-info
