"""What a reader chooses a list by: boxes to tick, and links to the same list in other ways."""

from functools import lru_cache

from django import template
from django.utils.html import escape, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import slugify

register = template.Library()

OPTION = """<label class="option">
  <input type="checkbox" id="{id}" name="{name}" value="{value}"{{checked}}>
  <span>{label}</span> <span class="option-count">{{cases}}</span>
</label>
"""


@register.filter
def options(values, name):
    """The boxes to tick of a facet. A page has hundreds: as templates they took 20 ms of it."""
    drawn = (
        option(name, value.value, value.label).format(
            checked=" checked" if value.chosen else "", cases=value.cases
        )
        for value in values
    )
    return mark_safe("".join(drawn))


@lru_cache(maxsize=2_000)
def option(name, value, label):
    """One of them but for what changes from page to page, as a pattern for str.format."""
    key = f"{name}-{slugify(value, allow_unicode=True)}"
    said = {"id": key, "name": name, "value": value, "label": label}
    safe = {key: escape(text).replace("{", "{{").replace("}", "}}") for key, text in said.items()}
    return OPTION.format(**safe)


OPENS = (
    '<a id="open-{name}"{said} rel="nofollow" href="{address}#box-{name}" hx-get="{address}">'
    "{text}</a>"
)


@register.filter
def toggle(box, path):
    """The link in a box's head that opens it, or closes it."""
    said = f' class="opens" aria-expanded="{"true" if box.is_open else "false"}"'
    return opens(box, path, escape(box.label), said)


@register.filter
def more(box, path):
    """The link at the foot of a box's first values to all of them."""
    hidden = f'<span class="visually-hidden">: {escape(box.label)}</span>'
    return opens(box, path, escape(box.more) + hidden)


def opens(box, path, text, said=""):
    address = escape(path + box.address)
    return mark_safe(OPENS.format(name=box.name, address=address, text=text, said=said))


CURRENT = mark_safe(' aria-current="true"')


@register.simple_tag
def ways(filterset, name, labels, chosen, **changes):
    """Links to the list with each of `labels`, {value: label}, as what its address calls `name`."""
    links = (
        (filterset.address(**changes, **{name: value}), CURRENT if value == chosen else "", label)
        for value, label in labels.items()
    )
    return format_html_join(" · ", '<a href="{}"{}>{}</a>', links)
