from django import forms
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cases import comparing
from cases.filters.register import shown
from cases.models import Case, Edition
from cases.reading import for_page
from directions.addresses import renamed


class CompareForm(forms.Form):
    """Which cases to compare: one to four published ones, each named once."""

    case = forms.Field(widget=forms.MultipleHiddenInput, required=False)

    def clean_case(self):
        slugs = list(dict.fromkeys(filter(None, self.cleaned_data["case"] or [])))
        if not slugs:
            raise forms.ValidationError(_("Tick two to four cases in the list to compare them."))
        if len(slugs) > comparing.MOST:
            raise forms.ValidationError(_("At most four cases fit side by side."))
        possible = [slug for slug in slugs if slug.isprintable() and len(slug) <= 100]
        editions = known(possible)
        for slug in slugs:
            if slug not in editions:
                raise forms.ValidationError(_("We know no case “%s”.") % shown(slug))
        return list(dict.fromkeys(editions[slug] for slug in slugs))


def known(slugs):
    """{slug: edition} of those that are addresses of published cases, or were."""
    found = published(slugs)
    former = renamed(Case, [slug for slug in slugs if slug not in found])
    today = published(former.values())
    return found | {slug: today[now] for slug, now in former.items() if now in today}


def published(slugs):
    editions = for_page(Edition.objects.published().filter(case__slug__in=slugs))
    return {edition.case.slug: edition for edition in editions}


class Compare(TemplateView):
    template_name = "cases/compare.html"

    def get_context_data(self, **kwargs):
        form = CompareForm(self.request.GET)
        editions = form.cleaned_data["case"] if form.is_valid() else []
        shared, apart = comparing.rows(editions)
        return super().get_context_data(
            editions=editions,
            shared=shared,
            apart=apart,
            refusals=[message for errors in form.errors.values() for message in errors],
            **kwargs,
        )

    def render_to_response(self, context, **kwargs):
        kwargs["status"] = 400 if context["refusals"] else 200
        return super().render_to_response(context, **kwargs)
