from decimal import Decimal

from adminsortable2.admin import CustomInlineFormSet
from django import forms
from django.contrib.admin import helpers
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.auth import get_user_model
from django.core import signing
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import publishing, quotes, texts
from cases.admin.known import KnownRowForm, KnownRows
from cases.comparable import SPANS
from cases.models import Case, Edition, Figure
from cases.models.evidence import plain
from cases.quotes import COMPARED
from config.formsets import SentRows
from directions.addresses import slug_of
from directions.models import Direction

signer = signing.Signer(salt="edition version")


def reviewers():
    """Who may publish, and so review."""
    backend = "django.contrib.auth.backends.ModelBackend"
    return get_user_model().objects.with_perm("cases.publish_edition", backend=backend)


def laid_out(form):
    """A plain form as the admin lays out its own, for admin/form_rows.html."""
    names = [field.name for field in form.visible_fields()]
    return helpers.AdminForm(form, [(None, {"fields": names})], {})


class NewCaseForm(forms.ModelForm):
    """What it takes to begin: a title and a direction. The rest follows in the draft."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    direction = forms.ModelChoiceField(
        Direction.objects.filter(successor=None), label=gettext_lazy("Direction")
    )

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
            self.instance.slug = cleaned["slug"] = slug_of(cleaned["title"])
            if not cleaned["slug"]:
                self.add_error("slug", _("Write an address: the title has no Latin letters."))
        return cleaned


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Readers who follow a link to the case will read this."),
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
    )


class Words(AdminTextareaWidget):
    """A text that stays equal to itself on its way through a browser: see changes.py."""

    def value_from_datadict(self, data, files, name):
        typed = super().value_from_datadict(data, files, name)
        return typed if typed is None else texts.one_line_end(typed)


class EditionForm(forms.ModelForm):
    """An open edition, saved only over the version that its editor has seen."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    review_by = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Reviewer"),
        required=False,
        help_text=gettext_lazy("Who is asked to look at it. Empty: any publisher."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note to the reviewer"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text=gettext_lazy("Goes with “Save and submit for review”. Readers never see it."),
    )

    class Meta:
        model = Edition
        fields = forms.ALL_FIELDS
        widgets = {
            "summary": Words(attrs={"rows": 3}),
            "change_note": Words(attrs={"rows": 3}),
            "chain_part": Words(attrs={"rows": 2}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["review_by"].queryset = reviewers()
        self.initial["review_by"] = self.instance.reviewer_id
        self.initial["seen"] = signer.sign_object([self.instance.pk, self.instance.version])
        self.offer_standing_directions()

    def offer_standing_directions(self):
        """A direction merged into another is offered only where the edition stands under it."""
        if "direction" in self.fields:
            standing = Q(successor=None) | Q(pk=self.instance.direction_id)
            self.fields["direction"].queryset = Direction.objects.filter(standing)

    def clean(self):
        cleaned = super().clean()
        self.refuse_stale()
        self.refuse_fields_elsewhere(cleaned.get("direction"), cleaned.get("fields") or [])
        return cleaned

    def says_something_new(self):
        return bool({*self.changed_data} - {"note", "review_by", "seen"})

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


class FigureForm(KnownRowForm):
    """A figure says what its quote says, or tells readers why it does not."""

    class Meta:
        model = Figure
        fields = forms.ALL_FIELDS
        widgets = {
            "quote": Words(
                attrs={"rows": 2, "data-read": reverse_lazy("admin:cases_edition_read_quote")}
            ),
            "not_in_quote": forms.TextInput(attrs={"class": "vLargeTextField"}),
        }

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("quote") and COMPARED & {*self.changed_data} and self.has_value(cleaned):
            figure = Figure(**{name: cleaned[name] for name in COMPARED})
            metric = cleaned.get("metric")
            if complaint := quotes.complaint(figure, metric.unit if metric else ""):
                self.add_error("not_in_quote", complaint)
        return cleaned

    def has_value(self, cleaned):
        """Whether there is a value to look for: a range without an end is refused by itself."""
        two = cleaned.get("comparator") in SPANS
        upper = cleaned.get("upper_value")
        return cleaned.keys() >= COMPARED and cleaned["value"] is not None and two == bool(upper)


class PartFormSet(KnownRows, SentRows, CustomInlineFormSet):
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
