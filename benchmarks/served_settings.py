"""The site's own settings; static files are gathered beside the database of a trial."""

import os
from pathlib import Path

from config.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["TRIAL_FOLDER"]) / "staticfiles"
