"""How a run behaves towards the hosts it asks: slowly, by name, and as their robots.txt says."""

import time
from urllib.robotparser import RobotFileParser

from django.conf import settings
from django.utils.translation import gettext as _

from cases.source_checks.asking import Limits, Result, Unanswered, address_of, ask

NAME = "BlockchainCasebook"
PAUSE = 1  # second between two requests to a host
LONGEST_PAUSE = 10  # seconds, however long a Crawl-delay


def user_agent():
    contact = f"; {settings.CONTACT_EMAIL}" if settings.CONTACT_EMAIL else ""
    return f"{NAME}/1.0 (checks the sources it cites{contact})"


class Visitor:
    """Asks for the pages of one run and remembers for it whom it asked when."""

    def __init__(self, limits=None, clock=time.monotonic, sleep=time.sleep):
        self.limits, self.clock, self.sleep = limits or Limits(), clock, sleep
        self.ready = {}  # host: when it may be asked next
        self.rules = {}  # origin: what its robots.txt says, or why it is not known

    def visit(self, method, url):
        """The answer at the end of the redirects, each hop allowed by its host."""
        return self.follow(method, url, self.must_be_allowed)

    def follow(self, method, url, may_ask):
        for _hop in range(self.limits.redirects + 1):
            address = address_of(url)
            may_ask(address)
            answer = self.ask(method, address)
            if not answer.leads_to:
                return answer
            url = answer.leads_to
        raise Unanswered(Result.REDIRECTS, "", url)

    def ask(self, method, address):
        self.sleep(max(0, self.ready.get(address.host, 0) - self.clock()))
        try:
            return ask(method, address, self.limits, {"User-Agent": user_agent()})
        finally:
            self.ready[address.host] = self.clock() + self.pause(address)

    def pause(self, address):
        rules = self.rules.get(address.origin)
        asked = rules.crawl_delay(NAME) if isinstance(rules, RobotFileParser) else None
        return min(max(PAUSE, float(asked or 0)), LONGEST_PAUSE)

    def must_be_allowed(self, address):
        if address.origin not in self.rules:
            self.rules[address.origin] = self.read_rules(address)
        rules = self.rules[address.origin]
        if isinstance(rules, Unanswered):
            raise Unanswered(rules.result, rules.note, address.url)
        if not rules.can_fetch(NAME, address.url):
            raise Unanswered(Result.ROBOTS, "", address.url)

    def read_rules(self, address):
        url = f"{address.origin}/robots.txt"
        try:
            answer = self.follow("GET", url, may_ask=lambda address: None)
        except Unanswered as silence:
            # Where robots.txt leads elsewhere, the silence there says nothing of this host.
            return silence if silence.url == url else not_now(silence.note)
        if answer.status >= 500 or answer.status == 429:
            return not_now(str(answer.status))
        rules = RobotFileParser()
        rules.parse(answer.body.decode(errors="replace").splitlines() if answer.is_ok else [])
        return rules


def not_now(note):
    return Unanswered(Result.ROBOTS, _("its robots.txt could not be read: %s") % note)
