from contextlib import contextmanager

import pytest
from django.utils import translation
from django.utils.translation import trans_real


@contextmanager
def in_language(code):
    """As on a site with several languages: with one alone Django looks none up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(translation, "_trans", trans_real)
        with translation.override(code):
            yield
