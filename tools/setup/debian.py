"""What only the system's packages can give: `ensurepip` and Chromium. Installed as root, else said aloud."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from tools.setup.say import say, stop

CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def ensure_pip_can_be_had() -> None:
    """Debian splits `ensurepip` from python3, and without certificates no download can be trusted."""
    missing = [] if importlib.util.find_spec("ensurepip") else ["python3-venv"]
    if Path("/etc/debian_version").exists() and not CERTIFICATES.exists():
        missing.append("ca-certificates")
    if not missing or (_apt_install(missing) and _apt_answered(missing)):
        return
    line = "apt-get update && apt-get install -y " + " ".join(missing)
    stop(
        f"Il manque : {', '.join(missing)}. Tapez, en tant que root :\n\n    {line}\n",
        f"Missing: {', '.join(missing)}. Type, as root:\n\n    {line}\n",
    )


def ensure_chromium() -> None:
    """The browser of the pages' tests. Without it those tests are left out, loudly, and counted as skipped."""
    if chromium() or (_apt_install(["chromium"]) and chromium()):
        return
    say(
        "ATTENTION : Chromium manque ; les essais des pages seront omis et comptés « skipped ».\n"
        "    En tant que root : apt-get update && apt-get install -y chromium",
        "WARNING: Chromium is missing; the pages' tests will be left out and counted as skipped.\n"
        "    As root: apt-get update && apt-get install -y chromium",
    )


def chromium() -> str | None:
    """The path of the machine's Chromium, or None."""
    return next((path for path in map(shutil.which, CHROMIUM_NAMES) if path), None)


def _apt_answered(packages: list[str]) -> bool:
    importlib.invalidate_caches()
    return "python3-venv" not in packages or importlib.util.find_spec("ensurepip") is not None


def _apt_install(packages: list[str]) -> bool:
    """Whether apt installed them; False where we are not root or there is no apt."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"Installation par apt : {' '.join(packages)}", f"Installing with apt: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", *_lean(packages)])
    return all(_quietly(command, environment) for command in commands)


def _lean(packages: list[str]) -> list[str]:
    return ["--no-install-recommends", *packages]


def _quietly(command: list[str], environment: dict[str, str]) -> bool:
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        say(done.stdout + done.stderr, done.stdout + done.stderr)
    return done.returncode == 0
