"""Finds the Chromium that the browser tests drive; on Debian, as root, installs it.

`python -m tests.browser.chromium` prints its path, or says what to install and fails.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "The browser tests need Chromium: install it (Debian, Ubuntu: apt-get install chromium), "
    "or set COOPERE_CHROMIUM to its path."
)


def find() -> str | None:
    """The path of a Chromium on this machine that starts."""
    chosen = os.environ.get("COOPERE_CHROMIUM")
    paths = map(shutil.which, [chosen] if chosen else NAMES)
    return next((path for path in paths if path and starts(path)), None)


def starts(path: str) -> bool:
    """Whether it is a browser: Ubuntu has a script of that name which only speaks of snaps."""
    return not subprocess.run([path, "--version"], capture_output=True, check=False).returncode


def install() -> None:
    """Install Debian's package, where that takes no password."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installing Chromium…", flush=True)
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(
            ["apt-get", "-qq", *arguments], env=environment, stdout=subprocess.DEVNULL, check=False
        )


def main() -> None:
    if not find() and not os.environ.get("COOPERE_CHROMIUM"):
        install()
    path = find()
    if not path:
        sys.exit(MISSING)
    print(f"Chromium: {path}")


if __name__ == "__main__":
    main()
