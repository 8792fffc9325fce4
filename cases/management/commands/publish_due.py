from django.core.management.base import BaseCommand

from cases import publishing


class Command(BaseCommand):
    help = "Publishes what is scheduled until now. Run it every minute; twice at once does no harm."

    def handle(self, **options):
        published, failed = publishing.publish_due()
        for edition in published:
            self.stdout.write(f"Published: {edition}")
        for edition, reason in failed:
            self.stderr.write(f"Not published, taken off the schedule: {edition}. {reason}")
