from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from cases.index import writing
from cases.models import Case

FIXTURES = [
    "directions",
    "vocabulary",
    "organisations",
    "sources",
    "cases-1-real-economy",
    "cases-2-livelihood",
    "cases-3-smart-city",
    "cases-4-government",
    "cases-5-interconnection",
]


class Command(BaseCommand):
    help = "Loads the article's cases into an empty register; leaves any other as it is."

    @transaction.atomic
    def handle(self, **options):
        if Case.objects.exists():
            self.stdout.write("The register has cases already; nothing was loaded.")
            return
        call_command("loaddata", *FIXTURES, verbosity=0)
        writing.rebuild()
        self.stdout.write(f"Loaded {Case.objects.count()} cases from fixtures/.")
