"""Filters that put records into words. None of them asks the database."""

import re

from django import template
from django.utils.translation import gettext_lazy as _

from cases import comparable, dates, linked_data, quotes, search, texts, visibility, wording
from cases.models import Participation
from cases.search import marking

register = template.Library()

register.filter("edtf", dates.in_words)
register.filter("markdown", texts.render)
register.filter("when", wording.when)
register.filter("results", comparable.results)
register.filter("json_ld", linked_data.script)
register.filter("number", wording.number)
register.filter("compact", wording.short)
register.filter("scales", quotes.in_scales)


@register.filter
def value(figure):
    """The value in words; currency, number and “million” stay on one line."""
    together = r"(?<=[A-Z]{3}) | (?=(?:m|b|tr)illion)"
    return re.sub(together, "\u00a0", wording.value(figure))


@register.filter
def headline(edition):
    """[the result that stands for a case in a list], of the metric asked for, else the first."""
    results = comparable.results(edition.figures.all())
    asked_for = getattr(edition, "metric_asked_for", None)
    return ([r for r in results if r.metric.slug == asked_for] or results)[:1]


@register.filter
def age(figure):
    return wording.age(figure, visibility.today())


@register.filter
def stage_age(edition):
    """How old the word on a case's stage is; "" if it bears no date."""
    day, today = edition.stage_as_of_latest or edition.stage_as_of_earliest, visibility.today()
    return dates.age_in_words(day, today) if day and day <= today else ""


@register.filter
def is_old(figure):
    return wording.is_old(figure, visibility.today())


@register.filter
def cited(numbers, source_id):
    """The number of a source in the list at the foot of the page, as {source pk: number}."""
    return numbers.get(source_id)


@register.filter
def verification(verifications, figure):
    return verifications.get(figure.pk)


SECTIONS = {  # what the main navigation leads to, and the pages that belong to it
    "cases": (
        _("Cases"),
        {
            "case",
            "history",
            "edition",
            "changes",
            "preview",
            "preview-changes",
            "compare",
            "figure",
            "edition-figure",
        },
    ),
    "directions": (_("Directions"), {"direction"}),
    "organisations": (_("Organisations"), {"organisation"}),
    "who-does-what": (_("Who does what"), {"together"}),
    "figures": (_("Figures"), set()),
    "timeline": (_("Timeline"), set()),
    "sources": (_("Sources"), {"source"}),
    "about": (_("About"), {"method", "data"}),
}


@register.filter
def navigation(here):
    """The main navigation's entries; `here` is the name of the page that is shown."""
    return [
        {"name": name, "label": label, "exact": name == here, "here": here in pages | {name}}
        for name, (label, pages) in SECTIONS.items()
    ]


@register.filter
def by_role(participations):
    """Participations gathered by role, in the roles' own order."""
    return [
        {"label": role.label, "participations": found}
        for role in Participation.Role
        if (found := [p for p in participations if p.role == role])
    ]


@register.filter
def marked(text, asked):
    """`text` with the words that a reader searched for marked; as it is without a search."""
    return marking.marked(text, asked) if asked else text


@register.filter
def excerpt(edition, asked):
    """Where beside title and summary the search found its words."""
    if not asked or next(marking.spans(f"{edition.title} {edition.summary}", asked), None):
        return ""
    return marking.excerpt(search.rest_of(edition), asked)
