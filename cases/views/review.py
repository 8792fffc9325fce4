"""The page behind a review link: an edition as readers would see it, to approve or to return."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import publishing, review_links
from cases.changes import changes_for_readers
from cases.reading import for_page
from cases.views.cases import CasePage


class LinkForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=150)
    text = forms.CharField(
        label=gettext_lazy("Your words"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("To return the edition, say what has to change."),
    )
    step = forms.ChoiceField(choices=[("approve", ""), ("return", "")], widget=forms.HiddenInput)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("step") == "return" and not cleaned.get("text"):
            self.add_error("text", _("Say what has to change."))
        return cleaned


class SignedReview(CasePage):
    template_name = "cases/review.html"

    def dispatch(self, request, *args, token, **kwargs):
        try:
            self.reviewed = review_links.edition_of(token)
            if self.reviewed is None:
                raise Http404
            response = super().dispatch(request, *args, **kwargs)
        except ValidationError as error:
            response = self.over(" ".join(error.messages), status=410)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"  # the address is the key
        return response

    def get_object(self):
        return self.reviewed.case

    def get_edition(self):
        return for_page(self.object.editions).get(pk=self.reviewed.pk)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(preview=True, **({"form": LinkForm()} | kwargs))
        return context | {"groups": changes_for_readers(context["edition"])}

    def post(self, request):
        self.object, form = self.get_object(), LinkForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        name, words = form.cleaned_data["name"], form.cleaned_data["text"]
        seen = self.reviewed.version
        if form.cleaned_data["step"] == "approve":
            publishing.approve(self.reviewed, name=name, text=words, seen=seen)
            return self.over(_("Thank you. Your approval is noted down with your name."))
        publishing.send_back(self.reviewed, words, name=name, seen=seen)
        return self.over(_("Thank you. The edition goes back to its editor with your words."))

    def over(self, sentence, status=200):
        return render(self.request, "cases/review_over.html", {"sentence": sentence}, status=status)
