from functools import cache
from io import BytesIO
from typing import Any
from uuid import UUID

import factory
from PIL import Image

from coopere.lib.images import Painting, repaint
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


class OfferPictureFactory(factory.Factory):
    """A picture of an offer, stored; without `offer`, one that waits for its form."""

    class Meta:
        model = OfferPicture

    offer = None
    by = factory.SelfAttribute("offer.author")
    form = UUID(int=7)
    position = 0
    alt = "Un lit blanc, contre un mur."

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> OfferPicture:
        offer, by, form = fields.pop("offer"), fields.pop("by"), fields.pop("form")
        with in_network(by.network):
            picture = OfferPicture.keep(painting(), by=by, form=form, **fields)
            if offer:
                OfferPicture.attach(offer, by=by, form=form)
            picture.refresh_from_db()
        return picture
