"""Settings for every environment: what differs between them comes from the environment.

| variable             | meaning                                              | default           |
|----------------------|------------------------------------------------------|-------------------|
| SECRET_KEY           | signs sessions; SECRET_KEY_FILE reads it from a file | none: must be set |
| DEBUG                | on: error pages with code, for developers only       | off               |
| ALLOWED_HOSTS        | names the site answers to, comma separated           | localhost         |
| CSRF_TRUSTED_ORIGINS | origins of forms behind a proxy, with scheme         | none              |
| DATABASE_URL         | sqlite:///path or postgres://user:password@host/name | casebook.sqlite3  |
| REPLICA_URL          | a PostgreSQL that follows DATABASE_URL: readers' own | none              |
| CACHE_URL            | redis://host:port/number                             | memory            |
| HTTPS                | on: cookies only over TLS, HTTP redirected, HSTS     | off               |
| CONTACT_EMAIL        | where readers report errors, on the about page       | none              |
| TIME_ZONE            | whose clock editors read: Asia/Shanghai              | UTC               |
| TWO_PAIRS_OF_EYES    | on: who wrote an edition cannot approve it alone     | off               |
| PAGE_CACHE_MB        | finished pages that each worker keeps; 0: none       | 16                |
| REVIEW_LINK_DAYS     | how long a link for a reviewer without account works | 7                 |
"""

from pathlib import Path
from zoneinfo import ZoneInfo

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.core.validators import validate_email

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()


def read(name, convert, default):
    """The environment's `name`, converted; a value `convert` refuses stops the start by name."""
    try:
        raw = env.str(name, default=None)
        return default if raw is None else convert(raw.strip())
    except Exception as error:
        reason = " ".join(getattr(error, "messages", [str(error)]))
        raise ImproperlyConfigured(f"{name} is not usable: {reason}") from error


def switch(raw):
    words = {"on": True, "true": True, "yes": True, "1": True}
    words |= {"off": False, "false": False, "no": False, "0": False, "": False}
    if raw.lower() not in words:
        raise ValueError(f"“{raw}” is neither on nor off.")
    return words[raw.lower()]


def names(raw):
    return [name.strip() for name in raw.split(",") if name.strip()]


def hosts(raw):
    for host in names(raw):
        if "/" in host:
            raise ValueError(f"“{host}” is an address: a name alone is needed.")
    return names(raw)


def origins(raw):
    for origin in names(raw):
        if not origin.startswith(("https://", "http://")):
            raise ValueError(f"“{origin}” does not begin with https:// or http://.")
    return names(raw)


def secret_key(raw):
    if len(raw) < 32:
        raise ValueError("it is shorter than 32 characters.")
    return raw


def url_of(parse, *schemes):
    """A converter that parses a URL after checking that we support its scheme."""

    def convert(raw):
        if raw.partition(":")[0] not in schemes:
            raise ValueError(f"it does not begin with one of {', '.join(schemes)}.")
        return parse(raw)

    return convert


def email(raw):
    validate_email(raw)
    return raw


def time_zone(raw):
    ZoneInfo(raw)
    return raw


def number(least, most):
    """A converter that takes whole numbers between two."""

    def convert(raw):
        if not raw.isdecimal() or not least <= int(raw) <= most:
            raise ValueError(f"“{raw}” is not a number from {least} to {most}.")
        return int(raw)

    return convert


DEBUG = read("DEBUG", switch, False)
SECRET_KEY = read("SECRET_KEY", secret_key, get_random_secret_key() if DEBUG else None)
if SECRET_KEY is None:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set: give the site a secret of at least 32 characters, "
        "in SECRET_KEY or in a file that SECRET_KEY_FILE names. `make run` makes one."
    )
ALLOWED_HOSTS = read("ALLOWED_HOSTS", hosts, ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = read("CSRF_TRUSTED_ORIGINS", origins, [])
CONTACT_EMAIL = read("CONTACT_EMAIL", email, "")
TWO_PAIRS_OF_EYES = read("TWO_PAIRS_OF_EYES", switch, False)
REVIEW_LINK_DAYS = read("REVIEW_LINK_DAYS", number(1, 90), 7)
PAGE_CACHE_BYTES = read("PAGE_CACHE_MB", number(0, 4096), 0 if DEBUG else 16) * 2**20

INSTALLED_APPS = [
    "config.apps.CasebookAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "adminsortable2",
    "csp",
    "django_filters",
    "django_htmx",
    "simple_history",
    "directions",
    "cases",
]

MIDDLEWARE = [
    "config.page_cache.Keepable",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.Utf8Bodies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "cases.as_it_stood.AsItStood",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cases.as_it_stood.context",
            ],
        },
    },
]

# SQLite lets one connection write at a time. Asking for the write lock at the start of a
# transaction makes the second editor wait; asking later would answer "database is locked".
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 10,
    # Each thread has a cache of its own: a quarter of what SQLite takes is as fast, even of a file
    # of 10 GB, as the system has what was read.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-500;",
}
database = read(
    "DATABASE_URL",
    url_of(env.db_url_config, "sqlite", "postgres", "postgresql"),
    {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "casebook.sqlite3"},
)
if database["ENGINE"].endswith("sqlite3"):
    database["OPTIONS"] = SQLITE_OPTIONS
else:
    database["CONN_HEALTH_CHECKS"] = True
database["CONN_MAX_AGE"] = 60  # opening a connection costs as much as ten queries
DATABASES = {"default": database}

if replica := read("REPLICA_URL", url_of(env.db_url_config, "postgres", "postgresql"), None):
    if database["ENGINE"] != replica["ENGINE"]:
        raise ImproperlyConfigured("REPLICA_URL is not usable: DATABASE_URL names no PostgreSQL.")
    patience = {"connect_timeout": 2, "tcp_user_timeout": 2000}  # s, the least there is, and ms
    replica["ENGINE"] = "config.postgres"
    replica["OPTIONS"] = patience | replica.get("OPTIONS", {})
    replica["TEST"] = {"MIRROR": "default"}
    DATABASES["replica"] = database | replica
    DATABASE_ROUTERS = ["config.replica.Router"]
    MIDDLEWARE.insert(0, "config.replica.ReadFromReplica")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": read(
        "CACHE_URL",
        url_of(env.cache_url_config, "redis", "rediss"),
        {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            # In a register of a million cases what a search found takes 130 kB.
            "OPTIONS": {"MAX_ENTRIES": 100},
        },
    )
}
if "Redis" in CACHES["default"]["BACKEND"]:
    CACHES["default"]["BACKEND"] = "config.cache.ForgivingRedis"

LOGGING = {  # else Django writes down no error where DEBUG is off
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["stderr"], "level": "INFO" if DEBUG else "ERROR"}},
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"

LANGUAGE_CODE = "en-gb"
LANGUAGES = [(LANGUAGE_CODE, "British English")]
USE_I18N = len(LANGUAGES) > 1  # to look up what stands there already took a tenth of a list
TIME_ZONE = read("TIME_ZONE", time_zone, "UTC")
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # the admin's style sheets carry small icons as data
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"

HTTPS = read("HTTPS", switch, False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# An edition is one form: 300 figures, milestones, participants and references are 11,000 inputs.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
