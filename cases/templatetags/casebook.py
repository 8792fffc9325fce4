"""Filters that put records into words. None of them asks the database."""

import re
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

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
def marked(text, asked):
    """`text` with the words that a reader searched for marked; as it is without a search."""
    return marking.marked(text, asked) if asked else text


@register.filter
def cited(numbers, source_id):
    """The number of a source in the list at the foot of the page, as {source pk: number}."""
    return numbers.get(source_id)


@register.filter
def verification(verifications, figure):
    return verifications.get(figure.pk)


CELL = '<td{}><a class="count" href="{}" aria-label="{}">{}</a></td>'


@register.filter
def cells(row):
    """The counts of an organisation, each a link. A table has hundreds of them."""
    return mark_safe("".join(cell_of(row, cell) for cell in row.cells))


def cell_of(row, cell):
    style = format_html(' class="{}"', cell.column.style) if cell.column.style else ""
    if not cell.count:
        return format_html("<td{}></td>", style)
    return format_html(CELL, style, cell.address, spoken(row, cell), cell.count)


def spoken(row, cell):
    said = {"count": cell.count, "name": row.name, "column": cell.column.title}
    if cell.column.style:
        words = ngettext(
            "%(count)d case of %(name)s in %(column)s",
            "%(count)d cases of %(name)s in %(column)s",
            cell.count,
        )
    else:
        words = ngettext(
            "%(count)d case with %(name)s: %(column)s",
            "%(count)d cases with %(name)s: %(column)s",
            cell.count,
        )
    return words % said


HOLE = "<!--{}-->"  # what readers type stands on a page escaped


@register.simple_tag
def once(template_name, here="", **holes):
    """What is the same on many pages, drawn once for each place in the navigation: half of a page.

    What differs from page to page is put into `holes`: the template may show it, but not ask for
    it. A word to translate takes 5 µs, an address 14, a hole 1.
    """
    draw = drawn.__wrapped__ if settings.DEBUG else drawn
    html = draw(template_name, here, tuple(holes), get_language(), get_script_prefix())
    for name, value in holes.items():
        html = html.replace(HOLE.format(name), conditional_escape(value))
    return mark_safe(html)


@lru_cache(maxsize=200)
def drawn(template_name, here, holes, language, prefix):
    shown = {name: mark_safe(HOLE.format(name)) for name in holes}
    return render_to_string(template_name, {"here": here} | shown)


@register.filter
def hidden(pairs):
    """(name, value) of what a form asks for beside what can be seen."""
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


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
