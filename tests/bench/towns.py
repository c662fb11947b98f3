"""How long the server thinks at each keystroke: `make bench-towns`.

Types what people type, letter by letter, over all the communes of France, through the whole site
(middleware, search, template), and prints the times. Fails when the median is too long. It is no
test: a machine that is busy with something else would fail it.
"""

import os
import sys
from collections.abc import Callable
from io import StringIO
from statistics import median, quantiles
from time import perf_counter

TYPED = (
    "saint étienne",
    "st denis",
    "massy",
    "91300",
    "l'haÿ",
    "aix en pr",
    "paris 11",
    "villejiuf",
)
SHORTEST = 2  # as static/js/suggest.js has it
MOST = 20.0  # milliseconds, at the median
ROUNDS = 5


def keystrokes() -> list[str]:
    return [text[:end] for text in TYPED for end in range(SHORTEST, len(text) + 1)]


def measure(ask: Callable[[str], None]) -> dict[str, float]:
    """For each text the median of its milliseconds, once all is warm."""
    times: dict[str, list[float]] = {text: [] for text in keystrokes()}
    for _round in range(ROUNDS + 1):
        for text, known in times.items():
            start = perf_counter()
            ask(text)
            known.append((perf_counter() - start) * 1000)
    return {text: median(known[1:]) for text, known in times.items()}


def report(times: dict[str, float]) -> float:
    """Print what was found; return the median."""
    middle = median(times.values())
    slowest = sorted(times, key=times.__getitem__, reverse=True)[:5]
    print(f"{len(times)} keystrokes, {ROUNDS} times each, over the communes of France")
    print(f"median {middle:.1f} ms, 95 % within {quantiles(times.values(), n=20)[-1]:.1f} ms")
    print("slowest: " + ", ".join(f"{text!r} {times[text]:.1f} ms" for text in slowest))
    return middle


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    call_command("communes", stdout=StringIO())
    client = Client(headers={"host": "localhost"})

    def ask(text: str) -> None:
        assert client.get("/reseaux/communes/", {"q": text}).status_code == 200

    middle = report(measure(ask))
    if middle > MOST:
        print(f"Too slow: a keystroke should take {MOST:.0f} ms at most.", file=sys.stderr)
    return int(middle > MOST)


if __name__ == "__main__":
    sys.exit(main())
