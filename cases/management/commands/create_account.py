import getpass
import secrets

from django.contrib.auth import get_user_model, password_validation
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

GROUPS = {"editor": "Editors", "publisher": "Publishers", "steward": "Stewards"}
ADMIN = "admin"  # may do everything, and alone manages accounts
ROLES = [*GROUPS, ADMIN]


class Command(BaseCommand):
    help = "Makes an account for /admin/: an editor, a publisher, a steward or an admin."

    def add_arguments(self, parser):
        parser.add_argument("--role", choices=ROLES)
        parser.add_argument("--name", help="the name to sign in with")
        parser.add_argument(
            "--generate", action="store_true", help="generate the password and print it once"
        )

    def handle(self, *, role, name, generate, **options):
        role = role or input(f"Role ({', '.join(ROLES)}): ").strip()
        if role not in ROLES:
            raise CommandError(f"There is no role “{role}”. Choose from {', '.join(ROLES)}.")
        name = name or input("Name to sign in with: ").strip()
        user = self.new_user(name, is_superuser=role == ADMIN)
        password = "" if generate else getpass.getpass("Password (empty: make one for me): ")
        self.set_password(user, password)
        if role in GROUPS:
            user.groups.add(Group.objects.get(name=GROUPS[role]))
        self.stdout.write(f"{name} can sign in at /admin/ as {role}.")

    def new_user(self, name, is_superuser):
        User = get_user_model()
        if User.objects.filter(username=name).exists():
            raise CommandError(f"There is already an account “{name}”.")
        user = User(username=name, is_staff=True, is_superuser=is_superuser)
        try:
            user.full_clean(exclude=["password"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return user

    def set_password(self, user, typed):
        password = typed or secrets.token_urlsafe(12)
        try:
            password_validation.validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        user.set_password(password)
        user.save()
        if not typed:
            self.stdout.write(f"Password, shown only now: {password}")
