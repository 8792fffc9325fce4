"""Where registers and installations that are dear to make are kept from one run to the next."""

import os
from pathlib import Path


def kept():
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = caches / "blockchain-casebook"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
