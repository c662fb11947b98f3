"""The pages of words: their text ships with the site, and staff may write it anew.

A page that nobody touched shows the file `data/pages/<slug>.md`, so that a correction of ours
reaches every site; once staff wrote a version, only staff change it.
"""

from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coopere.lib.once import Once
from coopere.lib.state import TransitionRefused

FOLDER = Path(__file__).parent.parent / "data" / "pages"
LONGEST = 30_000


@cache
def shipped_text(slug: str) -> str:
    """The text of that page as the site brings it along."""
    return (FOLDER / f"{slug}.md").read_text().strip()


class Page(models.Model):
    """A page that the code knows by its slug; its words are versions."""

    class Slug(models.TextChoices):
        HISTORY = "historique", _("L’historique")
        HOW = "comment-ca-marche", _("Comment ça marche")
        BRAKES = "freins-leves", _("Les freins levés")
        CHARTER = "charte-type", _("Charte type")
        HELP = "aide", _("Aide")
        CONTACT = "contact", _("Nous écrire")
        LEGAL = "mentions-legales", _("Mentions légales")
        PRIVACY = "confidentialite", _("Confidentialité")
        ACCESSIBILITY = "accessibilite", _("Déclaration d’accessibilité")

    slug = models.CharField(_("page"), max_length=40, choices=Slug, unique=True)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_slug_display()

    @property
    def newest(self) -> "PageVersion | None":
        """The last version that staff wrote; None while the shipped text stands."""
        newest: PageVersion | None = self.versions.select_related("by").order_by("-pk").first()
        return newest

    @property
    def number(self) -> int:
        """The number of the words that are published: 0 for the shipped text."""
        newest = self.newest
        return newest.pk if newest else 0

    @property
    def text(self) -> str:
        newest = self.newest
        return newest.text if newest else shipped_text(self.slug)

    @classmethod
    def text_of(cls, slug: str) -> str:
        """The words that everybody reads on the page `slug`."""
        versions = PageVersion.objects.filter(page__slug=slug).order_by("-pk")
        written: str | None = versions.values_list("text", flat=True).first()
        return shipped_text(slug) if written is None else written

    @transaction.atomic
    def write(
        self, text: str, *, by: Any, since: int, token: Any = None, **fields: Any
    ) -> "tuple[PageVersion, bool]":
        """Make `text` the page's words; `since` is the number of the version one started from.

        Returns (version, created): the same form sent twice makes one. Raises TransitionRefused
        when somebody wrote another version meanwhile, so that nobody's words are lost unseen.
        """
        Page.objects.select_for_update().get(pk=self.pk)
        newest = self.newest
        if newest and newest.token == token and newest.text == text:
            return newest, False
        if since != (newest.pk if newest else 0):
            raise TransitionRefused(
                _("Quelqu’un a changé cette page entre-temps. Comparez avec ce qui suit.")
            )
        return PageVersion.create_once(token=token, page=self, text=text, by=by, **fields)


class PageVersion(Once):
    """The words of a page as somebody wrote them: kept as they were, for good."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="versions")
    text = models.TextField(_("texte"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    # The older version of which this one is the return; none for new words.
    returns_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="page_version_has_words")
        ]

    def __str__(self) -> str:
        return f"{self.page}, {self.at:%d/%m/%Y %H:%M}"
