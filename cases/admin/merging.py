"""Two records of one organisation made one: chosen and previewed by GET, done by POST."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.admin.bulk_forms import OrganisationChoice
from cases.admin.forms import laid_out
from cases.merging import Merger, merge
from cases.models import Organisation, OrganisationName

SHOWN = 100  # participations in the preview


class MergeForm(forms.Form):
    other = OrganisationChoice(
        label=gettext_lazy("The other record"),
        error_messages={"invalid_choice": gettext_lazy("Choose another organisation.")},
    )
    stays = forms.ChoiceField(
        label=gettext_lazy("Which one stays"), widget=forms.RadioSelect, initial="this"
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("The name that goes is its"),
        choices=OrganisationName.Kind,
        initial=OrganisationName.Kind.FORMER,
    )
    language = OrganisationName._meta.get_field("language").formfield()

    def __init__(self, this, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.this = this
        self.fields["other"].queryset = Organisation.objects.exclude(pk=this.pk)
        self.fields["stays"].choices = [("this", this.name), ("other", _("the other"))]

    def merger(self):
        asked = self.cleaned_data
        both = [self.this, asked["other"]]
        stays, goes = both if asked["stays"] == "this" else reversed(both)
        return Merger(stays, goes, asked["kind"], asked["language"])


class Mergeable:
    def get_urls(self):
        merge = self.admin_site.admin_view(self.merge_view)
        return [
            path("<int:pk>/merge/", merge, name="cases_organisation_merge"),
            *super().get_urls(),
        ]

    def merge_view(self, request, pk):
        this = get_object_or_404(Organisation, pk=pk)
        if not request.user.has_perm("cases.merge_organisation"):
            raise PermissionDenied
        form = MergeForm(this, request.POST or request.GET or None)
        merger = form.merger() if form.is_valid() else None
        if merger and request.method == "POST":
            return self.merge(request, this, merger)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("Merge “%s” with another record of it") % this,
            "original": this,
            "form": form,
            "adminform": laid_out(form),
            "merger": merger,
            "shown": SHOWN,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/cases/organisation/merge.html", context)

    def merge(self, request, this, merger):
        goes, there = merger.goes.name, merger.stays.pk
        try:
            stays = merge(merger, request.user)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            there = this.pk
        else:
            self.log_change(request, stays, _("Merged with “%s”.") % goes)
            said = _("Merged: “%s” is now another name of it.") % goes
            self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:cases_organisation_change", args=[there]))
