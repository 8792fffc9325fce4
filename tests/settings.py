"""The site's own settings, with a key for tests and the slow parts made quick."""

import os
from urllib.parse import urlsplit

os.environ.setdefault("SECRET_KEY", "a key for tests only, never for a site")

from config.settings import *  # noqa: F403
from config.settings import CACHES, DATABASES, STORAGES

# Workers share one Redis, but none of its 16 databases: to empty one takes the keys of all in it.
if "LOCATION" in CACHES["default"]:
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 16
    place = urlsplit(CACHES["default"]["LOCATION"])._replace(path=f"/{number}")
    CACHES["default"]["LOCATION"] = place.geturl()
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
STATIC_ROOT = None  # else each client reads hundreds of files, where they are collected
# A server that a test starts lets go of the database before the test empties it.
DATABASES["default"]["CONN_MAX_AGE"] = 0
