"""What a list's URL may say. Whatever it cannot mean is refused in words, never ignored."""

from dataclasses import dataclass

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Edition, Organisation
from directions.models import Direction

SEEN_EVERYWHERE = ("utm_", "fbclid", "gclid", "mc_")  # what others hang on links to us


def shown(text, most=40):
    """What a reader typed, short and harmless enough to show again."""
    text = "".join(character for character in text if character.isprintable())
    return text if len(text) <= most else f"{text[:most]}…"


class SlugsField(forms.ModelMultipleChoiceField):
    def clean(self, value):
        value = [slug for slug in value or [] if slug]  # a form sends "any" as an empty choice
        for slug in value:
            try:
                validate_slug(slug)
            except ValidationError as error:
                raise self.unknown(slug) from error
        try:
            return super().clean(value)
        except ValidationError as error:
            known = set(self.queryset.filter(slug__in=value).values_list("slug", flat=True))
            raise self.unknown(next(slug for slug in value if slug not in known)) from error

    def unknown(self, slug):
        return ValidationError(self.error_messages["unknown"] % shown(slug))


class SlugsFilter(django_filters.ModelMultipleChoiceFilter):
    """Any of the records whose slugs are given."""

    field_class = SlugsField

    def __init__(self, path, unknown, **kwargs):
        kwargs |= {"field_name": f"{path}__slug", "to_field_name": "slug"}
        super().__init__(error_messages={"unknown": unknown}, **kwargs)


class PageFilter(django_filters.Filter):
    """The page is validated with the rest; the paginator does the filtering."""

    field_class = forms.IntegerField

    def __init__(self):
        message = gettext_lazy("“page” has to be a whole number from 1 on.")
        super().__init__(
            min_value=1,
            max_value=1_000_000,
            error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], message),
        )

    def filter(self, queryset, value):
        return queryset


class SortFilter(django_filters.ChoiceFilter):
    """One of a few orders by name; each ends in a unique key, so that pages never overlap."""

    def __init__(self, orders, labels):
        self.orders = orders
        message = gettext_lazy("We do not know how to sort by “%(value)s”.")
        super().__init__(
            choices=labels, empty_label=None, error_messages={"invalid_choice": message}
        )

    def filter(self, queryset, value):
        return queryset.order_by(*self.orders[value or next(iter(self.orders))])


class QueryForm(forms.Form):
    def clean(self):
        for name, field in self.fields.items():
            if not hasattr(field, "queryset") and len(self.data.getlist(name)) > 1:
                self.add_error(name, _("“%s” is given more than once.") % name)
        return super().clean()


@dataclass(frozen=True)
class Chip:
    """A chosen value, and the address of the list without it."""

    label: str
    without: str


class RegisterFilter(django_filters.FilterSet):
    """A list's filters, and sentences for what its URL says beside them."""

    page = PageFilter()

    class Meta:
        form = QueryForm
        fields = []

    @property
    def refusals(self):
        messages = [message for errors in self.form.errors.values() for message in errors]
        return [shown(message, 120) for message in messages]

    @property
    def ignored(self):
        names = set(self.data) - set(self.filters)
        return sorted(shown(name) for name in names if not name.startswith(SEEN_EVERYWHERE))

    @property
    def chosen(self):
        """The records chosen in each filter, by the filter's name."""
        values = self.form.cleaned_data.items()
        return {
            name: value for name, value in values if isinstance(self.filters[name], SlugsFilter)
        }

    def chips(self):
        return [
            Chip(f"{self.filters[name].label}: {record}", self.without(name, record.slug))
            for name, records in self.chosen.items()
            for record in records
        ]

    def without(self, name, slug):
        query = self.data.copy()
        query.setlist(name, [value for value in query.getlist(name) if value != slug])
        query.pop("page", None)
        return f"?{query.urlencode()}" if query else ""


class CaseFilter(RegisterFilter):
    ORDERS = {
        "newest": ["-published_at", "-pk"],
        "launched": [F("launched_earliest").desc(nulls_last=True), "-pk"],
        "title": ["title", "pk"],
    }
    SORTS = [
        ("newest", gettext_lazy("newest in the register")),
        ("launched", gettext_lazy("launch date")),
        ("title", gettext_lazy("title")),
    ]

    direction = SlugsFilter(
        "direction",
        label=gettext_lazy("Direction"),
        queryset=Direction.objects.all(),
        unknown=gettext_lazy("We know no direction “%s”."),
    )
    organisation = SlugsFilter(
        "participations__organisation",
        label=gettext_lazy("Organisation"),
        queryset=lambda request: Organisation.objects.published(),
        unknown=gettext_lazy("We know no organisation “%s”."),
    )
    sort = SortFilter(ORDERS, SORTS)

    class Meta(RegisterFilter.Meta):
        model = Edition
