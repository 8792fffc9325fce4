"""What the filters of all lists are made of."""

from copy import copy
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.search.words import LONGEST

MOST_VALUES = 50  # that one name in an address may have
SEEN_EVERYWHERE = ("utm_", "fbclid", "gclid", "mc_")  # what others hang on links to us


def shown(text, most=40):
    """What a reader typed, short and harmless enough to show again."""
    text = "".join(character for character in text if character.isprintable())
    return text if len(text) <= most else f"{text[:most]}…"


def harmless(values):
    """Those of them that the database can be asked for."""
    return [value for value in values if "\0" not in value and len(value) <= LONGEST]


def as_query(encoded):
    """Django’s own ends a link to what has no query in “?”."""
    return f"?{encoded}" if encoded else ""


class Light:
    """A filter of which each request gets a copy that shares all it holds: none of it changes."""

    def __deepcopy__(self, memo):
        return copy(self)


class LeavesAll(Light):
    """A filter that leaves all rows: what it asks for, the page does."""

    def filter(self, queryset, value):
        return queryset


class SeveralField(forms.MultipleChoiceField):
    def to_python(self, values):
        """A form may send an empty one. Each link on the page repeats all of them."""
        values = [value for value in super().to_python(values) if value]
        if len(values) > MOST_VALUES:
            message = _("A filter takes at most %(most)d values; one here has %(number)d.")
            raise ValidationError(message % {"most": MOST_VALUES, "number": len(values)})
        return values


class PageFilter(LeavesAll, django_filters.Filter):
    """The page is validated with the rest; the paginator does the filtering."""

    field_class = forms.IntegerField

    def __init__(self):
        message = gettext_lazy("“page” has to be a whole number from 1 on.")
        super().__init__(
            min_value=1,
            max_value=1_000_000,
            error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], message),
        )


class ChoiceFilter(LeavesAll, django_filters.ChoiceFilter):
    """One of a few named ways to show the list; it leaves the same cases."""

    def __init__(self, choices, refusal):
        super().__init__(
            choices=list(choices), empty_label=None, error_messages={"invalid_choice": refusal}
        )


class Fields(dict):
    """Fields that keep nothing of a request: all its forms share them."""

    def __deepcopy__(self, memo):
        return dict(self)


class QueryForm(forms.Form):
    def clean(self):
        for name, field in self.fields.items():
            several = isinstance(field, SeveralField)
            if not several and len(self.data.getlist(name)) > 1:
                self.add_error(name, _("“%s” is given more than once.") % name)
        return super().clean()


class RegisterFilter(django_filters.FilterSet):
    """A list's filters, and sentences for what its URL says beside them."""

    page = PageFilter()

    class Meta:
        form = QueryForm
        fields = []

    def get_form_class(self):
        """Made once: the fields are the same for every request."""
        if "form_class" not in type(self).__dict__:
            type(self).form_class = super().get_form_class()
            self.form_class.base_fields = Fields(self.form_class.base_fields)
        return self.form_class

    @property
    def refusals(self):
        messages = [message for errors in self.form.errors.values() for message in errors]
        return [shown(message, 120) for message in messages]

    @property
    def unknown(self):
        """The names in the address that we know nothing of."""
        return self.data.keys() - self.filters.keys()

    @property
    def ignored(self):
        unknown = (name for name in self.unknown if not name.startswith(SEEN_EVERYWHERE))
        return sorted(shown(name) for name in unknown)[:10]

    def renamed(self):
        """The query with today's values in place of former ones; "" if it has none of those."""
        return ""

    def address(self, **changes):
        """The query string of exactly this list, all pages of it, but for `changes`; None takes a
        name away.
        """
        known = {name: each for name, each in self.data.lists() if name in self.filters}
        asked = known | {"page": None} | changes
        said = {name: each for name, each in asked.items() if each is not None}
        return as_query(urlencode(said, doseq=True))
