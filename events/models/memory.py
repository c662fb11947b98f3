from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.images import SIZES
from coopere.lib.once import Once
from coopere.lib.state import TransitionRefused
from events.models.gathering import Gathering
from members.models import Membership, Picture
from members.models.moderation import Moderated, ModeratedQuerySet, moderation_constraint
from members.models.notices import Kind as News
from members.models.pictures import PictureQuerySet, cascade_with_files, picture_constraints
from members.notifications import notify
from members.scoping import TenantModel, tenant_key, tenant_manager


class MemoryQuerySet(ModeratedQuerySet):
    def visible_to(self, membership: Membership) -> "MemoryQuerySet":
        """Those of the gatherings that one sees, but for hidden ones; and one's own."""
        seen = Gathering.objects.visible_to(membership).values("pk")
        shown = models.Q(hidden_at=None, author__status__in=Membership.INSIDE)
        mine = models.Q(author__in=membership.people)
        return self.filter(shown | mine, gathering__in=seen)

    def with_people(self) -> "MemoryQuerySet":
        """With author, gathering and network."""
        return self.select_related(
            "author", "entered_by", "gathering__host", "gathering__network", "network"
        )


class Memory(TenantModel, Once, Moderated):
    """A word after it, and a few pictures, by somebody who was there."""

    LONGEST: ClassVar[int] = 280

    reported_as = "souvenir"
    hidden_means = lazy("Vos voisins ne voient plus ce souvenir.")

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="memories")
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="memories")
    entered_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.CharField(lazy("un mot"), max_length=LONGEST)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = tenant_manager(MemoryQuerySet)

    class Meta:
        verbose_name = lazy("souvenir")
        verbose_name_plural = lazy("souvenirs")
        constraints = [
            tenant_key("memory"),
            moderation_constraint("memory"),
            models.UniqueConstraint(fields=["gathering", "author"], name="one_memory_per_member"),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    def get_absolute_url(self) -> str:
        return self.gathering.get_absolute_url()

    @property
    def whose(self) -> Membership:
        return self.author

    @property
    def subject(self) -> str:
        return _("le souvenir de «\u00a0%(title)s\u00a0»") % {"title": self.gathering.title}

    @property
    def words(self) -> str:
        return self.text

    def notice_visible_to(self, membership: Membership) -> bool:
        """Whether news of it is for `membership`."""
        shown = self.hidden_at is None or membership.acts_for(self.author)
        return shown and self.gathering.notice_visible_to(membership)

    def notice_words(self, to: Membership, by: Membership | None) -> dict[str, Any]:
        """For the words of news: who wrote it."""
        return {"who": self.author.display_name}

    @classmethod
    @transaction.atomic
    def write(
        cls,
        gathering: Gathering,
        *,
        by: Membership,
        for_: Membership | None = None,
        text: str,
        token: Any = None,
    ) -> "Memory":
        """Leave a word, once; the host is told. A second one is the one that is there.

        Raises PermissionDenied for somebody who was not there, TransitionRefused before the
        start.
        """
        author = for_ or by
        if not gathering.has_started:
            raise TransitionRefused(_("On en reparle après."))
        if not (by.acts_for(author) and gathering.was_attended_by(author)):
            raise PermissionDenied
        entered_by = by if by != author else None
        said = {"gathering": gathering, "author": author, "entered_by": entered_by, "text": text}
        try:
            memory, is_new = cls.create_once(token=token, network=gathering.network, **said)
        except IntegrityError:
            written: Memory = cls.objects.get(gathering=gathering, author=author)
            return written
        if is_new:
            notify(News.REMEMBERED, to=gathering.host, target=memory, by=by)
        return memory


class GatheringPictureQuerySet(PictureQuerySet):
    def visible_to(self, membership: Membership) -> "GatheringPictureQuerySet":
        """Those of the gatherings that one sees, and those one has just sent with a form."""
        seen = Gathering.objects.visible_to(membership).values("pk")
        sent = models.Q(gathering=None, uploaded_by=membership)
        return self.filter(models.Q(gathering__in=seen) | sent)


class GatheringPicture(Picture):
    """One of the four pictures of a gathering; the first one is its cover."""

    owner = "gathering"
    route = "events:gathering_picture"

    gathering = models.ForeignKey(
        Gathering, on_delete=cascade_with_files, null=True, related_name="pictures", editable=False
    )

    objects: ClassVar[Any] = tenant_manager(GatheringPictureQuerySet)

    @property
    def desk_url(self) -> str:
        """Where coordinators see it, hidden or not."""
        size = SIZES[1]
        return reverse("admin:events_gathering_photo", args=[self.gathering_id, self.name, size])

    class Meta:
        verbose_name = lazy("photo")
        verbose_name_plural = lazy("photos")
        constraints = picture_constraints("gathering_picture", "gathering")


class MemoryPictureQuerySet(PictureQuerySet):
    def visible_to(self, membership: Membership) -> "MemoryPictureQuerySet":
        """Those of the memories that one sees, and those one has just sent with a form."""
        seen = Memory.objects.visible_to(membership).values("pk")
        sent = models.Q(memory=None, uploaded_by=membership)
        return self.filter(models.Q(memory__in=seen) | sent)


class MemoryPicture(Picture):
    """One of the four pictures that somebody keeps of it."""

    owner = "memory"
    route = "events:memory_picture"

    memory = models.ForeignKey(
        Memory, on_delete=cascade_with_files, null=True, related_name="pictures", editable=False
    )

    objects: ClassVar[Any] = tenant_manager(MemoryPictureQuerySet)

    class Meta:
        verbose_name = lazy("photo d’un souvenir")
        verbose_name_plural = lazy("photos de souvenirs")
        constraints = picture_constraints("memory_picture", "memory")
