from collections.abc import Sequence

from django.core.validators import URLValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.gathering import Gathering
from members.models import Membership
from members.scoping import TenantModel

MOST_ARTISTS = 6


class Artist(TenantModel):
    """Who plays, with a page of theirs to listen to."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="artists")
    name = models.CharField(_("nom"), max_length=80)
    url = models.URLField(
        _("page"), blank=True, default="", validators=[URLValidator(schemes=["https"])]
    )
    position = models.PositiveSmallIntegerField(editable=False)

    class Meta:
        verbose_name = _("artiste")
        verbose_name_plural = _("artistes")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["gathering", "position"], name="one_artist_a_place"),
            models.CheckConstraint(
                condition=Q(position__range=(0, MOST_ARTISTS - 1)), name="artist_six_at_most"
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="https://"), name="artist_page_is_https"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    @transaction.atomic
    def bill(
        cls, gathering: Gathering, *, by: Membership, artists: Sequence[tuple[str, str]]
    ) -> None:
        """Let these play, (name, page), in this order: those, and no others.

        Raises PermissionDenied for anybody but the host and their godparent.
        """
        gathering.require_managed_by(by)
        held = gathering.locked()
        cls.objects.filter(gathering=held).delete()
        cls.objects.bulk_create(
            cls(network_id=held.network_id, gathering=held, name=name, url=url, position=number)
            for number, (name, url) in enumerate(artists[:MOST_ARTISTS])
        )
