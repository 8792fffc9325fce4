"""What stands in the index of one edition, read off the edition with all that belongs to it."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.translation import get_language

from cases import search
from cases.facets import CASE_FACETS, KEPT_ASIDE
from cases.models import Entry

PARTS_OF_A_CARD = ["includes/card.html", "includes/direction.html", "includes/marks.html"]


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
        stamp=stamp(),
        card=drawn(edition),
        texts=[text for text in search.rest_of(edition) if text],
        values=[list(key) for key in labels],
        parts=parts_of(edition),
    )
    return entry, labels


def drawn(edition):
    """The card as it is stored: ages and found words are put in when it is read."""
    return render_to_string("includes/card.html", {"edition": edition, "stored": True})


def parts_of(edition):
    """[organisation's pk, column] of every count that the edition adds one to."""
    found = [(p.organisation_id, f"role:{p.role}") for p in edition.participations.all()]
    found += [(pk, f"direction:{edition.direction_id}") for pk, _role in found]
    return [list(part) for part in dict.fromkeys(found)]


def stamp():
    """Names what cards are drawn with: one that bears another stamp is drawn anew when read."""
    about = f"{templates()} {get_language()} {get_script_prefix()}"
    return hashlib.sha256(about.encode()).hexdigest()[:16]


@cache
def templates():
    folder = Path(settings.BASE_DIR, "templates")
    read = b"".join((folder / name).read_bytes() for name in PARTS_OF_A_CARD)
    return hashlib.sha256(read).hexdigest()
