# Everything a person needs: `make run` to read and edit, `make test` before a commit.
.DEFAULT_GOAL := help
.PHONY: help run serve account test lint format install migrate

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
STATE := $(or $(XDG_STATE_HOME),$(HOME)/.local/state)/blockchain-casebook

# A developer's own site: errors are shown, and its secret stays outside the repository.
run migrate account: export DEBUG ?= on
run serve migrate account: export SECRET_KEY_FILE ?= $(STATE)/secret-key

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: migrate ## Start the register on 127.0.0.1 (PORT=8000)
	@printf '\n  Read   http://127.0.0.1:%s/\n  Edit   http://127.0.0.1:%s/admin/\n  Get an account: make account\n\n' $(PORT) $(PORT)
	$(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

serve: migrate ## Start the production server on 127.0.0.1, without a developer's error pages (PORT=8000)
	$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	$(BIN)/python manage.py rebuild_index --if-needed
	$(BIN)/python -m config.server --workers 2 --port $(PORT)

account: migrate ## Make an editor, a publisher, a steward or an admin (ROLE= NAME=)
	$(BIN)/python manage.py create_account $(if $(ROLE),--role $(ROLE)) $(if $(NAME),--name $(NAME)) $(ARGS)

migrate: install $(STATE)/secret-key
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py load_register
	$(BIN)/python manage.py rebuild_index --if-needed

test: install ## Run the whole suite (ARGS= goes to pytest)
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup $(ARGS)

lint: install ## Check style, templates and migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	DEBUG=on $(BIN)/python manage.py makemigrations --check --dry-run

format: install ## Put code and templates into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html')

install: .venv/installed

.venv/installed: requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(STATE)/secret-key:
	@mkdir -p $(@D)
	@umask 077 && $(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(48))' > $@
