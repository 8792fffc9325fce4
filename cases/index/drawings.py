"""What lists show of an entry, drawn when it is published or by rebuild_index."""

from django.template.loader import render_to_string

from cases import search
from cases.index.version import stamp
from cases.models import Drawing

TEMPLATES = {"card": "includes/card.html", "row": "includes/case_row.html"}
PARTS = [*TEMPLATES, "texts"]


def drawing_of(edition):
    """What is stored of it, which has an entry, but for its case's page (cases.index.whole_pages).

    It is not saved yet.
    """
    parts = {name: part_of(edition, name) for name in PARTS}
    return Drawing(entry=edition.entry, stamp=stamp(), **parts)


def part_of(edition, name):
    """It as it is stored: what depends on who reads it and when is put in then."""
    if name == "texts":
        return [text for text in search.rest_of(edition) if text]
    return render_to_string(TEMPLATES[name], {"edition": edition, "stored": True})
