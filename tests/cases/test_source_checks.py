"""Sources are asked politely, on the public web only, and what they answer is written down."""

import gzip
import shutil
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from cases import source_checks
from cases.models import Source, SourceCheck
from cases.source_checks import asking, claims, manners
from cases.source_checks.asking import Limits
from cases.source_checks.manners import Visitor
from cases.visibility import State
from tests import loopback
from tests.factories import EditionFactory, FigureFactory, SourceFactory

WEEK = timedelta(days=7)
PATIENT = Limits(size=10_000, private=True)
QUICK = Limits(read=0.3, whole=0.5, private=True)  # for hosts that let us wait


@pytest.fixture
def web():
    web = loopback.Web()
    yield web
    web.close()


def visitor(web, limits=PATIENT):
    return Visitor(limits, web.clock.now, web.clock.sleep)


def check(web, url, limits=PATIENT, **values):
    """The check of a source at `url`."""
    source = SourceFactory(url=url, **values)
    [made] = source_checks.run([source], visitor(web, limits), WEEK)
    return SourceCheck.objects.get(pk=made.pk)


def quote(source, *quotes, state=State.PUBLISHED):
    edition = EditionFactory(state=state)
    for words in quotes:
        FigureFactory(edition=edition, source=source, quote=words, quote_language="en")


def check_words(web, *quotes, limits=PATIENT):
    source = SourceFactory(url=web.url("/page"))
    quote(source, *quotes)
    [made] = source_checks.run([source], visitor(web, limits), WEEK)
    return made


