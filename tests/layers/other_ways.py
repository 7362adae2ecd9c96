"""What else leads from one app into another: pages, templates, commands and names in strings."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.layers.imports import MADE_UP, called, first_text, imports
from tests.layers.plan import FLOORS, LABELS, is_above, owner_of

LINK = re.compile(r"{%\s*url\s+['\"](\w+):")
PART = re.compile(r"{%\s*(?:include|extends)\s+['\"]([^'\"]+)['\"]")
# What nobody can follow: the name of a page or a part that stands in a variable.
UNKNOWN = re.compile(r"{%\s*(?:url|include|extends)\s+[^'\"\s]")
PAGE = re.compile(r"(\w+):(?:\w+:)*\w*")
SHOWN = re.compile(r"(?:\w+/)*\w+\.html")
NAMED = re.compile(r"(\w+_app)(?:\..*)?")


def pages_of(house: Path) -> dict[str, str]:
    """Return which app each URL namespace belongs to."""
    own = re.compile(r'^app_name = "(\w+)"', re.M)
    files = [file for app in FLOORS for file in (house / app).rglob("urls.py")]
    return {
        found[1]: file.relative_to(house).parts[0]
        for file in files
        if (found := own.search(file.read_text()))
    }


def commands_of(house: Path) -> dict[str, str]:
    """Return which app each of our commands belongs to."""
    return {
        file.stem: app
        for app in FLOORS
        for file in (house / app / "management" / "commands").glob("*.py")
    }


def led_up(
    name: str, tree: ast.Module, pages: dict[str, str], commands: dict[str, str]
) -> Iterator[str]:
    """Yield a sentence for every string and call of a module that leads up."""
    mine = name.split(".", maxsplit=1)[0]
    imported = {seen for _, seen in imports(name, tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node.value in imported:
                continue  # import_module's: _wrong_floor has looked at it
            theirs = _meant(node.value, pages)
            if is_above(theirs, mine):
                yield f"says {node.value}, which is not below {mine}"
        if isinstance(node, ast.Call) and called(node) == "call_command":
            command = first_text(node)
            if command == MADE_UP:
                yield "calls a command by a made-up name"
            elif is_above(commands.get(command), mine):
                yield f"calls {command}, which is not below {mine}"


def _meant(text: str, pages: dict[str, str]) -> str | None:
    """Return the app that a string names: by itself, one of its pages, or one of its templates."""
    if page := PAGE.fullmatch(text):
        return pages.get(page[1])
    if SHOWN.fullmatch(text):
        return None if text.startswith("admin/") else owner_of(text)
    named = NAMED.fullmatch(text)
    return LABELS.get(named[1], named[1]) if named else None


def about_template(name: str, text: str, pages: dict[str, str]) -> Iterator[str]:
    """Yield a sentence for every link and part of a template that leads up."""
    mine = owner_of(name)
    if UNKNOWN.search(text) and mine != "pos_project":
        yield "leads on by a name that stands in a variable"
    for namespace in LINK.findall(text):
        if is_above(pages.get(namespace), mine):
            yield f"leads to {namespace}, which is not below {mine}"
    for part in PART.findall(text):
        if is_above(owner_of(part), mine) and not part.startswith("admin/"):
            yield f"takes in {part}, which is not below {mine}"
