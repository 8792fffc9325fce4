"""Forms of many rows that ask the database once, not once a row.

Django looks up the record that each autocomplete shows, and looks it up again to check what was
chosen; and it asks every constraint about every row, also about those that nobody touched.
"""

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property


def keys(values):
    """Those among values from outside that can be primary keys: the database refuses others."""
    return {value for value in map(str, values) if value.isdecimal() and len(value) < 19}


class KnownChoiceField(forms.ModelChoiceField):
    """Knows the records it may be asked for, if its form set told it: `known`, by their keys."""

    known = None

    def chosen(self, values):
        if self.known is None:
            return self.queryset.filter(pk__in=keys(values))
        return [self.known[value] for value in map(str, values) if value in self.known]

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if not (records := self.chosen([self.prepare_value(value)])):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return records[0]


class KnownSelect(AutocompleteSelect):
    def optgroups(self, name, value, attr=None):
        field = self.choices.field
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        for record in field.chosen(value):
            label = field.label_from_instance(record)
            options.append(self.create_option(name, record.pk, label, True, len(options)))
        return [(None, options, 0)]


class KnownMultipleChoiceField(forms.ModelMultipleChoiceField):
    def clean(self, value):
        if strangers := set(map(str, value or [])) - keys(value or []):
            message = self.error_messages["invalid_choice"]
            raise ValidationError(message, "invalid_choice", {"value": min(strangers)})
        return super().clean(value)


class KnownSelectMultiple(AutocompleteSelectMultiple):
    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [str(key) for key in value if str(key) in keys(value)], attr)


class KnownChoices:
    """For a ModelAdmin or an inline: its autocompletes stand a crafted value, and can be told."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.autocomplete_fields:
            widget = KnownSelect(db_field, self.admin_site)
            kwargs |= {"form_class": KnownChoiceField, "widget": widget}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.autocomplete_fields:
            widget = KnownSelectMultiple(db_field, self.admin_site)
            kwargs |= {"form_class": KnownMultipleChoiceField, "widget": widget}
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class KnownRowForm(forms.ModelForm):
    """A row that was saved before and is as it was needs no word from the constraints."""

    def _post_clean(self):
        if self.instance._state.adding or self.has_changed():
            super()._post_clean()


class KnownRows:
    """For a form set: tells the fields of its rows the records that any of them names."""

    def __init__(self, *args, **kwargs):
        self.tables = {}
        super().__init__(*args, **kwargs)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        key = form.fields["id"]
        form.fields["id"] = KnownChoiceField(
            key.queryset, initial=key.initial, required=False, widget=key.widget
        )
        form.fields["id"].known = self.rows
        for name, field in form.fields.items():
            if isinstance(field, KnownChoiceField) and name != "id":
                field.known = self.table(name, field.queryset)

    @cached_property
    def rows(self):
        return {str(row.pk): row for row in self.get_queryset()}

    def table(self, name, queryset):
        if name not in self.tables:
            saved = {str(record.pk): record for record in self.records(name)}
            typed = keys(self.typed(name)) - saved.keys()
            self.tables[name] = saved | {
                str(pk): record for pk, record in queryset.in_bulk(typed).items()
            }
        return self.tables[name]

    def records(self, name):
        """What the saved rows name; the inline's queryset has joined it."""
        return [getattr(row, name) for row in self.get_queryset()]

    def typed(self, name):
        if not self.is_bound:
            return []
        prefixes = map(self.add_prefix, range(self.total_form_count()))
        return [self.data.get(f"{prefix}-{name}", "") for prefix in prefixes]
