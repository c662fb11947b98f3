"""What the project agreed on, read from its own files."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from tests.canary import EXEMPT
from tests.tenants import name_of, rows_of, scoped_models

ROOT = Path(settings.BASE_DIR)
APPS = {"coopere", "members", "offers", "exchanges", "events"}
# Who may import whom: each reads what stands below it, and never upward.
MAY_IMPORT = {
    "coopere/lib": set(),
    "members": {"coopere.lib"},
    "offers": {"coopere.lib", "members"},
    "exchanges": {"coopere.lib", "members", "offers"},
    "events": {"coopere.lib", "members"},
}
LONGEST_FUNCTION = 40
LONGEST_MODULE = 400
LONGEST_TEMPLATE = 100
LONGEST_STYLE_SHEET = 150
UNWELCOME = {"utils.py", "helpers.py", "services.py", "signals.py"}


def sources() -> list[Path]:
    """The code of the site."""
    paths = [path for app in sorted(APPS) for path in (ROOT / app).rglob("*.py")]
    return [path for path in paths if "migrations" not in path.parts]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports_of(path: Path) -> Iterator[str]:
    """Every module that a file imports, those of a function too."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            yield ".".join([*base, *filter(None, [node.module])])


def is_below(module: str, allowed: set[str], own: str) -> bool:
    mine = own.replace("/", ".")
    return any(module == name or module.startswith(f"{name}.") for name in {*allowed, mine})


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_package_imports_only_what_stands_below_it(package: str):
    upward = {
        f"{named(path)}: {module}"
        for path in (ROOT / package).rglob("*.py")
        for module in imports_of(path)
        if module.partition(".")[0] in APPS
        and not is_below(module, MAY_IMPORT[package], package)
        and not is_migration_of_lib(path, module)
    }
    assert upward == set()


def is_migration_of_lib(path: Path, module: str) -> bool:
    return "migrations" in path.parts and module.startswith("coopere")


def test_reading_of_imports_finds_one_that_goes_upward(tmp_path: Path):
    """The control: `coopere/urls.py` sees everything, and the reader says so."""
    found = {module.partition(".")[0] for module in imports_of(ROOT / "coopere" / "context.py")}
    assert "exchanges" in found
    assert not is_below("exchanges.models", MAY_IMPORT["members"], "members")


def test_functions_are_short():
    long = {
        f"{named(path)}:{node.name} ({node.end_lineno - node.lineno + 1})"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    }
    assert long == set()


@pytest.mark.parametrize(
    ("folders", "pattern", "longest"),
    [
        (sorted(APPS), "*.py", LONGEST_MODULE),
        (["templates"], "*.html", LONGEST_TEMPLATE),
        (["static/css"], "*.css", LONGEST_STYLE_SHEET),
    ],
    ids=["modules", "templates", "style sheets"],
)
def test_files_are_short(folders: list[str], pattern: str, longest: int):
    paths = [path for folder in folders for path in (ROOT / folder).rglob(pattern)]
    lengths = {
        named(path): len(path.read_text().splitlines())
        for path in paths
        if "migrations" not in path.parts
    }
    assert lengths
    assert {name: lines for name, lines in lengths.items() if lines > longest} == {}


def test_modules_have_names_that_say_something():
    assert {named(path) for path in sources() if path.name in UNWELCOME} == set()


TEMPLATE = re.compile(r"[a-z][\w/-]*\.(html|txt)")
# What looks like a template, and is an address.
ADDRESSES = {"robots.txt"}
TAG = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
INLINE = re.compile(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\ssrc=)")
MAILS = sorted(path.name for path in (ROOT / "templates/emails").glob("*_subject.txt"))


def test_every_template_that_the_code_names_exists():
    names = {
        node.value
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and TEMPLATE.fullmatch(node.value)
    }
    assert len(names) > 15
    for name in sorted(names - ADDRESSES):
        get_template(name)


@pytest.mark.parametrize("name", MAILS)
def test_every_mail_has_subject_text_and_page(name: str):
    for ending in ("_subject.txt", ".txt", ".html"):
        get_template(f"emails/{name.removesuffix('_subject.txt')}{ending}")


def test_templates_carry_no_inline_style_or_script():
    """The Content-Security-Policy would leave it out."""
    found = {
        f"{named(path)}: {match[0].strip()}"
        for path in (ROOT / "templates").rglob("*.html")
        if "emails" not in path.parts
        for match in INLINE.finditer(TAG.sub("", path.read_text()))
    }
    assert found == set()
    assert INLINE.search('<p style="color: red">')


# -- The world of the tests is whole --------------------------------------------------------------

# Fields that stay empty in the world, each for its reason.
EMPTY = {
    "offers.Offer.needed_by": "a date that would be in the past one day",
    "offers.Offer.duration": "a choice, not a text",
    "offers.Offer.place": "a choice, not a text",
    "offers.Offer.condition": "a choice, not a text",
    "offers.Offer.longest_loan_days": "a number",
    "exchanges.ContactShare.revoked_at": "a date: nothing of the other network is in it",
    "events.Collection.report_asked_at": "none once a coordinator answered, as in the world",
    "members.Report.settled_by": "of the site’s staff: nobody of the network",
    "events.Series.ended_at": "a date: nothing of the other network is in it",
    "events.CalendarFeed.revoked_at": "a date: nothing of the other network is in it",
    "members.Membership.erased_at": "a date, of somebody of whom nothing is left",
    "members.Invitation.revoked_at": "a date: nothing of the other network is in it",
}


def test_world_has_something_in_every_field(world):
    empty = {
        name_of(field)
        for model in scoped_models()
        for field in model._meta.concrete_fields
        if not rows_of(model, world.zola.network)
        .exclude(**{f"{field.name}__isnull": True})
        .exclude(**({field.name: ""} if field.empty_strings_allowed else {}))
        .exists()
    }
    assert empty == set(EMPTY)
    assert not empty & EXEMPT


SAID = re.compile(r'(?:translate|_\(|lazy\(|gettext\(|^)\s*f?"([^"]*)"', re.MULTILINE)
BREAKABLE = re.compile(r"\w [:;!?»](?:\s|$)|« ")


def test_french_punctuation_is_never_alone_on_a_line():
    """No ordinary space before : ; ! ? » or after «."""
    paths = [*sources(), *(ROOT / "templates").rglob("*.html")]
    found = {
        f"{named(path)}: {said}"
        for path in paths
        for said in SAID.findall(path.read_text())
        if BREAKABLE.search(said) and "/demo/" not in str(path)
    }
    assert found == set()
