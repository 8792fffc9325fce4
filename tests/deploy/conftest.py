import glob
import shutil

import pytest

from benchmarks.served import served


@pytest.fixture(scope="session")
def host(tmp_path_factory):
    """The site as deploy/ serves it, started once for all tests here."""
    for program in ("nginx", "openssl"):
        if not shutil.which(program):
            pytest.skip(f"{program} is not installed.")
    if not glob.glob("/etc/nginx/modules-enabled/*brotli-static*"):
        pytest.skip("nginx cannot serve brotli: libnginx-mod-http-brotli-static is not installed.")
    with served(tmp_path_factory.mktemp("host")) as started:
        yield started
