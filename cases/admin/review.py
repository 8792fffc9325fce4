"""The reviewer's page of an edition: what it would change, what was said, and what to do."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import publishing, review_links, wording
from cases.admin.forms import reviewers
from cases.changes import changes_for_readers
from cases.models import Edition, Event
from cases.reading import for_page


class ReviewForm(forms.Form):
    """One form for all that can be done with an edition; its buttons say what is."""

    STEPS = {  # each with the sentence that follows it
        "comment": gettext_lazy("Your comment stands below."),
        "assign": gettext_lazy("The reviewer is noted."),
        "link": gettext_lazy("Whoever has this link can read, approve and return the edition."),
        "return": gettext_lazy("Returned to its editor."),
        "approve": gettext_lazy("Approved."),
        "publish": gettext_lazy("Published: readers see it now."),
        "schedule": gettext_lazy("It will be published at that time."),
        "unschedule": gettext_lazy("It is no longer scheduled."),
    }
    FOR_EDITORS = ["comment", "assign"]  # the others are for publishers

    step = forms.ChoiceField(choices=[(step, step) for step in STEPS])
    seen = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Your words"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
    )
    figure = forms.ChoiceField(label=gettext_lazy("They are about"), required=False)
    reviewer = forms.ModelChoiceField(None, label=gettext_lazy("Reviewer"), required=False)
    publish_at = forms.DateTimeField(
        label=gettext_lazy("Publish at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    NEEDS = {
        "comment": ("text", gettext_lazy("Write your comment.")),
        "return": ("text", gettext_lazy("Say what has to change.")),
        "schedule": ("publish_at", gettext_lazy("Choose a day and a time.")),
    }

    def __init__(self, *args, edition, **kwargs):
        super().__init__(*args, **kwargs)
        figures = [(f.key, f"{f.metric.name}: {wording.value(f)}") for f in edition.figures.all()]
        self.fields["figure"].choices = [("", _("the whole edition")), *figures]
        self.fields["reviewer"].queryset = reviewers()
        self.initial |= {"seen": edition.version, "reviewer": edition.reviewer_id}

    def clean(self):
        cleaned = super().clean()
        name, sentence = self.NEEDS.get(cleaned.get("step"), ("", ""))
        if name and not cleaned.get(name) and name not in self.errors:
            self.add_error(name, sentence)
        return cleaned


class ReviewPages:
    """The part of EditionAdmin that reviews."""

    def get_urls(self):
        review = self.admin_site.admin_view(self.review_view)
        return [path("<int:pk>/review/", review, name="cases_edition_review"), *super().get_urls()]

    def review_view(self, request, pk):
        editions = for_page(Edition.objects).select_related("submitted_by", "reviewer")
        edition = get_object_or_404(editions, pk=pk)
        if not request.user.has_perm("cases.change_edition"):
            raise PermissionDenied
        about = {"figure": request.GET.get("figure", "")}
        form = ReviewForm(request.POST or None, edition=edition, initial=about)
        if request.method == "POST" and form.is_valid():
            return self.review(request, edition, form.cleaned_data)
        return TemplateResponse(
            request, "admin/cases/edition/review.html", self.review_context(request, edition, form)
        )

    def review_context(self, request, edition, form):
        said = edition.events.exclude(kind=Event.Kind.SAVED).select_related("by")
        events = list(said.order_by("pk"))
        return self.admin_site.each_context(request) | {
            "title": _("Review: %s") % edition.title,
            "opts": self.opts,
            "edition": edition,
            "draft": None if edition.is_open else edition.case.editions.open().first(),
            "form": form,
            "may_publish": self.may_publish(request),
            "groups": changes_for_readers(edition) if edition.is_open else [],
            "problems": publishing.problems(edition, request.user) if edition.is_open else [],
            "events": events,
            "figures": [
                (figure, [event for event in events if event.figure_key == figure.key])
                for figure in edition.figures.all()
            ],
            "zone": timezone.get_current_timezone_name(),
        }

    def review(self, request, edition, cleaned):
        step = cleaned["step"]
        if step not in ReviewForm.FOR_EDITORS and not self.may_publish(request):
            raise PermissionDenied
        try:
            self.take_review_step(request, edition, cleaned)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return HttpResponseRedirect(request.path)
        self.message_user(request, ReviewForm.STEPS[step], messages.SUCCESS)
        over = step in ("return", "publish", "schedule")
        return HttpResponseRedirect(reverse("admin:index") if over else request.path)

    def take_review_step(self, request, edition, cleaned):
        by, text, seen = request.user, cleaned["text"], cleaned["seen"]
        steps = {
            "comment": lambda: publishing.comment(edition, text, by, cleaned["figure"]),
            "assign": lambda: publishing.assign(edition, cleaned["reviewer"], by),
            "link": lambda: self.show_link(request, edition),
            "return": lambda: publishing.send_back(edition, text, by, seen=seen),
            "approve": lambda: publishing.approve(edition, by, text=text, seen=seen),
            "publish": lambda: publishing.publish(edition, by, seen=seen),
            "schedule": lambda: publishing.schedule(edition, cleaned["publish_at"], by, seen=seen),
            "unschedule": lambda: publishing.unschedule(edition, by),
        }
        steps[cleaned["step"]]()

    def show_link(self, request, edition):
        address = request.build_absolute_uri(review_links.address(edition, request.user))
        self.message_user(request, format_html('<a href="{0}">{0}</a>', address), messages.INFO)
