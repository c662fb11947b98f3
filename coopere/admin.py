"""The coordinators' desk: their work queue first, then the lists that the scope holds."""

from datetime import timedelta
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast, Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from coopere.models import ContactMessage
from events.models import Collection, Gathering
from members.models import Membership, Report
from members.scoped_admin import ScopedAdmin, with_actors

QUEUE = 50
HIDDEN_WITHIN = timedelta(days=30)
HIDDEN_SHOWN = 20
LOG_SHOWN = 10
# Doors that this desk does not have: passwords are allauth's, and `view_on_site` and
# `autocomplete` would answer for rows and pages that nobody needs here.
LEFT_OUT = {"password_change", "password_change_done", "view_on_site", "autocomplete", "jsi18n"}


class CoopereAdminSite(AdminSite):
    """The admin for those who coordinate a network, and for the site's staff."""

    site_header = _("Coopère · Coordination")
    site_title = _("Coordination · Coopère")
    index_title = _("À faire")
    index_template = "admin/index.html"
    enable_nav_sidebar = False
    empty_value_display = ""

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only pages that were written for this desk: not groups, nor jobs with their mail."""
        if admin_class and issubclass(admin_class, ScopedAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: Any) -> bool:
        user = request.user
        return user.is_active and (user.is_staff or bool(request.coordinates))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """For anybody else these pages do not exist."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                raise Http404
            return guarded(request, *args, **kwargs)

        return inner

    def get_urls(self) -> list[Any]:
        return [url for url in super().get_urls() if getattr(url, "name", "") not in LEFT_OUT]

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """One signs in as everywhere else on the site."""
        if request.user.is_authenticated:
            if not self.has_permission(request):
                raise Http404
            return redirect("admin:index")
        target = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_logout")

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        return redirect("admin:index")

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """The work queue."""
        waiting = Membership.objects.filter(status=Membership.Status.PENDING)
        requests = waiting.select_related("network", "sponsor").order_by("created_at", "pk")
        context = {
            **self.each_context(request),
            "title": self.index_title,
            "subtitle": None,
            "requests": requests[:QUEUE],
            "waiting": waiting.count(),
            "reports": self._reports(request).live().order_by("opened_at", "pk")[:QUEUE],
            "concerts": self._concerts(request)[:QUEUE],
            "bilans": self._bilans(request)[:QUEUE],
            "letters": self._letters(request)[:QUEUE],
            "hidden_lately": hidden_lately(self._reports(request))[:HIDDEN_SHOWN],
            "log": with_actors(self.get_log_entries(request)[:LOG_SHOWN]),
        }
        return TemplateResponse(request, self.index_template, context)

    def _reports(self, request: Any) -> Any:
        return self._registry[Report].get_queryset(request)

    def _concerts(self, request: Any) -> Any:
        """Those that wait for a coordinator's yes, the next one first."""
        seen = self._registry[Gathering].get_queryset(request)
        proposed = seen.filter(status=Gathering.Status.PROPOSED, hidden_at=None)
        return proposed.order_by("starts_at", "pk")

    def _bilans(self, request: Any) -> Any:
        """Reports that wait for a coordinator's word on whether everybody may read them."""
        seen: Any = self._registry[Collection].get_queryset(request)
        return seen.asking()

    def _letters(self, request: Any) -> Any:
        """What was written to the site, for its staff alone, the oldest first."""
        seen: Any = self._registry[ContactMessage].get_queryset(request)
        return seen.waiting().order_by("pk")

    def each_context(self, request: Any) -> dict[str, Any]:
        allowed = self.has_permission(request)
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "has_permission": allowed,
            "is_popup": False,
            "is_nav_sidebar_enabled": False,
            "desk": self.chips(request) if allowed else [],
            "coordinated": [by.network for by in request.coordinates.values()],
        }

    def chips(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The pages of the desk, as every page links to them."""
        index = reverse("admin:index")
        links = [(str(self.index_title), index, request.path == index)]
        pages: list[Any] = sorted(self._registry.values(), key=lambda page: page.place)
        for page in pages:
            if page.has_view_permission(request):
                url = reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_changelist")
                words = capfirst(str(page.opts.verbose_name_plural))
                links.append((words, url, request.path.startswith(url)))
        return [{"label": label, "url": url, "current": here} for label, url, here in links]

    def get_log_entries(self, request: Any) -> QuerySet[LogEntry]:
        """What was done to the rows that one sees here, newest first."""
        entries = LogEntry.objects.select_related("content_type", "user").order_by("-pk")
        if request.user.is_staff:
            return entries
        seen = Q(pk__in=[])
        for model, page in self._registry.items():
            keys = page.get_queryset(request).order_by().annotate(key=Cast("pk", CharField()))
            rows = Q(object_id__in=keys.values("key"))
            seen |= rows & Q(content_type=ContentType.objects.get_for_model(model))
        return entries.filter(seen)


def hidden_lately(reports: Any) -> Any:
    """Those of the reports by which something is out of sight since lately, the last first."""
    final = Coalesce("settled_at", "decided_at")
    hiding = reports.hiding().alias(at=final).filter(at__gt=timezone.now() - HIDDEN_WITHIN)
    return hiding.order_by(final.desc(), "-pk")
