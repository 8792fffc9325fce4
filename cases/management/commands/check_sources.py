from argparse import ArgumentTypeError
from collections import Counter
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError

from cases import source_checks
from cases.models import Source, SourceCheck
from cases.source_checks import claims
from cases.source_checks.asking import Limits
from cases.source_checks.manners import Visitor

Result = SourceCheck.Result
UNREACHED = {Result.NO_HOST, Result.NO_ANSWER, Result.CERTIFICATE}


def number(raw):
    if not raw.isdecimal() or int(raw) > 10_000:
        raise ArgumentTypeError("give a number from 0 to 10000")
    return int(raw)


class Command(BaseCommand):
    help = "Asks whether sources still answer and still have the words that the register quotes."

    def add_arguments(self, parser):
        parser.add_argument("--source", metavar="SLUG", help="only this one, however recently")
        parser.add_argument("--limit", type=number, help="at most so many sources")
        parser.add_argument(
            "--older-than", type=number, metavar="DAYS", help="leave what was asked since (7)"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be asked")
        parser.add_argument(
            "--allow-private", action="store_true", help="also ask private addresses: for tests"
        )

    def handle(self, *, source, limit, older_than, dry_run, allow_private, **options):
        if older_than is None:
            older_than = 0 if source else 7
        age = timedelta(days=older_than)
        sources = self.chosen(source, limit, age)
        if dry_run:
            for source in sources:
                self.stdout.write(f"{source.slug}: {source.url}")
            return
        visitor = Visitor(Limits(private=allow_private))
        self.report(sources, source_checks.run(sources, visitor, age))

    def chosen(self, slug, limit, age):
        if slug and not Source.objects.filter(slug=slug).exclude(url="").exists():
            raise CommandError(f"There is no source “{slug}” with a web address.")
        sources = claims.longest_unasked_first(claims.due(age))
        return list(sources.filter(slug=slug) if slug else sources[:limit])

    def report(self, sources, checks):
        made = []
        for check in checks:
            made.append(check)
            self.stdout.write(f"{check.source.slug}: {check.in_full()}")
        self.doubt(made)
        self.stdout.write(self.summary(made, len(sources)))

    def summary(self, made, chosen):
        counts = Counter(check.get_result_display() for check in made)
        counted = ", ".join(f"{count} {result}" for result, count in counts.most_common())
        return f"{len(made)} of {chosen} asked{f': {counted}' if made else ''}."

    def doubt(self, made):
        """Where no host at all can be reached, the fault is ours: say so and keep nothing."""
        hosts = {source_checks.host_of(check.source.url) for check in made}
        if len(hosts) > 2 and all(check.result in UNREACHED for check in made):
            claims.take_back(made)
            raise CommandError(
                f"None of {len(hosts)} hosts could be reached. Is this machine on the network, "
                "and has it ca-certificates? Nothing was written down."
            )
