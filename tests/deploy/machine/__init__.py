"""A machine of its own with a real systemd, to try docs/deploy.md on.

It has namespaces in place of a kernel: the files of this machine, and over them in memory what it
writes; no network but its own. `bin/` stands for what the guide would fetch from elsewhere.
"""

import os
import secrets
import shutil
import subprocess
import sys
import sysconfig
import time
from contextlib import suppress
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
NAMESPACES = "--mount --cgroup --pid --uts --ipc --net --fork --kill-child".split()
NEEDED = "systemctl", "unshare", "nsenter", "setpriv", "nginx", "openssl", "sqlite3"


def missing():
    """Why there can be no such machine here; "" if there can."""
    if os.getuid():
        return "Only root can start a machine of its own."
    lacking = [program for program in NEEDED if not shutil.which(program)]
    if not Path("/lib/systemd/systemd").exists():
        lacking.append("systemd")
    if lacking:
        return f"Not installed: {', '.join(lacking)}."
    allowed = subprocess.run(["unshare", *NAMESPACES, "true"], capture_output=True)
    return "" if cgroups() and not allowed.returncode else "Namespaces are not allowed here."


class Machine:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.group = cgroups() / f"casebook-trial-{secrets.token_hex(4)}"

    def __enter__(self):
        for left in cgroups().glob("casebook-trial-*"):
            with suppress(OSError):  # it is in use
                remove(left)
        trial, memory = self.folder / "trial", self.folder / "memory"
        shutil.copytree(HERE / "bin", trial / "bin")
        memory.mkdir()
        pack(trial / "register.tar")
        self.group.mkdir()
        self.said = (self.folder / "systemd.log").open("w")
        self.started = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "unshare", *NAMESPACES, HERE / "boot.sh"],
            env={
                "PATH": PATH,
                "MEMORY": str(memory),
                "TRIAL": str(trial),
                "PYTHON": sys.base_prefix,
                "PACKAGES": sysconfig.get_path("purelib"),
            },
            preexec_fn=lambda: (self.group / "cgroup.procs").write_text(str(os.getpid())),
            stdin=subprocess.DEVNULL,
            stdout=self.said,
            stderr=self.said,
        )
        try:
            return self.wait()
        except BaseException:
            self.__exit__()
            raise

    def wait(self):
        for _try in range(200):
            time.sleep(0.1)
            if self.booted():
                return self
        raise RuntimeError((self.folder / "systemd.log").read_text())

    def booted(self):
        if not self.first():
            return False
        return self.run("systemctl is-active trial.target", check=False).stdout == "active\n"

    def first(self):
        """What is process 1 in there; "" before it is."""
        children = Path(f"/proc/{self.started.pid}/task/{self.started.pid}/children")
        return children.read_text().strip() if children.exists() else ""

    def run(self, script, check=True):
        enter = ["nsenter", "--target", self.first(), "--all", "bash", "-euo", "pipefail", "-c"]
        done = subprocess.run(
            [*enter, script],
            env={"PATH": PATH, "HOME": "/root"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )
        if check and done.returncode:
            raise RuntimeError(f"{script}\n{done.stdout}\n{done.stderr}")
        return done

    def __exit__(self, *error):
        self.started.kill()
        self.started.wait()
        self.said.close()
        for _try in range(50):  # its processes may take a moment to end
            with suppress(OSError):
                return remove(self.group)
            time.sleep(0.1)


def remove(group):
    """A control group with those in it, if no process is in any."""
    for folder in sorted(filter(Path.is_dir, group.rglob("*")), reverse=True):
        folder.rmdir()
    group.rmdir()


def cgroups():
    mounts = (line.split() for line in Path("/proc/mounts").read_text().splitlines())
    return next((Path(where) for _what, where, kind, *_rest in mounts if kind == "cgroup2"), None)


def pack(tar):
    """What a clone would have, with what is not committed yet."""
    listed = "git ls-files -z --cached --others --exclude-standard"
    subprocess.run(f"{listed} | tar -c --null -T - -f {tar}", shell=True, cwd=ROOT, check=True)
