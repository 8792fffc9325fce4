"""What to change in many cases at once: a form for each kind of change."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import bulk
from cases.admin.known import KnownChoiceField, KnownMultipleChoiceField, KnownSelect, keys
from cases.models import Case, Edition, Organisation, Participation
from cases.moving import planned
from directions.models import Direction, Field


class OrganisationChoice(KnownChoiceField):
    """Any organisation, searched for by name."""

    def __init__(self, **kwargs):
        relation = Participation._meta.get_field("organisation")
        widget = KnownSelect(relation, admin.site)
        super().__init__(Organisation.objects.all(), widget=widget, **kwargs)


class CasesField(KnownMultipleChoiceField):
    """The chosen cases, each with a box to take it out again; offered is what was chosen."""

    def __init__(self):
        super().__init__(
            Case.objects.none(),
            widget=forms.CheckboxSelectMultiple(attrs={"class": "radiolist"}),
            label=gettext_lazy("Cases"),
            error_messages={
                "required": gettext_lazy("Choose a case."),
                "invalid_choice": gettext_lazy("One of the cases is no longer there."),
            },
        )

    def offer(self, pks):
        self.queryset = Case.objects.filter(pk__in=pks).with_title().order_by("title", "pk")

    def label_from_instance(self, case):
        return case.title

    def clean(self, value):
        if value and len(value) > bulk.MOST:
            raise forms.ValidationError(too_many())
        return super().clean(value)


def too_many():
    return _("At most %d cases can be changed at once. Choose fewer.") % bulk.MOST


class BulkForm(forms.Form):
    """What to change in which cases, and what readers are told; `change()` is the record of it."""

    title = ""
    codename = "cases.change_edition"  # the permission it takes
    change_note = forms.CharField(
        label=gettext_lazy("Change note"),
        help_text=gettext_lazy("For readers of each case: what changed, and why."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )
    cases = CasesField()

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        pks = self.data.getlist("cases") if self.is_bound else self.initial["cases"]
        self.fields["cases"].offer(keys(pks))
        self.order_fields([name for name in self.fields if name not in ("change_note", "cases")])


class FieldsByDirection(forms.models.ModelChoiceIterator):
    def __iter__(self):
        yield ("", self.field.empty_label)
        groups = {}
        for field in self.queryset.select_related("direction"):
            groups.setdefault(field.direction.title, []).append(self.choice(field))
        yield from groups.items()


class FieldChoice(forms.ModelChoiceField):
    iterator = FieldsByDirection


class AddFieldForm(BulkForm):
    title = gettext_lazy("Add a field")
    field = FieldChoice(
        Field.objects.filter(direction__successor=None), label=gettext_lazy("Field")
    )

    def change(self):
        return bulk.AddField(self.cleaned_data["field"])


class StageForm(BulkForm):
    title = gettext_lazy("Change the stage")
    stage = Edition._meta.get_field("stage").formfield()
    stage_as_of = Edition._meta.get_field("stage_as_of").formfield()

    def clean(self):
        """Refuse what the edition itself would refuse of the two."""
        cleaned = super().clean()
        said = {name: cleaned[name] for name in ("stage", "stage_as_of") if name in cleaned}
        others = {field.name for field in Edition._meta.fields} - said.keys()
        try:
            Edition(**said).full_clean(others)
        except forms.ValidationError as error:
            self.add_error(None, error)
        return cleaned

    def change(self):
        return bulk.ChangeStage(self.cleaned_data["stage"], self.cleaned_data["stage_as_of"])


class OrganisationForm(BulkForm):
    title = gettext_lazy("Replace an organisation")
    old = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("Organisation"),
        help_text=gettext_lazy("One of those that take part in the chosen cases."),
    )
    new = OrganisationChoice(
        label=gettext_lazy("Its replacement"),
        help_text=gettext_lazy(
            "It takes over every role that the other has, with the note. If both are one and the "
            "same organisation, merge their records instead."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        cases = self.fields["cases"].queryset
        published = Edition.objects.published().filter(case__in=cases.values("pk"))
        taking_part = Organisation.objects.filter(participations__edition__in=published)
        self.fields["old"].queryset = taking_part.distinct()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("old") and cleaned["old"] == cleaned.get("new"):
            self.add_error("new", _("Choose another organisation."))
        return cleaned

    def change(self):
        return bulk.ReplaceOrganisation(self.cleaned_data["old"], self.cleaned_data["new"])


class MoveForm(BulkForm):
    """For a split some cases are moved, for a merge all, and the old direction is closed."""

    title = gettext_lazy("Move to another direction")
    codename = "cases.move_edition"
    direction = forms.ModelChoiceField(
        Direction.objects.filter(successor=None), label=gettext_lazy("To the direction")
    )
    take_fields = forms.BooleanField(
        label=gettext_lazy("Take fields along that no other case uses"),
        help_text=gettext_lazy("Readers see a field at its new direction at once."),
        required=False,
        initial=True,
    )
    merge = forms.BooleanField(
        label=gettext_lazy("The old direction is merged into it"),
        help_text=Direction._meta.get_field("successor").help_text,
        required=False,
    )
    source = forms.ModelChoiceField(
        Direction.objects.all(), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        source = self.data.get("source") if self.is_bound else self.initial.get("source")
        if not source or not self.user.has_perm("directions.change_direction"):
            del self.fields["merge"]
        if not self.user.has_perm("directions.change_field"):
            del self.fields["take_fields"]

    def clean(self):
        cleaned = super().clean()
        source, direction = cleaned.get("source"), cleaned.get("direction")
        if source and source == direction:
            self.add_error("direction", _("Choose another direction."))
        return cleaned

    def change(self):
        asked = self.cleaned_data
        closing = asked["source"] if asked.get("merge") else None
        take_fields = asked.get("take_fields", False)
        return planned(asked["cases"], asked["direction"], take_fields, closing)


FORMS = {
    "field": AddFieldForm,
    "stage": StageForm,
    "organisation": OrganisationForm,
    "direction": MoveForm,
}
