from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.images import SIZES
from events.models.collection import Collection
from members.models import Membership, Picture
from members.models.pictures import PictureQuerySet, cascade_with_files, picture_constraints
from members.scoping import tenant_manager


class CollectionPictureQuerySet(PictureQuerySet):
    def visible_to(self, membership: Membership) -> "CollectionPictureQuerySet":
        """Those of the collections that one sees, and those one has just sent with a form."""
        seen = Collection.objects.visible_to(membership).values("pk")
        sent = models.Q(collection=None, uploaded_by=membership)
        return self.filter(models.Q(collection__in=seen) | sent)


class ReadAtTheDesk:
    """For the pictures of a collection: where coordinators see them, hidden or not."""

    @property
    def desk_url(self: Any) -> str:
        """Its address at the desk; it must have a collection."""
        return reverse(
            "admin:events_collection_photo", args=[self.collection_id, self.name, SIZES[1]]
        )


class CollectionPicture(ReadAtTheDesk, Picture):
    """One of the four pictures of a collection; the first one is its cover."""

    owner = "collection"
    route = "events:collection_picture"

    collection = models.ForeignKey(
        Collection, on_delete=cascade_with_files, null=True, related_name="pictures", editable=False
    )

    objects: ClassVar[Any] = tenant_manager(CollectionPictureQuerySet)

    class Meta:
        verbose_name = lazy("photo d’une collecte")
        verbose_name_plural = lazy("photos de collectes")
        constraints = picture_constraints("collection_picture", "collection")


class BilanPicture(ReadAtTheDesk, Picture):
    """One of the four pictures of what came of it."""

    owner = "collection"
    route = "events:bilan_picture"

    collection = models.ForeignKey(
        Collection,
        on_delete=cascade_with_files,
        null=True,
        related_name="bilan_pictures",
        editable=False,
    )

    objects: ClassVar[Any] = tenant_manager(CollectionPictureQuerySet)

    class Meta:
        verbose_name = lazy("photo d’un bilan")
        verbose_name_plural = lazy("photos de bilans")
        constraints = picture_constraints("bilan_picture", "collection")
