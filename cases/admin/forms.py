from decimal import Decimal

from adminsortable2.admin import CustomInlineFormSet
from django import forms
from django.core import signing
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import publishing
from cases.admin.known import KnownRows
from cases.models import Case, Edition
from cases.models.evidence import plain
from directions.models import Direction

signer = signing.Signer(salt="edition version")


class NewCaseForm(forms.ModelForm):
    """What it takes to begin: a title and a direction. The rest follows in the draft."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    direction = forms.ModelChoiceField(Direction.objects.all(), label=gettext_lazy("Direction"))

    class Meta:
        model = Case
        fields = ["slug"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _("Leave it empty to make it from the title.")
        self.order_fields(["title", "direction", "slug"])

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["slug"]:
            self.instance.slug = cleaned["slug"] = slugify(cleaned["title"])[:100]
            if not cleaned["slug"]:
                self.add_error("slug", _("Write an address: the title has no Latin letters."))
        return cleaned


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Readers who follow a link to the case will read this."),
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
    )


class EditionForm(forms.ModelForm):
    """An open edition, saved only over the version that its editor has seen."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Edition
        fields = forms.ALL_FIELDS
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "change_note": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "chain_part": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = signer.sign_object([self.instance.pk, self.instance.version])

    def clean(self):
        cleaned = super().clean()
        self.refuse_stale()
        self.refuse_fields_elsewhere(cleaned.get("direction"), cleaned.get("fields") or [])
        return cleaned

    def refuse_stale(self):
        publishing.hold(self.instance.case_id)
        stored = Edition.objects.filter(pk=self.instance.pk).first()
        if stored is None:
            self.add_error(None, discarded_meanwhile())
        elif not stored.is_open:
            self.add_error(None, closed_meanwhile(stored))
        elif self.seen_version() != [stored.pk, stored.version]:
            self.add_error(None, saved_meanwhile())

    def seen_version(self):
        try:
            return signer.unsign_object(self.cleaned_data.get("seen", ""))
        except (signing.BadSignature, ValueError):
            return None

    def refuse_fields_elsewhere(self, direction, fields):
        if strays := [field.name for field in fields if field.direction != direction]:
            self.add_error("fields", _("Not a field of this direction: %s.") % ", ".join(strays))


def closed_meanwhile(edition):
    return _(
        "Edition %(number)d is %(state)s and can no longer be changed. Nothing was saved; what "
        "you typed is still below. Copy what you need and start a new edition of the case."
    ) % {"number": edition.number, "state": edition.get_state_display()}


def discarded_meanwhile():
    return _(
        "Somebody discarded this draft. Nothing was saved; what you typed is still below. Copy "
        "what you need and start a new edition of the case."
    )


def saved_meanwhile():
    return _(
        "Somebody saved this edition after you opened it. Nothing of yours was saved; what you "
        "typed is still below. Open the edition in another window, and carry your changes over."
    )


class PlainDecimalField(forms.DecimalField):
    """Shows 1300 for 1300.0000: the zeros are the column's, not the source's."""

    def prepare_value(self, value):
        return plain(value) if isinstance(value, Decimal) else value


class PartFormSet(KnownRows, CustomInlineFormSet):
    """Rows under an edition; a duplicate is refused in the words of its constraint."""

    def total_form_count(self):
        """An empty row invites the first; after it, a row is added when it is wanted."""
        if not self.is_bound and self.initial_form_count():
            return self.initial_form_count()
        return super().total_form_count()

    def get_unique_error_message(self, unique_check):
        named = {*unique_check, self.fk.name}
        for constraint in self.model._meta.constraints:
            if set(getattr(constraint, "fields", ())) == named:
                return constraint.violation_error_message
        return super().get_unique_error_message(unique_check)
