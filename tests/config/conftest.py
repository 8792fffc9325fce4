import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tests.config.worker import Site


@pytest.fixture
def site(db, monkeypatch):
    """The connection of the test stays open between requests, as Django's own client does it."""
    monkeypatch.setattr("config.page_cache.close_old_connections", lambda: None)
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield Site()
    for signal in signals:
        signal.connect(close_old_connections)
