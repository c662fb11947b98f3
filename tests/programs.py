"""Programs that the tests need besides Python; on Debian, as root, it installs them.

`python -m tests.programs` prints where they are, or says what to install and fails.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Program:
    """A program by its names, the one that `variable` gives first; `check` asks if it starts."""

    label: str
    names: tuple[str, ...]
    check: str
    package: str
    variable: str
    wanted_by: str

    @property
    def missing(self) -> str:
        return (
            f"{self.wanted_by} need {self.label}: install it (Debian, Ubuntu: apt-get install "
            f"{self.package}), or set {self.variable} to its path."
        )

    def find(self) -> str | None:
        """The path of one on this machine that starts."""
        chosen = os.environ.get(self.variable)
        paths = map(shutil.which, [chosen] if chosen else self.names)
        return next((path for path in paths if path and self.starts(path)), None)

    def starts(self, path: str) -> bool:
        """Whether it is what it is called: Ubuntu has a `chromium` that only speaks of snaps."""
        return not subprocess.run([path, self.check], capture_output=True, check=False).returncode


CHROMIUM = Program(
    label="Chromium",
    names=("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    check="--version",
    package="chromium",
    variable="COOPERE_CHROMIUM",
    wanted_by="The browser tests",
)
EXIFTOOL = Program(
    label="ExifTool",
    names=("exiftool",),
    check="-ver",
    package="libimage-exiftool-perl",
    variable="COOPERE_EXIFTOOL",
    wanted_by="The tests of pictures",
)
JAVA = Program(
    label="Java",
    names=("java",),
    check="-version",
    package="default-jre-headless",
    variable="COOPERE_JAVA",
    wanted_by="The tests of markup",
)
PROGRAMS = (CHROMIUM, EXIFTOOL, JAVA)


def install(programs: list[Program]) -> None:
    """Install Debian's packages, where that takes no password."""
    if not programs or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"Installing {' and '.join(program.label for program in programs)}…", flush=True)
    packages = [program.package for program in programs]
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(
            ["apt-get", "-qq", *arguments], env=environment, stdout=subprocess.DEVNULL, check=False
        )


def main() -> None:
    absent = [program for program in PROGRAMS if not program.find()]
    install([program for program in absent if not os.environ.get(program.variable)])
    found = {program: program.find() for program in PROGRAMS}
    if not all(found.values()):
        sys.exit("\n".join(program.missing for program, path in found.items() if not path))
    for program, path in found.items():
        print(f"{program.label}: {path}")


if __name__ == "__main__":
    main()
