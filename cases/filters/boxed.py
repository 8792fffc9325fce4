"""Lists whose facets are boxes on the page, some of which a reader has to open."""

import django_filters
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from cases.facets import boxes
from cases.filters.indexed import IndexedFilter
from cases.filters.register import LeavesAll, SeveralField, as_query


class OpenFilter(LeavesAll, django_filters.Filter):
    """Facets whose boxes show all their values."""

    field_class = SeveralField

    def __init__(self, facets):
        super().__init__(
            choices=[(facet.name, facet.label) for facet in facets],
            error_messages={"invalid_choice": gettext_lazy("We know no box “%(value)s”.")},
        )


class BoxedFilter(IndexedFilter):
    closed = frozenset()  # names of facets whose box shows no value until a reader opens it

    @classmethod
    def get_filters(cls):
        return super().get_filters() | {"open": OpenFilter(cls.facets)}

    @cached_property
    def opened(self):
        return frozenset(self.form.cleaned_data["open"])

    @cached_property
    def shut(self):
        """The names of facets whose box shows no value at first: what is chosen is never hidden."""
        return self.closed - self.chosen.keys()

    def shows(self, facet):
        """Whether its box shows any value."""
        return facet.name not in self.shut - self.opened

    @cached_property
    def unopened(self):
        """The query string of exactly this list, with all boxes as they are at first."""
        return self.address(open=None)

    def opening(self, names):
        """The same with the boxes of these facets open."""
        asked = [self.unopened.removeprefix("?"), *(f"open={name}" for name in sorted(names))]
        return as_query("&".join(filter(None, asked)))

    def boxes(self):
        """Every facet, with its counts where its box shows any."""
        return boxes(self)

    def besides_boxes(self):
        """(name, value) of all else that the address says: choosing in a box keeps it."""
        boxed = {"page", *(facet.name for facet in self.facets)}
        names = [name for name in self.filters if name not in boxed]
        return [(name, value) for name in names for value in self.data.getlist(name) if value]