def checked(days_ago, url="https://example.org/", **values):
    """A source that was checked once."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    source = values.pop("source", None) or SourceFactory(url=url)
    values = {"result": "answers", "status": 200, "since": at} | values
    return source.checks.create(url=source.url, at=at, **values)


# What an address answers


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (200, "answers"),
        (204, "answers"),
        (304, "error"),
        (400, "error"),
        (401, "refuses"),
        (403, "refuses"),
        (404, "gone"),
        (410, "gone"),
        (429, "refuses"),
        (500, "error"),
        (503, "error"),
    ],
)
def test_a_status_is_written_down_with_what_it_means(web, db, status, result):
    web.page("/page", status=status)
    made = check(web, web.url("/page"))
    assert (made.result, made.status, made.final_url) == (result, status, "")


@pytest.mark.parametrize(
    ("behaviour", "note"),
    [
        (loopback.hang, "timed out"),
        (loopback.drip_headers, "timed out"),
        (loopback.reset, "Connection reset by peer"),
        (loopback.babble, "nothing like HTTP"),
    ],
)
def test_a_host_that_misbehaves_gives_no_answer(web, db, behaviour, note):
    web.pages["/page"] = behaviour
    made = check(web, web.url("/page"), QUICK)
    assert (made.result, made.status) == ("no-answer", None)
    assert note in made.note


def test_a_page_that_drips_for_ever_is_cut_off(web, db):
    web.pages["/page"] = loopback.drip
    assert check_words(web, "Words", limits=QUICK).note == "timed out"


def test_nobody_listening_is_no_answer(web, db):
    made = check(web, f"http://127.0.0.1:{loopback.closed_port()}/")
    assert (made.result, made.note) == ("no-answer", "Connection refused")


def test_a_name_that_is_not_known_is_said(web, db):
    assert check(web, "http://nowhere.invalid/").result == "no-host"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "http:///page",
        "http://[::1/",
        "http://example.org:99999/",
        "http://a..b/",
        f"http://{'a' * 70}.org/",
        "http://\ud800.org/".encode("utf-8", "replace").decode(),
        "nonsense",
    ],
)
def test_what_is_no_web_address_is_not_asked(web, db, url):
    assert check(web, url).result in ("address", "no-host")


def test_an_address_in_another_script_is_asked_as_a_browser_would(web, db):
    web.page("/%E5%8C%BA%20%E5%9D%97?q=%E9%93%BE")
    assert check(web, web.url("/区 块?q=链")).result == "answers"


# Redirects


def test_redirects_are_followed_to_the_page(web, db):
    web.page("/1", status=301, Location="/2")
    web.page("/2", status=302, Location=web.url("/3", host="127.0.0.2"))
    web.page("/3", status=200)
    made = check(web, web.url("/1"))
    assert (made.result, made.status) == ("answers", 200)
    assert made.final_url == web.url("/3", host="127.0.0.2")


def test_five_redirects_are_followed_and_no_more(web, db):
    for number in range(1, 7):
        web.page(f"/{number}", status=301, Location=f"/{number + 1}")
    web.page("/7")
    assert check(web, web.url("/2")).result == "answers"
    assert check(web, web.url("/1")).result == "redirects"


def test_a_redirect_to_itself_ends(web, db):
    web.page("/page", status=301, Location="/page")
    assert check(web, web.url("/page")).result == "redirects"
    assert web.paths("HEAD") == ["/page"] * 6


@pytest.mark.parametrize(
    ("location", "status"),
    [("/é".encode().decode("latin-1"), 200), ("", 301), ("/\0", 404)],
)
def test_an_odd_location_is_no_accident(web, db, location, status):
    web.page("/page", status=301, Location=location)
    web.page("/%C3%A9")
    assert check(web, web.url("/page")).status == status


def test_a_redirect_to_another_kind_of_address_is_not_followed(web, db):
    web.page("/page", status=301, Location="file:///etc/passwd")
    assert check(web, web.url("/page")).result == "address"


# Nothing inside is asked


@pytest.mark.parametrize(
    "host",
    "127.0.0.1 127.1.2.3 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 "
    "224.0.0.1 255.255.255.255 [::1] [::] [fe80::1] [fd00::1] [ff02::1] [::ffff:127.0.0.1] "
    "[::ffff:a00:1] [2002:7f00:1::] [64:ff9b::7f00:1] localhost 2130706433 0x7f.1".split(),
)
def test_a_private_address_is_refused(web, db, host):
    port = web.url().rpartition(":")[2]
    made = check(web, f"http://{host}:{port}/", limits=Limits())
    assert made.result in ("address", "no-host")
    assert web.asked == []


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_a_public_address_is_not(address):
    assert asking.is_public(address)


@pytest.fixture
def inside(monkeypatch):
    """Of loopback only 127.0.0.1 passes for the public web."""
    monkeypatch.setattr(asking, "is_public", lambda address: address == "127.0.0.1")


PUBLIC = Limits()


def test_a_redirect_into_the_private_network_is_refused(web, db, inside):
    web.page("/page", status=302, Location=web.url("/secret", host="127.0.0.2"))
    web.page("/secret")
    made = check(web, web.url("/page"), limits=PUBLIC)
    assert (made.result, made.note) == ("address", "leads into a private network")
    assert web.times("127.0.0.2") == []


def test_robots_txt_may_not_lead_inside_either(web, db, inside):
    web.page("/robots.txt", status=302, Location=web.url("/secret", host="127.0.0.2"))
    assert check(web, web.url("/page"), limits=PUBLIC).result == "robots"
    assert web.times("127.0.0.2") == []


def test_a_name_with_one_private_address_among_others_is_refused(web, db, inside, monkeypatch):
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, 80))
        for host in ("127.0.0.1", "10.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    assert check(web, "http://rebinding.example/", limits=PUBLIC).result == "address"


def test_the_connection_goes_to_the_address_that_was_checked(web, db, inside, monkeypatch):
    """The name means something else the second time it is looked up."""
    port = int(web.url().rpartition(":")[2])
    web.page("/page")
    answers = iter(["127.0.0.1"] * 2 + ["127.0.0.2"])

    def look_up(host, port, **kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    made = check(web, f"http://rebinding.example:{port}/page", limits=PUBLIC)
    assert made.result == "answers"
    assert len(web.asked) == 2


# TLS


@pytest.fixture
def secure(web, tmp_path):
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    web.servers["tls"] = web.serve("127.0.0.1", loopback.certificate(tmp_path, "localhost"))
    web.page("/page")
    return f"https://{{}}:{web.servers['tls'].server_port}/page"


def test_a_certificate_that_nobody_vouches_for_is_refused(web, db, secure):
    made = check(web, secure.format("localhost"))
    assert (made.result, made.note) == ("certificate", "self-signed certificate")
    assert web.asked == []


@pytest.fixture
def trusted(secure, tmp_path, monkeypatch):
    context = ssl.create_default_context(cafile=tmp_path / "public.pem")
    monkeypatch.setattr(asking, "tls", lambda: context)


def test_a_certificate_is_checked_for_the_name_not_for_the_number(web, db, secure, trusted):
    assert check(web, secure.format("localhost")).result == "answers"
    assert check(web, secure.format("127.0.0.1")).result == "certificate"


def test_a_host_that_speaks_no_tls_gives_no_answer(web, db):
    web.page("/page")
    assert check(web, web.url("/page").replace("http:", "https:")).result == "no-answer"


# Which requests are made


def test_a_page_without_quotes_is_asked_for_its_head_alone(web, db):
    web.page("/page", b"Here.")
    check(web, web.url("/page"))
    assert web.asked[-1][:3] == ("HEAD", "127.0.0.1", "/page")
    assert web.paths() == ["/robots.txt", "/page"]


@pytest.mark.parametrize("behaviour", [loopback.no_head, loopback.no_head_at_all])
def test_a_page_that_refuses_head_is_got(web, db, behaviour):
    web.pages["/page"] = behaviour
    assert check(web, web.url("/page")).result == "answers"
    assert web.paths("GET") == ["/robots.txt", "/page"]


def test_a_run_says_who_asks(web, db, settings):
    settings.CONTACT_EMAIL = "desk@example.org"
    told = []
    web.pages["/page"] = lambda request: told.append(request.headers["User-Agent"])
    check(web, web.url("/page"))
    assert told[0] == "BlockchainCasebook/1.0 (checks the sources it cites; desk@example.org)"


def test_the_archived_copy_is_asked_too(web, db):
    web.page("/copy", status=200)
    made = check(web, web.url("/page"), archived_url=web.url("/copy"))
    assert (made.result, made.status) == ("gone", 404)
    assert (made.archived_result, made.archived_status) == ("answers", 200)


# Manners


def test_a_host_is_asked_at_most_once_a_second(web, db):
    web.page("/page", b"Words")
    source = SourceFactory(url=web.url("/page"))
    quote(source, "Words")
    list(source_checks.run([source, SourceFactory(url=web.url("/2"))], visitor(web), WEEK))
    assert web.paths() == ["/robots.txt", "/page", "/page", "/2", "/2"]
    assert web.times() == [1000, 1001, 1002, 1003, 1004]


def test_hosts_take_turns(web, db):
    hosts = ["127.0.0.1"] * 3 + ["127.0.0.2"] * 2
    web.page("/robots.txt", status=404)
    web.page("/page")
    sources = [SourceFactory(url=web.url("/page", host)) for host in hosts]
    list(source_checks.run(sources, visitor(web), WEEK))
    asked = [host for how, host, _path, _at in web.asked if how == "HEAD"]
    assert asked == ["127.0.0.1", "127.0.0.2"] * 2 + ["127.0.0.1"]


def test_a_page_that_robots_txt_forbids_is_not_asked(web, db):
    web.page(
        "/robots.txt", b"User-agent: BlockchainCasebook\nDisallow: /private/", kind="text/plain"
    )
    web.page("/open")
    assert check(web, web.url("/private/page")).result == "robots"
    assert check(web, web.url("/open")).result == "answers"
    assert "/private/page" not in web.paths()


def test_a_redirect_to_a_forbidden_page_is_not_followed(web, db):
    web.page("/robots.txt", b"User-agent: *\nDisallow: /private/")
    web.page("/page", status=301, Location="/private/page")
    assert check(web, web.url("/page")).result == "robots"
    assert "/private/page" not in web.paths()


@pytest.mark.parametrize(
    ("status", "result"),
    [(404, "answers"), (403, "answers"), (500, "robots"), (503, "robots"), (429, "robots")],
)
def test_robots_txt_that_is_not_there_forbids_nothing_one_that_fails_all(web, db, status, result):
    web.page("/robots.txt", b"User-agent: *\nDisallow: /", status=status)
    web.page("/page")
    assert check(web, web.url("/page")).result == result


def test_robots_txt_is_read_once_a_run(web, db):
    web.page("/page")
    sources = [SourceFactory(url=web.url(f"/page?{number}")) for number in range(3)]
    list(source_checks.run(sources, visitor(web), WEEK))
    assert web.paths().count("/robots.txt") == 1


@pytest.mark.parametrize(("delay", "pause"), [("3", 3), ("600", 10), ("0", 1), ("soon", 1)])
def test_a_crawl_delay_is_kept_up_to_a_limit(web, db, delay, pause):
    web.page("/robots.txt", f"User-agent: *\nCrawl-delay: {delay}".encode())
    web.page("/page", b"Words")
    source = SourceFactory(url=web.url("/page"))
    quote(source, "Words")
    list(source_checks.run([source], visitor(web), WEEK))
    _robots, head, get = web.times()
    assert get - head == pause


def test_a_host_that_is_down_is_asked_once_for_all_its_sources(web, db):
    web.pages["/robots.txt"] = loopback.reset
    sources = [SourceFactory(url=web.url(f"/{number}")) for number in range(3)]
    made = list(source_checks.run(sources, visitor(web), WEEK))
    assert [check.result for check in made] == ["no-answer"] * 3
    assert web.paths() == ["/robots.txt"]


# Quoted words


ARTICLE = """<html><head><title>T</title><script>var x = "hidden words";</script></head><body>
<p>The  cumulative <b>trading</b>&nbsp;volume has
exceeded &ldquo;660 billion&rdquo; yuan – it’s said.</p></body></html>""".encode()


@pytest.mark.parametrize(
    "words",
    [
        "the cumulative trading volume has exceeded",
        '"660 billion" yuan - it\'s said',
        "The cumulative […] yuan",
        "The cumulative … 660 billion...",
        "Ｔhe cumulative",
    ],
)
def test_words_are_found_however_they_are_set(web, db, words):
    web.page("/page", ARTICLE)
    made = check_words(web, words)
    assert (made.words_asked, made.words_found) == (1, 1)


@pytest.mark.parametrize("words", ["hidden words", "66 billion yuan", "660 billion dollars"])
def test_words_that_are_not_on_the_page_are_missed(web, db, words):
    web.page("/page", ARTICLE)
    made = check_words(web, words)
    assert (made.words_asked, made.words_found) == (1, 0)
    assert list(Source.objects.failing()) == [made.source]


def test_each_quote_counts_once(web, db):
    web.page("/page", ARTICLE)
    made = check_words(web, "660 billion", "660 billion", "exceeded", "gone")
    assert (made.words_asked, made.words_found) == (3, 2)
    assert str(made) == "answers (200), 2 of 3 quotes found"


def test_quotes_of_earlier_editions_are_not_looked_for(web, db):
    source = SourceFactory(url=web.url("/page"))
    web.page("/page", ARTICLE)
    quote(source, "an old mistake", state=State.SUPERSEDED)
    quote(source, "exceeded", state=State.DRAFT)
    [made] = source_checks.run([source], visitor(web), WEEK)
    assert (made.words_asked, made.words_found) == (1, 1)


CHINESE = "<p>区块链平台累计交易量突破6600亿元</p>"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (CHINESE.encode(), "text/html"),
        (CHINESE.encode(), "text/html; charset=iso-8859-1"),
        (CHINESE.encode(), "text/html; charset=no-such-thing"),
        (CHINESE.encode("gb18030"), "text/html; charset=gb18030"),
        (CHINESE.encode("gb18030"), "text/html; charset=GB2312"),
        (b'<meta charset="gbk">' + CHINESE.encode("gb18030"), "text/html"),
        (CHINESE.encode("utf-16"), "text/html"),
        (CHINESE.encode("big5hkscs", "replace"), "text/html; charset=hex"),
    ],
)
def test_a_chinese_quote_is_found_in_the_encoding_of_its_page(web, db, body, kind):
    web.page("/page", body, kind=kind)
    made = check_words(web, "累计交易量突破６６００亿元")
    assert (made.words_asked, made.words_found) == (1, 0 if "hex" in kind else 1)


def test_plain_text_is_read_as_it_is(web, db):
    web.page("/page", b"a < b and <i>c", kind="text/plain")
    assert check_words(web, "a < b and <i>c").words_found == 1


def test_a_packed_page_is_unpacked_though_we_asked_for_none(web, db):
    web.page("/page", gzip.compress(ARTICLE), Content_Encoding="gzip")
    assert check_words(web, "660 billion").words_found == 1


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"%PDF-1.4", {"kind": "application/pdf"}),
        (b"\x0b\x02", {"Content_Encoding": "br"}),
        (b"not gzip", {"Content_Encoding": "gzip"}),
    ],
)
def test_what_is_no_text_is_not_looked_into(web, db, body, headers):
    web.page("/page", body, **headers)
    made = check_words(web, "Words")
    assert made.result == "answers"
    assert (made.words_asked, made.words_found) == (None, None)
    assert made.note.startswith("not looked into")
    assert not Source.objects.failing().exists()


def test_a_pdf_is_not_fetched(web, db):
    web.page("/page", b"%PDF-1.4", kind="application/pdf")
    check_words(web, "Words")
    assert web.paths("GET") == ["/robots.txt"]


def test_of_a_huge_page_only_the_beginning_is_read(web, db):
    web.page("/page", b"Early words." + b" " * 100_000 + b"Late words.")
    assert check_words(web, "Early words").words_found == 1
    made = check_words(web, "Late words")
    assert (made.words_asked, made.note) == (None, "too long: only its beginning was read")


def test_a_small_page_that_unpacks_to_a_huge_one_is_cut(web, db):
    web.page("/page", gzip.compress(b" " * 5_000_000 + b"Words"), Content_Encoding="gzip")
    assert check_words(web, "Words").words_found in (None, 0)


@pytest.mark.parametrize("body", [b"", b"<div>" * 1500, b"\0\xff<", b"<!--", b"&#0;&#x110000;"])
def test_no_page_is_an_accident(web, db, body):
    web.page("/page", body)
    assert check_words(web, "Words").words_found == 0


# Which sources are due, and two runs at once


def due(older_than=WEEK):
    return list(claims.longest_unasked_first(claims.due(older_than)))


def test_a_source_asked_within_the_week_is_left(db):
    checked(6)
    old, never = checked(8).source, SourceFactory(url="https://example.org/2")
    SourceFactory(url="")
    assert due() == [never, old]


def test_a_source_that_failed_is_asked_again_after_a_day(db):
    checked(0.5, result="gone", status=404)
    again = checked(1.5, result="gone", status=404).source
    assert due() == [again]


def test_a_corrected_address_is_due_at_once(db):
    source = checked(1).source
    Source.objects.filter(pk=source.pk).update(url="https://example.org/right")
    assert due() == [source]


def test_a_source_that_another_run_asks_is_left_until_that_run_is_given_up(db):
    checked(0.01, result="asking", status=None)
    abandoned = checked(0.05, result="asking", status=None).source
    assert due() == [abandoned]
    assert claims.claim(abandoned, WEEK)
    assert abandoned.checks.count() == 1


def test_a_run_takes_no_source_that_another_finished_meanwhile(web, db):
    source = SourceFactory(url=web.url("/page"))
    first, second = (source_checks.run([source], visitor(web), WEEK) for _ in range(2))
    assert [len(list(run)) for run in (first, second)] == [1, 0]


def test_the_database_itself_allows_one_run_for_a_source(db):
    source = checked(0.01, result="asking", status=None).source
    with pytest.raises(IntegrityError), transaction.atomic():
        checked(0, source=source, result="asking", status=None)


def test_a_run_that_breaks_off_frees_its_source(web, db, monkeypatch):
    monkeypatch.setattr(source_checks, "look", lambda *args: 1 / 0)
    source = SourceFactory(url=web.url("/page"))
    with pytest.raises(ZeroDivisionError):
        list(source_checks.run([source], visitor(web), WEEK))
    assert due() == [source]


def test_a_check_given_up_for_dead_writes_nothing_after_all(web, db):
    source = SourceFactory(url=web.url("/page"))
    late = claims.claim(source, WEEK)
    source.checks.all().delete()
    claims.finish(late, {"result": "gone", "status": 404})
    assert not source.checks.exists()


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_ask_for_each_source_once(web):
    sources = [SourceFactory(url=web.url(f"/{number}")) for number in range(8)]
    together = threading.Barrier(2, timeout=10)

    def run(_number):
        together.wait()
        try:
            return [made.source_id for made in source_checks.run(sources, visitor(web), WEEK)]
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        one, other = pool.map(run, range(2))
    assert sorted(one + other) == [source.pk for source in sources]
    assert SourceCheck.objects.finished().count() == 8
    assert sorted(set(web.paths("HEAD"))) == sorted(web.paths("HEAD"))


# Since when


def test_since_when_it_fails_is_carried_from_check_to_check(web, db):
    first = checked(20, url=web.url("/page"), result="gone", status=404)
    [made] = source_checks.run([first.source], visitor(web), WEEK)
    assert (made.result, made.since) == ("gone", first.since)
    web.page("/page")
    SourceCheck.objects.filter(pk=made.pk).update(at=first.at)
    [well] = source_checks.run([first.source], visitor(web), WEEK)
    assert (well.result, well.since) == ("answers", well.at)


# The command


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(manners, "PAUSE", 0)


def said(capsys, *args):
    call_command("check_sources", *args)
    return capsys.readouterr().out.splitlines()


def test_the_command_says_what_each_source_answered(web, db, hurried, capsys):
    web.page("/page")
    SourceFactory(slug="there", url=web.url("/page"))
    SourceFactory(slug="gone", url=web.url("/gone"))
    assert said(capsys, "--allow-private") == [
        "there: answers (200)",
        "gone: not there (404)",
        "2 of 2 asked: 1 answers, 1 not there.",
    ]
    assert said(capsys, "--allow-private") == ["0 of 0 asked."]


def test_without_the_option_nothing_on_loopback_is_asked(web, db, hurried, capsys):
    SourceFactory(slug="inside", url=web.url("/page"))
    said(capsys)
    assert SourceCheck.objects.get().result == "address"
    assert web.asked == []


def test_a_dry_run_asks_nobody_and_writes_nothing(web, db, capsys):
    SourceFactory(slug="there", url=web.url("/page"))
    assert said(capsys, "--dry-run") == [f"there: {web.url('/page')}"]
    assert (web.asked, SourceCheck.objects.count()) == ([], 0)


def test_one_source_is_asked_however_recently_it_was(web, db, hurried, capsys):
    checked(0, url=web.url("/1"))
    source = checked(0, url=web.url("/2")).source
    said(capsys, "--allow-private", "--source", source.slug)
    assert web.paths("HEAD") == ["/2"]


def test_a_limit_takes_the_longest_unasked_first(db, capsys):
    checked(9, url="https://example.org/9")
    checked(10, url="https://example.org/10")
    [line] = said(capsys, "--dry-run", "--limit", "1")
    assert line.endswith("https://example.org/10")


@pytest.mark.parametrize(
    "args",
    [
        ["--source", "nobody"],
        ["--limit", "-1"],
        ["--older-than", "-1"],
        ["--older-than", "9" * 30],
    ],
)
def test_an_option_that_cannot_be_is_refused(db, args):
    with pytest.raises(CommandError):
        call_command("check_sources", *args)


def test_where_no_host_can_be_reached_nothing_is_held_against_them(db, hurried, capsys):
    for number in range(3):
        SourceFactory(url=f"http://host{number}.invalid/")
    with pytest.raises(CommandError, match="None of 3 hosts could be reached"):
        call_command("check_sources")
    assert not SourceCheck.objects.exists()


def test_search_is_not_refreshed_by_a_check(web, db, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr("cases.index.writing.refresh", lambda *cases: 1 / 0)
    web.page("/page")
    assert check_words(web, "Words").result == "answers"


# What readers see of it


def source_page(client, source):
    EditionFactory(source=source)
    return client.get(f"/sources/{source.slug}/").content.decode()


def test_readers_are_told_when_a_source_last_answered(client, db):
    made = checked(3)
    page = source_page(client, made.source)
    assert f"Last answered on {made.at:%-d %B %Y}." in page


def test_readers_are_told_since_when_a_source_does_not_answer(client, db):
    source = SourceFactory(url="https://example.org/", archived_url="https://archive.example/1")
    since = datetime(2026, 9, 5, 12, tzinfo=UTC)
    checked(3, source=source, result="gone", status=404, since=since)
    page = source_page(client, source)
    assert "No longer answers since 5 September 2026." in page
    assert page.index("https://archive.example/1") < page.index('href="https://example.org/"')


@pytest.mark.parametrize(("hours", "told"), [(0, False), (2, False), (24, True)])
def test_a_source_is_said_to_be_silent_only_when_the_next_day_is_no_better(client, db, hours, told):
    made = checked(3, result="error", status=500)
    since = made.at - timedelta(hours=hours)
    SourceCheck.objects.filter(pk=made.pk).update(since=since)
    assert ("No longer answers" in source_page(client, made.source)) is told


@pytest.mark.parametrize("result", ["gone", "refuses", "robots", "asking"])
def test_readers_are_told_nothing_that_is_not_known(client, db, result):
    source = checked(3, result=result, status=None).source
    page = source_page(client, source)
    assert "answer" not in page.partition("<main")[2]


def test_what_an_old_address_answered_is_not_said_of_the_new_one(client, db):
    source = checked(3).source
    Source.objects.filter(pk=source.pk).update(url="https://example.org/new")
    assert "Last answered" not in source_page(client, source)


# What editors see of it


def listed(client, **query):
    return list(client.get("/admin/cases/source/", query).context["cl"].queryset)


def test_editors_find_the_sources_that_no_longer_answer(editor):
    checked(1)
    gone = checked(1, url="https://example.org/2", result="gone", status=404).source
    words = checked(1, url="https://example.org/3", words_asked=2, words_found=1).source
    assert listed(editor, check="silent") == [gone]
    assert set(listed(editor, check="failing")) == {gone, words}
    assert set(Source.objects.failing()) == {gone, words}


def test_a_source_that_answers_again_is_not_failing(db):
    source = checked(9, result="gone", status=404).source
    checked(1, source=source)
    assert not Source.objects.failing().exists()


def test_the_list_shows_the_last_check(editor):
    source = checked(9, result="gone", status=404).source
    checked(1, source=source)
    page = editor.get("/admin/cases/source/").content.decode()
    assert "answers (200)" in page
    assert "not there (404)" not in page


@pytest.mark.parametrize("size", [1, 4])
def test_the_list_asks_as_often_for_many_sources(editor, django_assert_num_queries, size):
    for number in range(size):
        checked(number, url=f"https://example.org/{number}")
    editor.get("/admin/cases/source/")
    with django_assert_num_queries(8):
        editor.get("/admin/cases/source/")


def test_the_page_of_a_source_shows_its_last_checks_to_read(editor):
    source = SourceFactory(url="https://example.org/")
    for days in range(7):
        checked(days, source=source, status=200 + days)
    page = editor.get(f"/admin/cases/source/{source.pk}/change/").content.decode()
    assert [f"answers ({200 + days})" in page for days in range(7)] == [True] * 5 + [False] * 2
    assert 'name="checks' not in page
