"""A bare Debian 12 in a folder: made once by debootstrap, copied for each run, entered by chroot.

Where packages come from is the host's configuration, copied when the run starts; nothing of it is written in the tree.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tools.setup.places import CACHE
from tools.setup.say import say, stop

SUITE = "bookworm"
HOME = CACHE / "fresh"
BASE, MACHINE = HOME / "base", HOME / "machine"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
CONFIGURATION = (  # of the host, where it exists → in the machine, for everybody
    (Path("/etc/pip.conf"), "etc/pip.conf"),
    (Path.home() / ".pip/pip.conf", "etc/pip.conf"),
    (Path.home() / ".config/pip/pip.conf", "etc/pip.conf"),
    (Path("/etc/resolv.conf"), "etc/resolv.conf"),
    (Path("/etc/hosts"), "etc/hosts"),
)
FOR_EACH_USER = (Path.home() / ".npmrc",)
VARIABLES = ("PIP_", "NPM_CONFIG_", "NPM_CONFIG", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "NODE_EXTRA_CA_CERTS",
             "SSL_CERT_", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")  # fmt: skip
NOT_IN_THE_MACHINE = ("PIP_FIND_LINKS", "PIP_TARGET", "PIP_PREFIX", "PIP_CONSTRAINT")


def make_base() -> None:
    """debootstrap's smallest Debian with `python3`, `make` and certificates; kept for the next run."""
    if (BASE / ".whole").exists():
        return
    if not shutil.which("debootstrap"):
        stop(
            "Il manque debootstrap : apt-get install -y debootstrap",
            "debootstrap is missing: apt-get install -y debootstrap",
        )
    say("Fabrication d’une Debian 12 nue…", "Making a bare Debian 12…")
    shutil.rmtree(BASE, ignore_errors=True)
    HOME.mkdir(parents=True, exist_ok=True)
    include = "--include=python3,make,ca-certificates"
    _do("debootstrap", "--variant=minbase", include, SUITE, str(BASE), _mirror())
    (BASE / ".whole").touch()


def make_machine() -> None:
    """A fresh copy of the base, configured as the host reaches its packages, with the plain user `infirmiere`."""
    shutil.rmtree(MACHINE, ignore_errors=True)
    _do("cp", "-a", "--reflink=auto", str(BASE), str(MACHINE))
    for file, place in CONFIGURATION:
        if file.is_file():
            _copy(file, MACHINE / place)
    if CERTIFICATES.is_file():
        _copy(CERTIFICATES, MACHINE / str(CERTIFICATES).lstrip("/"))
    _copy_apt_sources()
    inside("root", "useradd --create-home --shell /bin/bash infirmiere")
    for file in FOR_EACH_USER:
        if file.is_file():
            for home in ("root", "home/infirmiere"):
                _copy(file, MACHINE / home / file.name)


def inside(user: str, command: str, *, log: Path | None = None, **variables: str) -> int:
    """Runs a shell command in the machine as `user`; its exit code. Output goes to `log`, else to the terminal."""
    out = log.open("ab") if log else None
    try:
        return subprocess.run(
            entering(user, command), env={**environment_of(user), **variables}, stdin=subprocess.DEVNULL,
            stdout=out, stderr=out and subprocess.STDOUT, check=False,
        ).returncode  # fmt: skip
    finally:
        if out:
            out.close()


def entering(user: str, command: str) -> list[str]:
    """The command line that does `command` in the machine, in a mount and process space that ends with it."""
    mounts = " && ".join(
        (
            f"mount -t proc proc {MACHINE}/proc",
            f"mount --rbind /dev {MACHINE}/dev",
            f"mount -t tmpfs tmpfs {MACHINE}/dev/shm",
        )
    )
    as_user = f"setpriv --reuid {user} --regid {user} --init-groups" if user != "root" else ""
    chroot = f"exec chroot {MACHINE} {as_user} /bin/bash -c"
    space = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
    return [*space, "/bin/bash", "-c", f'{mounts} && {chroot} "$1"', "bash", command]


def home_of(user: str) -> str:
    return "/root" if user == "root" else f"/home/{user}"


def environment_of(user: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.upper().startswith(VARIABLES) and name not in NOT_IN_THE_MACHINE
    }
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return {**kept, "HOME": home_of(user), "PATH": path, "LANG": "C.UTF-8", "TERM": "dumb"}


def _mirror() -> str:
    """The mirror the host itself uses for Debian."""
    words = [word for line in _source_lines() if not line.startswith("#") for word in line.split()]
    mirrors = [
        word for word in words if word.startswith(("http:", "https:", "file:")) and "security" not in word
    ]
    if not mirrors:
        stop("Aucun miroir Debian dans /etc/apt.", "No Debian mirror in /etc/apt.")
    return mirrors[0]


def _source_lines() -> list[str]:
    return [line for file in _source_files() for line in file.read_text().splitlines()]


def _source_files() -> list[Path]:
    """The host's apt sources that serve this suite of Debian, and no other vendor's."""
    files = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]
    return [file for file in files if file.is_file() and _serves_suite(file.read_text())]


def _serves_suite(text: str) -> bool:
    wanted = {SUITE, f"{SUITE}-updates", f"{SUITE}-security"}
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return any(wanted & set(line.split()) and not line.startswith("#") for line in lines)


def _copy_apt_sources() -> None:
    (MACHINE / "etc/apt/sources.list").unlink(missing_ok=True)
    for file in _source_files():
        _copy(file, MACHINE / str(file).lstrip("/"))


def _copy(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    shutil.copyfile(file, target)
    target.chmod(0o644)


def _do(*command: str) -> None:
    if subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode:
        stop(f"Échec : {' '.join(command)}", f"Failed: {' '.join(command)}")
