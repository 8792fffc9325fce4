from django.core.management.base import BaseCommand

from cases.index import writing
from cases.models import Edition


class Command(BaseCommand):
    help = "Makes the index of lists and searches anew from the published editions."

    def add_arguments(self, parser):
        parser.add_argument("--if-needed", action="store_true", help="only if it lacks some")

    def handle(self, **options):
        missing = Edition.objects.published().filter(entry=None)
        if options["if_needed"] and not missing.exists():
            return
        self.stdout.write(f"{writing.rebuild()} published editions stand in the index.")
