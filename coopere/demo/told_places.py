"""Those who wait for a network where there is none yet."""

from datetime import datetime, timedelta

import time_machine

from members.models import Commune, Interest

# Who, the town, the street or residence, how many days ago, and whether they confirmed.
WAITING = [
    ("lucie.martin@example.org", "91477", "Rue de Paris", 41, True),
    ("oumar.sy@example.org", "91477", "Résidence des Larris", 30, True),
    ("bernadette.colin@example.org", "91477", "", 12, True),
    ("theo.vasseur@example.org", "91477", "Résidence des Larris", 2, False),
    ("ines.rahmani@example.org", "94076", "Cité-jardin", 26, True),
    ("marcel.dubreuil@example.org", "94076", "", 9, True),
    ("solange.petit@example.org", "42218", "Quartier du Crêt de Roch", 17, True),
    ("yann.legoff@example.org", "29019", "Recouvrance", 5, True),
    ("mai.tran@example.org", "75111", "Rue de la Roquette", 3, True),
]


def wait_elsewhere(now: datetime) -> None:
    """Have each of them ask, and confirm, on their day; nothing the second time."""
    if Interest.objects.exists():
        return
    for email, code, street, days, confirms in WAITING:
        with time_machine.travel(now - timedelta(days=days), tick=False):
            commune = Commune.objects.get(pk=code)
            waiting = Interest.ask(email=email, commune=commune, street=street)
            if confirms:
                waiting.confirm()
