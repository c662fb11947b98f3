from functools import cache
from io import BytesIO
from typing import Any
from uuid import UUID

import factory
from PIL import Image

from coopere.lib.images import Painting, repaint
from events.models import BilanPicture, CollectionPicture, GatheringPicture, MemoryPicture
from members.scoping import in_network
from offers.models import OfferPicture


def picture_file(
    kind: str = "JPEG", size: tuple[int, int] = (60, 40), color: str = "orange", **options: Any
) -> BytesIO:
    """A picture as people send it; `options` go to Pillow."""
    file = BytesIO()
    Image.new("RGB", size, color).save(file, kind, **options)
    file.seek(0)
    file.name = f"photo.{kind.lower()}"
    return file


@cache
def painting() -> Painting:
    return repaint(picture_file())


class PictureFactory(factory.Factory):
    """A picture, stored, of its owner; without one, it waits for its form."""

    class Meta:
        abstract = True

    form = UUID(int=7)
    position = 0

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Any:
        owner, by, form = fields.pop(model_class.owner), fields.pop("by"), fields.pop("form")
        with in_network(by.network):
            picture = model_class.keep(painting(), by=by, form=form, **fields)
            if owner:
                model_class.attach(owner, by=by, form=form)
            picture.refresh_from_db()
        return picture


class OfferPictureFactory(PictureFactory):
    class Meta:
        model = OfferPicture

    offer = None
    by = factory.SelfAttribute("offer.author")
    alt = "Un lit blanc, contre un mur."


class GatheringPictureFactory(PictureFactory):
    class Meta:
        model = GatheringPicture

    gathering = None
    by = factory.SelfAttribute("gathering.host")
    alt = "Un accordéon sur une chaise."


class MemoryPictureFactory(PictureFactory):
    class Meta:
        model = MemoryPicture

    memory = None
    by = factory.SelfAttribute("memory.author")
    alt = "Des voisins autour d’une table."


class CollectionPictureFactory(PictureFactory):
    class Meta:
        model = CollectionPicture

    collection = None
    by = factory.SelfAttribute("collection.created_by")
    alt = "Une pile de cahiers."


class BilanPictureFactory(PictureFactory):
    class Meta:
        model = BilanPicture

    collection = None
    by = factory.SelfAttribute("collection.created_by")
    alt = "Trente cartables, en rang."
