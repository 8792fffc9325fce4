"""What stands in the index of one edition, read off the edition with all that belongs to it."""

import hashlib
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.translation import get_language

from cases import search
from cases.facets import CASE_FACETS, KEPT_ASIDE
from cases.models import Entry

TEMPLATES = {"card": "includes/card.html", "row": "includes/case_row.html"}
DRAWN_WITH = {".py", ".html"}


def entry_of(edition, serial):
    """The entry, not saved yet, and {(facet, value): label} of all that it can be found by."""
    labels = {
        (facet.name, str(value)): str(label)
        for facet in (*CASE_FACETS, *KEPT_ASIDE)
        for value, label in facet.values_of(edition).items()
    }
    entry = Entry(
        edition=edition,
        serial=serial,
        texts=[text for text in search.rest_of(edition) if text],
        values=[list(key) for key in labels],
        parts=parts_of(edition),
    )
    draw_parts(entry, edition)
    return entry, labels


def draw_parts(entry, edition):
    entry.stamp = stamp()
    for part in TEMPLATES:
        setattr(entry, part, drawn(part, edition))


def drawn(part, edition):
    """It as it is stored: what depends on who reads it and when is put in then."""
    return render_to_string(TEMPLATES[part], {"edition": edition, "stored": True})


def parts_of(edition):
    """[organisation's pk, column] of every count that the edition adds one to."""
    found = [(p.organisation_id, f"role:{p.role}") for p in edition.participations.all()]
    found += [(pk, f"direction:{edition.direction_id}") for pk, _role in found]
    return [list(part) for part in dict.fromkeys(found)]


def stamp():
    """Names what is drawn with: what bears another stamp is drawn anew when it is read."""
    if settings.DEBUG:
        return secrets.token_hex(8)  # a developer sees each change at once
    about = f"{version()} {get_language()} {get_script_prefix()} {settings.TIME_ZONE}"
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
