"""What lists show of an entry, drawn when it is published or by rebuild_index."""

from django.template.loader import render_to_string

from cases import search
from cases.index.version import stamp
from cases.models import Drawing

TEMPLATES = {"card": "includes/card.html", "row": "includes/case_row.html"}


def drawing_of(edition):
    """Its card and its row, not saved yet, without its case's page; see cases.index.whole_pages."""
    parts = {part: drawn(part, edition) for part in TEMPLATES}
    texts = [text for text in search.rest_of(edition) if text]
    return Drawing(entry_id=edition.pk, stamp=stamp(), texts=texts, **parts)


def drawn(part, edition):
    """It as it is stored: what depends on who reads it and when is put in then."""
    return render_to_string(TEMPLATES[part], {"edition": edition, "stored": True})
