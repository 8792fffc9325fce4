"""Feeds to follow without an account: everything, a direction, an organisation, a case.

A feed of any filter is a download of the list of cases.
"""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from cases import feeds
from cases.directions import MergedAddressMixin
from cases.models import Case, Edition, Organisation, Participation
from cases.visibility import State
from directions.addresses import AddressMixin


class UpdatesFeed(View):
    def get(self, request):
        title = _("Blockchain Casebook")
        return feeds.answer(request, title, reverse("updates"), Edition.objects.news())


class RecordFeed(AddressMixin, SingleObjectMixin, View):
    """What happened to the cases of one record."""

    def get(self, request, slug):
        record = self.get_object()
        title = _("Blockchain Casebook: %s") % self.title(record)
        return feeds.answer(request, title, record.get_absolute_url(), self.news(record))

    def title(self, record):
        return str(record)


class DirectionFeed(MergedAddressMixin, RecordFeed):
    def news(self, direction):
        return Edition.objects.news().filter(direction=direction)


class OrganisationFeed(RecordFeed):
    """Without withdrawals: who took part in a withdrawn case is withdrawn with it."""

    def get_queryset(self):
        return Organisation.objects.on_record()

    def news(self, organisation):
        named = Participation.objects.filter(organisation=organisation)
        news = Edition.objects.news().exclude(state=State.WITHDRAWN)
        return news.filter(pk__in=named.values("edition"))


class CaseFeed(RecordFeed):
    def get_queryset(self):
        return Case.objects.addressable()

    def news(self, case):
        return case.editions.news()

    def title(self, case):
        return case.editions.shown().title
