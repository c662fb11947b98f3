"""Reads settings from environment variables, and says everything that is wrong at once."""

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

MODES = ("development", "production")


class Environment:
    """The variables that the process was started with; faults are sentences, for `check()`."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.faults: list[str] = []
        # Whoever names a database runs a site; without one it is somebody's own machine.
        by_itself = "production" if self.text("DATABASE_URL") else "development"
        self.mode = self.choice("COOPERE_MODE", MODES, by_itself)
        self.production = self.mode == "production"

    def text(self, name: str, default: str = "") -> str:
        return self.variables.get(name, "").strip() or default

    def required(self, name: str, in_development: str) -> str:
        """A variable that production must set; on a machine of one's own the default will do."""
        value = self.text(name, "" if self.production else in_development)
        if not value:
            self.faults.append(f"{name} is not set.")
        return value

    def words(self, name: str, in_development: str) -> list[str]:
        """A required list, its parts between commas."""
        return [part.strip() for part in self.required(name, in_development).split(",") if part]

    def together(self, *names: str) -> list[str]:
        """Variables of which all are set, or none."""
        values = [self.text(name) for name in names]
        if any(values):
            said = f"is not set: {', '.join(names)} go together."
            missing = [name for name, value in zip(names, values, strict=True) if not value]
            self.faults += [f"{name} {said}" for name in missing]
        return values

    def number(self, name: str, default: int) -> int:
        text = self.text(name, str(default))
        if text.isascii() and text.isdigit():
            return int(text)
        self.faults.append(f"{name} is {text!r}: give a number.")
        return default

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value in choices:
            return value
        self.faults.append(f"{name} is {value!r}: say {' or '.join(choices)}.")
        return default

    def demand(self, name: str, good: bool, sentence: str) -> None:
        """Note `sentence` when production has set `name` to something that will not do."""
        if self.production and self.text(name) and not good:
            self.faults.append(sentence)

    def check(self) -> None:
        """Raise ImproperlyConfigured, in words, if anything is wrong."""
        if self.faults:
            faults = "\n".join(f"- {fault}" for fault in self.faults)
            raise ImproperlyConfigured(
                f"Coopère cannot start in {self.mode} mode (see docs/deploy.md):\n{faults}"
            )
