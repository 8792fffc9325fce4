"""Names what pages are drawn with: what other code drew is not taken for what this would draw."""

import hashlib
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import get_script_prefix
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

FOLDERS = "cases", "config", "directions", "templates"
FILES = {".py", ".html", ".svg"}
# Stands for the address of the site that will show it; nobody can write it by chance or on purpose.
SITE = f"http://{salted_hmac('address of the site', '').hexdigest()[:32]}.invalid"


def stamp():
    if settings.DEBUG:
        return secrets.token_hex(8)  # a developer sees each change at once
    about = f"{version()} {SITE} {get_language()} {get_script_prefix()} {settings.TIME_ZONE}"
    return hashlib.sha256(about.encode()).hexdigest()[:16]


@cache
def version():
    """Of the code, the templates and the style sheets, whose names have their content's hash."""
    read = hashlib.sha256(getattr(staticfiles_storage, "manifest_hash", "").encode())
    for path in sources():
        read.update(path.read_bytes())
    return read.hexdigest()


def sources():
    yield from Path(settings.BASE_DIR).glob("requirements.txt")
    for folder in FOLDERS:
        found = Path(settings.BASE_DIR, folder).rglob("*")
        yield from sorted(path for path in found if path.suffix in FILES)
