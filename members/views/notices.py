"""What one was told, and what one wants to be written to about."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coopere.lib.pages import keyset_page
from coopere.lib.tags import day
from members.forms import NoticeSettingsForm
from members.middleware import MemberRequest, works_while_paused
from members.models import Membership, Notification
from members.models.notices import fetch_targets
from members.notice_mail import line_of, read_unsubscription

PAGE = 30
ONE_CLICK = ("List-Unsubscribe", "One-Click")


@require_safe
def notices(request: MemberRequest, slug: str) -> HttpResponse:
    """What I was told, newest first."""
    told = Notification.objects.read_by(request.membership).select_related("network", "to", "by")
    page = keyset_page(told, by="happened_at", cursor=request.GET.get("suite", ""), size=PAGE)
    fetch_targets(list(page))
    news = [_shown(notice, request.membership) for notice in page]
    return render(request, "members/notices.html", {"page": page, "news": news})


@require_POST
@works_while_paused
def opening(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Read one: it is marked, and leads to what it is about."""
    mine = Notification.objects.read_by(request.membership)
    found = get_object_or_404(mine.select_related("network", "to", "by"), pk=pk)
    mine.filter(pk=pk).mark_read()
    fetch_targets([found])
    if not found.is_visible_to(request.membership):
        messages.info(request, _("Ce dont parle cette nouvelle n’est plus visible."))
        return redirect("members:notices", slug)
    return redirect(found.url_for(request.membership))


@require_POST
@works_while_paused
def reading(request: MemberRequest, slug: str) -> HttpResponse:
    """Mark all as read."""
    if Notification.objects.read_by(request.membership).mark_read():
        messages.success(request, _("Tout est lu."))
    return redirect("members:notices", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@works_while_paused
def settings(request: MemberRequest, slug: str) -> HttpResponse:
    """About what I am written to by mail, kind by kind."""
    answers = request.POST if request.method == "POST" else None  # an empty one says no to all
    form = NoticeSettingsForm(answers, membership=request.membership)
    if form.is_valid():
        form.save()
        messages.success(request, _("C’est enregistré."))
        return redirect("members:notice_settings", slug)
    status = 422 if form.is_bound else 200
    return render(request, "members/notice_settings.html", {"form": form}, status=status)


# The signature of the link is what lets one in: mail programs post here without a cookie.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscription(request: HttpRequest, ticket: str) -> HttpResponse:
    """No more mails of one kind, by the link at their foot: asked by GET, done by POST."""
    found = read_unsubscription(ticket)
    if found is None:
        raise Http404
    if request.method == "POST":
        found.confirm()
        if not is_one_click(request):
            return redirect("members:unsubscription", ticket)
    return render(request, "members/unsubscription.html", {"unsubscription": found})


def is_one_click(request: HttpRequest) -> bool:
    """RFC 8058: a mail program that posts for its reader does not follow redirections."""
    return request.POST.get(ONE_CLICK[0]) == ONE_CLICK[1]


def _shown(notice: Notification, reader: Membership) -> dict[str, Any]:
    """A notification, its day and its line; no line when what it is about is out of sight."""
    visible = notice.is_visible_to(reader)
    return {
        "notice": notice,
        "day": day(notice.happened_at),
        "line": line_of(notice, reader) if visible else "",
    }
