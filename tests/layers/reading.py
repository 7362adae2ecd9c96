"""Reading a whole house: a sentence for every step that breaks a rule."""

import ast
from pathlib import Path

from tests.layers.imports import about_imports
from tests.layers.other_ways import about_template, commands_of, led_up, pages_of
from tests.layers.plan import FLOORS


def complaints(house: Path) -> list[str]:
    """Return a sentence for every step in `house` that breaks a rule."""
    pages, commands = pages_of(house), commands_of(house)
    found = []
    for app in FLOORS:
        for file in sorted((house / app).rglob("*.py")):
            name = ".".join(file.relative_to(house).with_suffix("").parts)
            tree = ast.parse(file.read_text())
            found += [f"{name}: {text}" for text in about_imports(name, tree)]
            found += [f"{name}: {text}" for text in led_up(name, tree, pages, commands)]
    for file in sorted((house / "templates").rglob("*.html")):
        name = file.relative_to(house / "templates").as_posix()
        found += [f"{name}: {text}" for text in about_template(name, file.read_text(), pages)]
    return found
