"""What readers see of an entry, drawn when it is published, and how it is told what is outdated."""

import hashlib
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from cases import search
from cases.models import Drawing

TEMPLATES = {"card": "includes/card.html", "row": "includes/case_row.html"}
DRAWN_WITH = {".py", ".html"}
# Stands for the address of the site that will show it; nobody can write it by chance or on purpose.
SITE = f"http://{salted_hmac('address of the site', '').hexdigest()[:32]}.invalid"


def drawing_of(edition):
    """Its card and its row, not saved yet, without its case's page; see cases.index.whole_pages."""
    parts = {part: drawn(part, edition) for part in TEMPLATES}
    texts = [text for text in search.rest_of(edition) if text]
    return Drawing(entry_id=edition.pk, stamp=stamp(), texts=texts, **parts)


def drawn(part, edition):
    """It as it is stored: what depends on who reads it and when is put in then."""
    return render_to_string(TEMPLATES[part], {"edition": edition, "stored": True})


def stamp():
    """Names what is drawn with: what bears another stamp is drawn anew when it is read."""
    if settings.DEBUG:
        return secrets.token_hex(8)  # a developer sees each change at once
    about = f"{version()} {SITE} {get_language()} {get_script_prefix()} {settings.TIME_ZONE}"
    return hashlib.sha256(about.encode()).hexdigest()[:16]


@cache
def version():
    """Of the code, the templates and the style sheets, whose names have their content's hash."""
    read = hashlib.sha256(getattr(staticfiles_storage, "manifest_hash", "").encode())
    for folder in ("cases", "directions", "templates"):
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*")):
            if path.suffix in DRAWN_WITH:
                read.update(path.read_bytes())
    return read.hexdigest()
