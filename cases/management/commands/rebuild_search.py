from django.core.management.base import BaseCommand

from cases import search


class Command(BaseCommand):
    help = "Makes the search index anew from the published editions."

    def handle(self, **options):
        self.stdout.write(f"{search.rebuild()} published editions can be found.")
