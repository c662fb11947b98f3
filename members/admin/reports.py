from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coopere.lib.forms import LongTextField
from coopere.lib.tags import day, moment
from members.admin.filters import NetworkFilter
from members.models import Membership, Report
from members.scoped_admin import Act, DeskRequest, Facts, ReasonForm, ScopedAdmin

TEAM = _("l’équipe du site")


class AnswerForm(ReasonForm):
    """The reason of a decision: statement for the author, answer for those who reported."""

    reason = LongTextField(
        label=_("Motif"),
        max_length=500,
        rows=3,
        help_text=_("La personne concernée et celles qui ont signalé le lisent."),
    )


def uphold(report: Report, by: Membership | None, answers: dict[str, Any]) -> None:
    report.uphold(by=by, reason=answers["reason"])


def dismiss(report: Report, by: Membership | None, answers: dict[str, Any]) -> None:
    report.dismiss(by=by, reason=answers["reason"])


def confirm(report: Report, by: Membership | None, answers: dict[str, Any]) -> None:
    report.settle(by=by, reason=answers["reason"], overturn=False)


def overturn(report: Report, by: Membership | None, answers: dict[str, Any]) -> None:
    report.settle(by=by, reason=answers["reason"], overturn=True)


def restore(report: Report, by: Membership | None, answers: dict[str, Any]) -> None:
    report.take_back(by=by, reason=answers["reason"])


def may_decide(request: DeskRequest, report: Report) -> bool:
    return report.may_decide(request.coordinates.get(report.network_id))


def is_open(request: DeskRequest, report: Report) -> bool:
    return report.status == Report.Status.OPEN and may_decide(request, report)


def is_appealed(request: DeskRequest, report: Report) -> bool:
    return report.status == Report.Status.APPEALED and may_decide(request, report)


def is_hiding(request: DeskRequest, report: Report) -> bool:
    return report.is_hiding and not report.is_live and may_decide(request, report)


@admin.register(Report)
class ReportAdmin(ScopedAdmin):
    """What neighbours point out; nobody sees here what is reported of themselves."""

    place = 0
    change_form_template = "admin/report.html"
    acts = (
        Act(
            name="retenue",
            label=_("Retenir et masquer"),
            lead=_("Les voisins ne le voient plus. La personne lit votre motif et peut contester."),
            done=_("C’est masqué : %(name)s."),
            log=_("Signalement retenu"),
            perform=uphold,
            may=is_open,
            form=AnswerForm,
            style="danger",
            to_queue=True,
        ),
        Act(
            name="classement",
            label=_("Laisser visible"),
            lead=_("Rien ne change. Vous dites pourquoi aux personnes concernées."),
            done=_("Cela reste visible : %(name)s."),
            log=_("Signalement écarté"),
            perform=dismiss,
            may=is_open,
            form=AnswerForm,
            to_queue=True,
        ),
        Act(
            name="maintien",
            label=_("Maintenir la décision"),
            lead=_("C’est la dernière réponse : elle ne peut plus être contestée."),
            done=_("La décision est maintenue : %(name)s."),
            log=_("Décision maintenue"),
            perform=confirm,
            may=is_appealed,
            form=AnswerForm,
            to_queue=True,
        ),
        Act(
            name="changement",
            label=_("Changer la décision"),
            lead=_(
                "Ce qui était masqué redevient visible, et l’inverse. C’est la dernière réponse."
            ),
            done=_("La décision est changée : %(name)s."),
            log=_("Décision changée"),
            perform=overturn,
            may=is_appealed,
            form=AnswerForm,
            style="lamp",
            to_queue=True,
        ),
        Act(
            name="retablissement",
            label=_("Rétablir"),
            lead=_("Les voisins le voient de nouveau, et la personne concernée lit votre motif."),
            done=_("C’est de nouveau visible : %(name)s."),
            log=_("Rétabli"),
            perform=restore,
            may=is_hiding,
            form=AnswerForm,
            style="lamp",
            to_queue=True,
        ),
    )
    ordering = ("-opened_at", "-pk")

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        reports: Any = super().get_queryset(request)
        found: QuerySet[Any] = reports.with_people().select_related("content_type")
        mine = Q(whose__user=request.user) | Q(whose__godparent__user=request.user)
        return found.exclude(mine)

    def get_list_display(self, request: HttpRequest) -> Any:
        network = ["in_network"] if self.sees_several(request) else []
        return ["subject", "about_whom", "state", *network, "since_when"]

    def get_list_filter(self, request: Any) -> Any:
        network = [NetworkFilter] if len(request.coordinates) > 1 else []
        return [*network, "status"]

    @admin.display(description=_("de"))
    def about_whom(self, report: Report) -> str:
        return report.whose.display_name

    @admin.display(description=_("situation"))
    def state(self, report: Report) -> str:
        return outcome_of(report)

    @admin.display(description=_("réseau"))
    def in_network(self, report: Report) -> str:
        return report.network.full_name

    @admin.display(description=_("signalé"))
    def since_when(self, report: Report) -> str:
        return day(report.opened_at)

    def facts(self, row: Report) -> Facts:
        return [
            (_("Signalé"), row.subject),
            (_("De"), row.whose),
            (_("Réseau"), row.network.full_name),
            (_("Ce qui était écrit"), row.words),
            (_("Situation"), outcome_of(row)),
            *voices(row),
            *decision(row),
        ]

    def pictures(self, row: Report) -> Iterable[Any]:
        """The one that was reported."""
        thing = row.thing
        return [thing] if hasattr(thing, "desk_url") else []

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        """With the thing itself, and what is around it as long as there is something to decide."""
        report: Report = context["original"]
        thing = report.thing
        context["thing"] = thing
        context["around"] = thing.surroundings() if thing and report.is_live else []
        context["must_wait"] = report.is_live and not may_decide(request, report)
        response = super().render_change_form(request, context, *args, **kwargs)
        context["title"] = capfirst(report.subject)
        return response


def outcome_of(report: Report) -> str:
    """Where it stands, in a word or two."""
    if report.status != Report.Status.SETTLED:
        return str(report.get_status_display())
    return gettext("réglé, retenu") if report.is_hiding else gettext("réglé, écarté")


def voices(report: Report) -> Facts:
    """What each neighbour said who reported it."""
    said = report.voices.select_related("reporter").order_by("at", "pk")
    return [
        (_("Signalé par %s") % f"{voice.reporter}, {moment(voice.at)}", voice.words)
        for voice in said
    ]


def decision(report: Report) -> Facts:
    """What was decided, contested and answered, each with who and when."""
    if not report.decided_at:
        return []
    facts: Facts = [(_("Décision"), _signed(report.decided_by, report.decided_at))]
    facts.append((_("Motif"), report.decision_reason))
    if report.appealed_at:
        facts.append((_("Contestée"), _signed(report.appealed_by, report.appealed_at)))
        facts.append((_("Contestation"), report.appeal_text))
    if report.settled_at:
        facts.append((_("Réglé"), _signed(report.settled_by, report.settled_at)))
        facts.append((_("Réponse"), report.settled_reason))
    return facts


def _signed(who: Membership | None, when: Any) -> str:
    return f"{who or TEAM}, {moment(when)}"
