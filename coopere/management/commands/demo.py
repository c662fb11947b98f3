from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test import override_settings
from django.utils import timezone

from members.communes import load
from members.doors import find_network
from members.models import Commune

NETWORKS = ("parc", "zola", "antony")
ACCOUNTS = [
    ("alice@example.org", "écrit des annonces au Parc"),
    ("bachir@example.org", "lui répond"),
    ("chloe@example.org", "voisine du Parc, ni l’une ni l’autre"),
    ("denise@example.org", "coordonne le Parc, dans /admin/"),
    ("emile@example.org", "coordonne le Quartier Émile-Zola"),
    ("fatou@example.org", "membre des deux réseaux"),
    ("gaspard@example.org", "a quitté le Parc"),
    ("karim@example.org", "agit aussi pour Odile, qui n’a pas d’e-mail"),
    ("yves@example.org", "équipe du site"),
]


class Command(BaseCommand):
    help = "Fills the site with three networks to walk through. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        # Demonstration only: its people must never meet those of a real site.
        if settings.PRODUCTION:
            raise CommandError("The demo is for a machine of one's own, not for production.")
        # The people of the demo have no mailbox.
        with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
            self._fill()
        self.stdout.write(self._accounts())

    def _fill(self) -> None:
        from coopere.demo.story import Story, demo_user
        from coopere.demo.told_places import wait_elsewhere
        from coopere.demo.told_proposals import tell_proposals

        now = timezone.now()
        if not Commune.objects.exists():
            load()
        demo_user("yves@example.org", is_staff=True, is_superuser=True)
        for name in NETWORKS:
            story = Story(name, now)
            if find_network(story.slug) is None:
                self.stdout.write(f"  {story.tell()}")
        tell_proposals(now)
        wait_elsewhere(now)

    def _accounts(self) -> str:
        from coopere.demo.story import PASSWORD, read

        lines = [f"    {email:<22} {who}" for email, who in ACCOUNTS]
        networks = [read(name)["network"] for name in NETWORKS]
        codes = [f"    {row['entry_code']:<22} {row['town']}, {row['name']}" for row in networks]
        accounts = [f"  Comptes de démonstration, mot de passe {PASSWORD} :", *lines]
        return "\n".join([*accounts, "  Codes d’entrée, pour un compte tout neuf :", *codes])
