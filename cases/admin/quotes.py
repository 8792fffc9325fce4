"""Quote first: what a figure's form proposes while an editor types."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import quotes
from cases.models import Figure, Metric
from cases.models.evidence import validate_digits


class QuoteForm(forms.Form):
    """A quote, the metric it is to be a value of, or a value on its own."""

    quote = forms.CharField(required=False, max_length=Figure.LONGEST_QUOTE)
    metric = forms.ModelChoiceField(Metric.objects, required=False)
    value = forms.DecimalField(
        required=False, max_digits=24, decimal_places=4, validators=[validate_digits]
    )

    def answer(self):
        quote, value = self.cleaned_data["quote"], self.cleaned_data["value"]
        return {
            "proposals": quotes.proposals(quote, self.cleaned_data["metric"]),
            "notes": quotes.notes(quote),
            "language": quotes.language(quote),
            "scales": "" if value is None else quotes.in_scales(value),
            "use": _("Use this"),
        }


class QuotePages:
    """For EditionAdmin: a page that reads a quote and changes nothing."""

    def get_urls(self):
        read = self.admin_site.admin_view(self.read_quote_view)
        return [path("read-quote/", read, name="cases_edition_read_quote"), *super().get_urls()]

    @method_decorator(require_POST)
    def read_quote_view(self, request):
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = QuoteForm(request.POST)
        if not form.is_valid():
            return JsonResponse({"errors": form.errors}, status=400)
        return JsonResponse(form.answer())
