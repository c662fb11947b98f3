"""The guards themselves can fail a test."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.template import Context, engines
from django.test import RequestFactory
from django.utils import timezone

from tests.guards import ReadOnlyGet, WriteOnGet


def write(request: HttpRequest) -> HttpResponse:
    ContentType.objects.create(app_label="essai", model="essai")
    return HttpResponse()


def keep_session(request: HttpRequest) -> HttpResponse:
    Session.objects.create(session_key="essai", expire_date=timezone.now())
    return HttpResponse()


@pytest.mark.django_db
def test_get_that_writes_fails(rf: RequestFactory):
    with pytest.raises(WriteOnGet, match="django_content_type"):
        ReadOnlyGet(write)(rf.get("/"))


@pytest.mark.django_db
def test_post_may_write_and_a_get_may_keep_its_session(rf: RequestFactory):
    assert ReadOnlyGet(write)(rf.post("/")).status_code == 200
    assert ReadOnlyGet(keep_session)(rf.get("/")).status_code == 200


def render(path: str, source: str) -> str:
    """`source` as if it were the template at `path`."""
    from django.template import Origin, Template

    template = Template(source, Origin(path), engine=engines["django"].engine)
    return template.render(Context({"name": "Alice"}))


@pytest.mark.parametrize("source", ["{{ nobody }}", "{{ nobody.name }}", "{{ nobody|upper }}"])
def test_undefined_variable_fails_in_our_templates_only(settings, source):
    ours = str(settings.BASE_DIR / "templates" / "page.html")
    with pytest.raises(AssertionError, match="nobody"):
        render(ours, source)
    assert render("/elsewhere/admin/page.html", source) == ""


def test_defined_variable_and_a_test_of_an_undefined_one_pass(settings):
    ours = str(settings.BASE_DIR / "templates" / "page.html")
    assert render(ours, "{{ name }}{% if nobody %} et personne{% endif %}") == "Alice"
