from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from members.communes import load, write


class Command(BaseCommand):
    help = "Brings the communes of the database up to date. Safe to run twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from",
            dest="package",
            type=Path,
            help="first make the file anew from this folder, @etalab/decoupage-administratif",
        )

    def handle(self, *args: Any, package: Path | None = None, **options: Any) -> None:
        if package:
            self.stdout.write(f"{write(package)} communes in the file.")
        self.stdout.write(f"{load()} communes.")
