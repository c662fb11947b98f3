from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from coopere.desk.staff import StaffAdmin
from coopere.lib.tags import day, moment
from coopere.models import ContactMessage
from members.models import Membership
from members.scoped_admin import Act, DeskRequest, Facts, OptionalReasonForm, breakable


def note_answer(letter: ContactMessage, by: Membership | None, answers: dict[str, Any]) -> None:
    letter.answer(by=by)


def reopen(letter: ContactMessage, by: Membership | None, answers: dict[str, Any]) -> None:
    letter.reopen(by=by)


def is_waiting(request: DeskRequest, letter: ContactMessage) -> bool:
    return letter.status == ContactMessage.Status.NEW


def is_answered(request: DeskRequest, letter: ContactMessage) -> bool:
    return letter.status == ContactMessage.Status.ANSWERED


@admin.register(ContactMessage)
class ContactMessageAdmin(StaffAdmin):
    """What people wrote to the site: it waits until somebody answered by mail."""

    place = 12
    acts = (
        Act(
            name="reponse",
            label=_("Noter que c’est répondu"),
            lead=_("Le message quitte la file. Il est effacé un an après."),
            done=_("C’est noté : %(name)s."),
            log=_("Réponse notée"),
            perform=note_answer,
            may=is_waiting,
            form=OptionalReasonForm,
            style="lamp",
            to_queue=True,
        ),
        Act(
            name="reprise",
            label=_("Remettre dans la file"),
            lead=_("Il reste quelque chose à répondre."),
            done=_("C’est de nouveau dans la file : %(name)s."),
            log=_("Remis dans la file"),
            perform=reopen,
            may=is_answered,
            form=OptionalReasonForm,
        ),
    )
    search_fields = ("name", "email", "text")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def actor_for(self, request: Any, row: Any) -> Any:
        """Nobody's membership: it is the person of the site's team who answers."""
        return request.user

    def get_list_display(self, request: HttpRequest) -> Any:
        return ["__str__", "state", "received"]

    def get_list_filter(self, request: Any) -> Any:
        return ["status", "subject"]

    @admin.display(description=_("situation"))
    def state(self, letter: ContactMessage) -> str:
        return str(letter.get_status_display())

    @admin.display(description=_("reçu"))
    def received(self, letter: ContactMessage) -> str:
        return day(letter.at)

    def facts(self, row: ContactMessage) -> Facts:
        mail = format_html('<a href="mailto:{}">{}</a>', row.email, breakable(row.email))
        return [
            (_("Sujet"), row.get_subject_display()),
            (_("De"), row.name),
            (_("E-mail"), mail),
            (_("Reçu"), moment(row.at)),
            (_("Message"), row.text),
            (_("Répondu"), row.answered_at and moment(row.answered_at)),
        ]
