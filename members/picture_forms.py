"""The part of a form that takes pictures, and keeps them while the rest is put right."""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.forms import PlainCharField
from coopere.lib.images import BadImage, Painting, repaint
from coopere.lib.once import OnceForm
from coopere.lib.storage import StorageAway
from members.models import Membership, Picture
from members.models.pictures import MOST

logger = logging.getLogger(__name__)

ACCEPT = "image/jpeg,image/png,image/webp"

AWAY = lazy(
    "Le site ne peut pas garder de photos pour l’instant. Vos autres réponses sont là : "
    "envoyez-les sans photo, ou réessayez dans quelques minutes."
)


class PictureField(forms.FileField):
    """A picture, told by its content and repainted: its value is a Painting."""

    widget = forms.FileInput(attrs={"accept": ACCEPT})
    default_error_messages: ClassVar[dict[str, Any]] = {
        "empty": lazy("Ce fichier est vide."),
        "invalid": lazy("La photo n’est pas arrivée : choisissez-la de nouveau."),
    }

    def to_python(self, data: Any) -> Any:
        file: Any = super().to_python(data)
        if file is None:
            return None
        try:
            return repaint(file)
        except BadImage as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


@dataclass(frozen=True)
class Place:
    """One of the four places for a picture: the picture that is there, and its questions."""

    number: int
    picture: Picture | None
    is_next: bool
    file: BoundField
    alt: BoundField
    remove: BoundField

    @property
    def is_open(self) -> bool:
        """Whether there is something to see in it, or to do first."""
        return bool(self.picture or self.is_next or self.file.errors or self.alt.errors)


class PicturesForm(OnceForm):
    """A form with four places for pictures.

    A good picture is stored as soon as it comes, under the form's token, so that it survives
    what is wrong with the rest: the view reads the form inside `taken_in`, and calls
    `attach_pictures` when the owner is written.
    """

    picture_model: ClassVar[Any]
    by: Membership

    def __init__(self, *args: Any, owner: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.owned = self._owned()
        for number in range(MOST):
            self._add_place(number)

    @property
    def picture_fields(self) -> set[str]:
        return {f"{part}_{n}" for n in range(MOST) for part in ("photo", "alt", "remove")}

    @property
    def places(self) -> list[Place]:
        """The four places, each with the picture that is there now."""
        pictures = {**self.owned, **self._waiting()}
        free = [number for number in range(MOST) if number not in pictures]
        return [
            Place(
                number=number,
                picture=pictures.get(number),
                is_next=number in free[:1],
                file=self[f"photo_{number}"],
                alt=self[f"alt_{number}"],
                remove=self[f"remove_{number}"],
            )
            for number in range(MOST)
        ]

    @contextmanager
    def taken_in(self) -> Iterator[None]:
        """Read the form and keep its pictures; what follows happens at the same moment.

        The person's row is locked, so that a form sent twice is read one after the other; not
        its key, so that others may tell the person something meanwhile.
        """
        self.full_clean()
        with transaction.atomic():
            Membership.objects.select_for_update(of=("self",), no_key=True).get(pk=self.by.pk)
            self._keep_if_possible()
            yield

    def keep_pictures(self) -> None:
        """Store what was sent, forget what was sent before and is wanted no more."""
        waiting = self.picture_model.objects.of_form(self.form_token, self.by)
        for number in range(MOST):
            painting = self.cleaned_data.get(f"photo_{number}")
            if isinstance(painting, Painting):
                self._keep(painting, number)
            else:
                self._change(waiting.filter(position=number), number)

    def attach_pictures(self, owner: Any) -> None:
        """Give `owner` the pictures of this form, and do to those it had what was asked."""
        mine = self.picture_model.objects.filter(**{self.picture_model.owner: owner})
        for number in range(MOST):
            self._change(mine.filter(position=number), number)
        self.picture_model.attach(owner, by=self.by, form=self.form_token)

    def discard_pictures(self) -> None:
        """Forget what waits for this form, which was sent and done before."""
        self.picture_model.objects.of_form(self.form_token, self.by).discard()

    @property
    def form_token(self) -> uuid.UUID:
        return uuid.UUID(str(self.cleaned_data["token"]))

    def _keep_if_possible(self) -> None:
        """All of them or none: whoever sends the form again should know what it holds."""
        try:
            with transaction.atomic():
                self.keep_pictures()
        except StorageAway as fault:
            logger.error("Pictures could not be stored: %s", fault)
            self.add_error(None, str(AWAY))

    def _add_place(self, number: int) -> None:
        self.fields[f"photo_{number}"] = PictureField(
            label=_("Photo %d") % (number + 1), required=False
        )
        self.fields[f"alt_{number}"] = PlainCharField(
            label=_("Ce que l’on y voit"),
            max_length=150,
            required=False,
            initial=self.owned[number].alt if number in self.owned else "",
            help_text=_("Quelques mots, pour les personnes qui ne voient pas la photo."),
        )
        self.fields[f"remove_{number}"] = forms.BooleanField(
            label=_("Retirer cette photo"), required=False
        )

    def _keep(self, painting: Painting, number: int) -> None:
        self.picture_model.keep(
            painting,
            by=self.by,
            form=self.form_token,
            position=number,
            alt=self.cleaned_data.get(f"alt_{number}", ""),
        )

    def _change(self, pictures: Any, number: int) -> None:
        """Do to those of one place what was asked; a form that does not ask changes nothing."""
        if self.cleaned_data.get(f"remove_{number}"):
            pictures.discard()
        elif self.add_prefix(f"alt_{number}") in self.data:
            pictures.update(alt=self.cleaned_data.get(f"alt_{number}", ""))

    def _owned(self) -> dict[int, Picture]:
        """Those that the owner had before, by place."""
        if self.owner is None:
            return {}
        pictures = self.picture_model.objects.filter(**{self.picture_model.owner: self.owner})
        return {picture.position: picture for picture in pictures.select_related("network")}

    def _waiting(self) -> dict[int, Picture]:
        """Those that wait for this form, by place."""
        if not self.is_bound:
            return {}
        pictures = self.picture_model.objects.of_form(self.form_token, self.by)
        return {picture.position: picture for picture in pictures.select_related("network")}
