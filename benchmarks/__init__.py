"""Measures the site as it is served: its own settings, DEBUG off, a secret if none is given.

Parallel workers of PostgreSQL would be gone, and their time with them, before anybody reads it.
"""

import os
import secrets

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(48))
os.environ.setdefault("PGOPTIONS", "-c max_parallel_workers_per_gather=0")
os.environ["DEBUG"] = "off"
django.setup()
