"""What stands around the contents of each page."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

register = template.Library()

HOLE = "<!--{}-->"  # what readers type stands on a page escaped


@register.simple_tag
def once(template_name, here="", **holes):
    """What is the same on many pages, drawn once for each place in the navigation: half of a page.

    What differs from page to page is put into `holes`: the template may show it, but not ask for
    it. An address takes 14 µs, a hole 1.
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
