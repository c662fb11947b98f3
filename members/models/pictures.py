"""Pictures of what members make: rows that say whose they are, files under random names."""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coopere.lib.images import SIZES, Painting, scaled
from members.models.memberships import Membership
from members.scoping import TenantModel

MOST = 4
FOLDER = "pictures"
# How long a picture waits for a form that its author never sent again.
WAITS = timedelta(days=1)
# How many of one person wait at the same time: five forms with all their pictures.
MOST_WAITING = 5 * MOST


def path_of(name: uuid.UUID, size: int) -> str:
    """Where the storage keeps a picture in that size: its name says nothing of what it shows."""
    return f"{FOLDER}/{name.hex[:2]}/{name.hex}-{size}.webp"


def forget_files(names: Iterable[uuid.UUID]) -> None:
    """Delete the files of pictures that have no row any more."""
    for name in names:
        for size in SIZES:
            default_storage.delete(path_of(name, size))


def forget_files_after(names: Collection[uuid.UUID], using: str | None = None) -> None:
    """The same once the transaction in hand has ended well: until then, nothing is lost.

    What the storage does not delete then, the upkeep finds at night.
    """

    def forget() -> None:
        forget_files(names)

    transaction.on_commit(forget, using=using, robust=True)


def cascade_with_files(collector: Any, field: Any, pictures: Any, using: str) -> None:
    """`on_delete` of a picture's owner: the pictures go with it, and their files."""
    models.CASCADE(collector, field, pictures, using)
    forget_files_after([picture.name for picture in pictures], using)


class PictureQuerySet(models.QuerySet[Any]):
    def waiting(self) -> Self:
        """Those that were sent with a form which is not done yet."""
        return self.filter(form__isnull=False)

    def of_form(self, form: uuid.UUID, by: Membership) -> Self:
        """Those that wait for this form of this person."""
        return self.filter(form=form, uploaded_by=by)

    def forgotten(self, now: datetime) -> Self:
        """Those whose form will not come back."""
        return self.waiting().filter(created_at__lt=now - WAITS)

    def discard(self) -> int:
        """Delete rows and files; return how many pictures there were."""
        with transaction.atomic():
            names = list(self.values_list("name", flat=True))
            forget_files_after(names)
            self.filter(name__in=names).delete()
        return len(names)


class Picture(TenantModel):
    """One picture in three sizes, of an owner: an offer, later a gathering.

    Before the owner exists, a picture waits under the token of the `form` it was sent with, and
    is seen by nobody but who sent it. A model of pictures names its owner in `owner`, the page
    that serves them in `route`, and takes the constraints of `picture_constraints`.
    """

    owner: ClassVar[str]
    route: ClassVar[str]

    name = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form = models.UUIDField(null=True, editable=False)
    uploaded_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    position = models.PositiveSmallIntegerField(editable=False)
    alt = models.CharField(_("ce que l’on y voit"), max_length=150, blank=True, default="")
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.alt or str(self.name)

    def url(self, size: int) -> str:
        """Where members of the network see it; the network must be loaded."""
        return reverse(self.route, args=[self.network.slug, self.name, size])

    @property
    def src(self) -> str:
        return self.url(SIZES[1])

    @property
    def full(self) -> str:
        return self.url(SIZES[-1])

    @property
    def srcset(self) -> str:
        """The sizes that differ, each with its true width."""
        widths = {scaled(self.width, self.height, size)[0]: size for size in reversed(SIZES)}
        return ", ".join(f"{self.url(size)} {width}w" for width, size in sorted(widths.items()))

    @classmethod
    def keep(
        cls, painting: Painting, *, by: Membership, form: uuid.UUID, position: int, alt: str = ""
    ) -> Self:
        """Store a picture that waits for its form, in the place of one sent there before."""
        cls.objects.of_form(form, by).filter(position=position).discard()
        picture = cls(
            network=by.network,
            uploaded_by=by,
            form=form,
            position=position,
            alt=alt,
            width=painting.width,
            height=painting.height,
        )
        for size, content in painting.files.items():
            default_storage.save(path_of(picture.name, size), ContentFile(content))
        picture.save()
        of_person = cls.objects.waiting().filter(uploaded_by=by).order_by("-created_at", "-pk")
        too_many = list(of_person.values_list("pk", flat=True)[MOST_WAITING:])
        cls.objects.filter(pk__in=too_many).discard()
        return picture

    @classmethod
    def attach(cls, owner: Any, *, by: Membership, form: uuid.UUID) -> None:
        """Give `owner` the pictures that wait for this form, in the place of those before."""
        with transaction.atomic():
            waiting = cls.objects.of_form(form, by)
            places = list(waiting.values_list("position", flat=True))
            cls.objects.filter(**{cls.owner: owner, "position__in": places}).discard()
            waiting.update(**{cls.owner: owner, "form": None})


def picture_constraints(name: str, owner: str) -> list[models.BaseConstraint]:
    """At most four for each owner and for each form; of an owner or of a form, never both."""
    return [
        models.CheckConstraint(
            condition=models.Q(position__range=(0, MOST - 1)), name=f"{name}_four_at_most"
        ),
        models.UniqueConstraint(fields=[owner, "position"], name=f"{name}_one_a_place"),
        models.UniqueConstraint(
            fields=["form", "uploaded_by", "position"], name=f"{name}_one_a_place_of_form"
        ),
        models.CheckConstraint(
            condition=models.Q(**{f"{owner}__isnull": True}) ^ models.Q(form__isnull=True),
            name=f"{name}_owned_or_waiting",
        ),
    ]
