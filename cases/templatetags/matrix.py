"""The cells of who does what."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import ngettext

register = template.Library()

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
