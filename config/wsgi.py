import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django = get_wsgi_application()

from config.page_cache import PageCache  # noqa: E402  (its models need a Django that is set up)

application = PageCache(django)
