# One word for each thing people do; nothing needs to be typed before it.
#
#   make run       set up, make a demonstration class, serve       PORT=8000 HOST=127.0.0.1
#   make test      all tests                                       ARGS="tests/leave -k limit" COV=1
#   make check     style, types, import contracts, migrations, translations, templates
#   make bench     how fast, against what
#   make messages  gather the texts to translate
#   make lock      newest versions of everything
#   make clean     what was made, away; the instance stays

HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=
BIN := .venv/bin

.PHONY: run test check bench messages lock clean setup setup-tests

run: setup
	@$(BIN)/jixun migrate
	@$(BIN)/jixun demo --host $(HOST) --port $(PORT)
	@exec $(BIN)/jixun serve --host $(HOST) --port $(PORT)

test: setup-tests
	@$(BIN)/pytest -n 2 --database=both $(if $(COV),--cov) $(ARGS)

check: setup-tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/jixun migrate --check
	$(BIN)/python bin/messages --check
	$(BIN)/djlint --quiet templates plugins

bench: setup-tests
	@$(BIN)/python -m bench

messages: setup-tests
	@$(BIN)/python bin/messages

lock: setup
	@bin/lock

clean:
	@rm -rf .venv node_modules static/vendor core/people/data build *.egg-info .*_cache .hypothesis .coverage*
	@find core plugins tests -name __pycache__ -prune -exec rm -rf {} + -o -name '*.mo' -delete

setup:
	@bin/setup

setup-tests:
	@bin/setup --tests
