"""Pages in the words of schema.org, as nodes of JSON-LD: https://schema.org/docs/gs.html.

A figure is a Claim about an Observation. What its source leaves open stays open: “more than” is a
least value, a range has two ends.
"""

import json
import re

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from cases import wording
from cases.citing import REGISTER
from cases.comparable import LOWER_BOUNDS, UPPER_BOUNDS
from cases.exports import number

IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
ISO_DATE = re.compile(r"\d{4}(-(0\d|1[0-2])(-\d\d)?)?")  # of EDTF what schema.org takes for a date


def script(nodes):
    """A data block: browsers run nothing of it, and no text in it can end it."""
    text = json.dumps({"@context": "https://schema.org", "@graph": nodes}, ensure_ascii=False)
    text = mark_safe(text.translate(IN_SCRIPT))
    return format_html('<script type="application/ld+json">{}</script>', text)


def node(kind, **properties):
    """A node without the properties that are empty."""
    return {"@type": kind} | {name: value for name, value in properties.items() if value}


def crumbs(record, site, name, address):
    """Where the page of a record stands: under the list called `name`."""
    return breadcrumbs(site, (name, reverse(address)), (str(record), record.get_absolute_url()))


def breadcrumbs(site, *steps):
    """`steps` are (name, path) from the top down."""
    items = [
        node("ListItem", position=position, name=name, item=page(site + path))
        for position, (name, path) in enumerate(steps, start=1)
    ]
    return node("BreadcrumbList", itemListElement=items)


def page(address):
    return {"@type": "WebPage", "@id": address}


def case_crumbs(edition, site, *further):
    direction = edition.direction
    above = (direction.title, direction.get_absolute_url())
    here = (edition.title, edition.case.get_absolute_url())
    return breadcrumbs(site, above, here, *further)


def register(site):
    return node("Organization", name=REGISTER, url=f"{site}/")


def whole(site, data_page, downloads):
    """The register as a data set; `downloads` are (content type, path)."""
    return node(
        "Dataset",
        name=REGISTER,
        description="A public register of real blockchain applications: who is doing what, "
        "in which direction, with what result, and who says so.",
        url=site + data_page,
        creator=register(site),
        isAccessibleForFree=True,
        distribution=[
            node("DataDownload", encodingFormat=kind, contentUrl=site + path)
            for kind, path in downloads
        ],
    )


def case(edition, site):
    """A case as a data set of what its sources claim."""
    return node(
        "Dataset",
        name=edition.title,
        description=edition.summary,
        url=site + edition.case.get_absolute_url(),
        version=str(edition.number),
        dateModified=edition.published_at.isoformat(),
        creator=register(site),
        isAccessibleForFree=True,
        isBasedOn=[work(reference.source) for reference in edition.references.all()],
        mentions=[
            node("Organization", name=each.name, url=site + each.get_absolute_url())
            for each in {p.organisation: None for p in edition.participations.all()}
        ],
        hasPart=[node("Claim", **said(figure, site)) for figure in edition.figures.all()],
    )


def said(figure, site):
    """What no Claim goes without: also that somebody says otherwise."""
    return {
        "name": statement(figure),
        "description": _("Disputed: %s") % figure.dispute if figure.dispute else "",
        "url": site + figure.get_absolute_url(),
    }


def statement(figure):
    return f"{figure.metric.name}: {wording.value(figure)}, {wording.when(figure)}"


def case_page(edition, site):
    return [case(edition, site), case_crumbs(edition, site)]


def claim(figure, site):
    return node(
        "Claim",
        **said(figure, site),
        text=figure.quote,
        inLanguage=figure.quote_language,
        temporal=figure.as_of,
        appearance=work(figure.source),
        about=observation(figure),
    )


def observation(figure):
    return node(
        "Observation",
        name=figure.metric.name,
        description=", ".join(filter(None, [figure.metric.definition, figure.about])),
        unitText=figure.metric.unit,
        observationDate=figure.as_of if ISO_DATE.fullmatch(figure.as_of) else "",
        **values(figure),
    )


def values(figure):
    value = number(figure.value)
    if figure.upper_value is not None:
        return {"minValue": value, "maxValue": number(figure.upper_value)}
    if figure.comparator in LOWER_BOUNDS:
        return {"minValue": value}
    if figure.comparator in UPPER_BOUNDS:
        return {"maxValue": value}
    return {"value": value}


def work(source):
    """A source; what kind of thing its publisher is, the register does not know."""
    return node(
        "CreativeWork",
        name=source.title,
        url=source.url,
        inLanguage="" if source.language == "und" else source.language,
        datePublished=source.published if ISO_DATE.fullmatch(source.published) else "",
        publisher=node("Organization", name=source.publisher),
    )


def organisation(record, names, site):
    return node(
        "Organization",
        name=record.name,
        url=site + record.get_absolute_url(),
        alternateName=[name.name for name in names],
        description=record.note,
        location=record.place,
    )
