from django.conf import settings
from django.core.management.base import BaseCommand

from cases.index import whole_pages, writing


class Command(BaseCommand):
    help = "Makes the index anew from the published editions, then the pages of cases."

    def add_arguments(self, parser):
        parser.add_argument("--if-needed", action="store_true", help="only if it lacks something")

    def handle(self, **options):
        if not options["if_needed"] or writing.is_needed():
            self.stdout.write(f"{writing.rebuild()} published editions stand in the index.")
        if settings.DEBUG:
            return  # nothing that is stored is shown
        if drawn := whole_pages.draw_missing():
            self.stdout.write(f"{drawn} pages of cases were drawn.")
