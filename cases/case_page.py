"""What the page of a case tells of one of its editions, beside the edition itself."""

from cases import citing, linked_data
from cases.models import SourceCheck
from cases.origins import origins
from cases.verification import verifications
from cases.visibility import State


def told(edition, site):
    """`site` is the site's address with scheme and host; it stands in citations."""
    return {
        "numbers": {r.source_id: n for n, r in enumerate(edition.references.all(), start=1)},
        "verifications": verified(edition.figures.all()),
    } | for_machines(edition, site)


def verified(figures):
    sources = {figure.source_id for figure in figures}
    quoted = any(figure.quote for figure in figures)
    checked = SourceCheck.objects.confirming(sources) if quoted else frozenset()
    return verifications(figures, origins(sources) if len(sources) > 1 else {}, checked)


def for_machines(edition, site):
    """How to cite an edition, and its linked data; one that is not published has neither."""
    if edition.is_open:
        return {}
    current = edition.state == State.PUBLISHED
    return {
        "citation": citing.plain(citing.of_edition(edition, site)),
        "forms": citing.FORMS,
        "linked": current and linked_data.case_page(edition, site),
    }
