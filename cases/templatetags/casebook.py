"""Filters that put records into words. None of them asks the database."""

import re

from django import template
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from cases import comparable, dates, linked_data, quotes, texts, visibility, wording
from cases.models import Organisation, Participation
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
def sentence(text):
    """`text` with a full stop, unless it ends like a sentence as it is."""
    return text if re.search("[.!?…。！？][”’)]?$", text) else f"{text}."


@register.filter
def introduction(organisation):
    """“Bank, Shenzhen. It was founded in 2004.”: what is known of it."""
    kind = "" if organisation.kind == Organisation.Kind.OTHER else organisation.get_kind_display()
    what = capfirst(", ".join(filter(None, [kind, organisation.place])))
    if what and organisation.note:
        what = sentence(what)
    return f"{what} {organisation.note}".strip()


@register.filter
def age(figure):
    return wording.age(figure, visibility.today())


@register.filter
def stage_age(edition):
    """How old the word on a case's stage is; "" if it bears no date."""
    day = stage_day(edition)
    return wording.old_by(day, visibility.today()) if day else ""


@register.filter
def stage_age_place(edition):
    """Where a stored page is told it when it is read; see cases.index.whole_pages."""
    day = stage_day(edition)
    return mark_safe(f"<!--since {day}-->") if day else ""


def stage_day(edition):
    return edition.stage_as_of_latest or edition.stage_as_of_earliest


@register.filter
def age_mark(figure):
    day = wording.known_day(figure)
    return wording.age_mark(day, wording.months_fresh(figure), visibility.today()) if day else ""


@register.filter
def age_place(figure):
    """Where a stored card is told the figure's age when it is read; see cases.index.cards."""
    day, months = wording.known_day(figure), wording.months_fresh(figure)
    return mark_safe(f"<!--age {day} {months or ''}-->") if day else ""


@register.filter
def marked(text, terms):
    """`text` with the words that a reader searched for marked; as it is without a search."""
    return marking.marked(text, terms) if terms else text


@register.filter
def cited(numbers, source_id):
    """The number of a source in the list at the foot of the page, as {source pk: number}."""
    return numbers.get(source_id)


@register.filter
def verification(verifications, figure):
    return verifications.get(figure.pk)


@register.filter
def by_role(participations):
    """Participations gathered by role, in the roles' own order."""
    return [
        {"label": role.label, "participations": found}
        for role in Participation.Role
        if (found := [p for p in participations if p.role == role])
    ]
