"""The two commands that make a register usable: its content and its accounts."""

import builtins
import getpass
import re

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from cases.models import Case
from tests.factories import CaseFactory

pytestmark = pytest.mark.django_db


def said(capsys, *args):
    call_command(*args)
    return capsys.readouterr().out.strip()


def test_an_empty_register_is_filled_once(capsys):
    assert said(capsys, "load_register") == f"Loaded {Case.objects.count()} cases from fixtures/."
    assert Case.objects.count() == 19
    again = "The register has cases already; nothing was loaded."
    assert said(capsys, "load_register") == again


def test_a_register_in_use_is_left_alone(capsys):
    case = CaseFactory()
    said(capsys, "load_register")
    assert list(Case.objects.all()) == [case]


@pytest.mark.parametrize(
    ("role", "group"),
    [("editor", "Editors"), ("publisher", "Publishers"), ("steward", "Stewards")],
)
def test_a_new_account_can_sign_in_with_the_password_shown(capsys, client, role, group):
    out = said(capsys, "create_account", "--role", role, "--name", "ann", "--generate")
    shown, done = out.splitlines()
    assert done == f"ann can sign in at /admin/ as {role}."
    password = re.fullmatch(r"Password, shown only now: (\S{12,})", shown).group(1)
    assert client.login(username="ann", password=password)
    assert client.get("/admin/").status_code == 200
    user = authenticate(username="ann", password=password)
    assert [g.name for g in user.groups.all()] == [group]
    assert not user.is_superuser


def test_an_account_that_manages_accounts_is_made_like_any_other(capsys, client):
    out = said(capsys, "create_account", "--role", "admin", "--name", "ann", "--generate")
    shown, done = out.splitlines()
    assert done == "ann can sign in at /admin/ as admin."
    assert client.login(username="ann", password=shown.rpartition(" ")[2])
    assert client.get("/admin/auth/user/add/").status_code == 200


@pytest.fixture
def typing(monkeypatch):
    """Answers to what the command asks at the terminal, in turn; the last is the password."""

    def type_in(*answers):
        typed = iter(answers)
        monkeypatch.setattr(builtins, "input", lambda prompt: next(typed))
        monkeypatch.setattr(getpass, "getpass", lambda prompt: next(typed))

    return type_in


def test_the_command_asks_for_what_it_was_not_told(capsys, typing):
    typing("editor", "ann", "correct horse battery")
    assert said(capsys, "create_account") == "ann can sign in at /admin/ as editor."
    assert authenticate(username="ann", password="correct horse battery")


def test_an_empty_password_gets_one_made(capsys, typing):
    typing("editor", "ann", "")
    assert "Password, shown only now: " in said(capsys, "create_account")


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (
            ["chief"],
            "There is no role “chief”. Choose from editor, publisher, steward, admin.",
        ),
        (["editor", "bob"], "There is already an account “bob”."),
        (["editor", ""], "This field cannot be blank."),
        (
            ["editor", "ann lee"],
            "Enter a valid username. This value may contain only letters, numbers, "
            "and @/./+/-/_ characters.",
        ),
        (
            ["editor", "ann", "12345678"],
            "This password is too common. This password is entirely numeric.",
        ),
    ],
)
def test_an_account_that_cannot_be_made_says_why(typing, django_user_model, answers, sentence):
    django_user_model.objects.create(username="bob")
    typing(*answers)
    with pytest.raises(CommandError) as refused:
        call_command("create_account")
    assert str(refused.value) == sentence
    assert django_user_model.objects.count() == 1
