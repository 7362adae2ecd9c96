"""What a module imports, and which of it points up."""

import ast
from collections.abc import Iterator

from tests.layers.plan import (
    DOOR_SHELVES,
    DOORS,
    JOB,
    REQUEST_WORDS,
    ROOMS,
    SHELVES,
    is_above,
)

MADE_UP = "something by a made-up name"


def about_imports(name: str, tree: ast.Module) -> Iterator[str]:
    """Yield a sentence for every import of a module that breaks a rule."""
    hidden = _hidden(name, tree)
    for node, seen in imports(name, tree):
        yield from _wrong_floor(name, seen)
        yield from _wrong_shelf(name, seen)
        if node in hidden:
            yield f"imports {seen} inside a function"
    if _is_job(name):
        yield from (f"is a job module and sees {word}" for word in _request_words(name, tree))


def imports(name: str, tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """Yield every import with the full dotted name it asks for."""
    package = name.split(".")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node, f"{start}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and called(node) in ("import_module", "__import__"):
            yield node, first_text(node)


def called(node: ast.Call) -> str:
    """Return the name of the function that is called."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def first_text(node: ast.Call) -> str:
    """Return the text a call begins with (call_command may name it); else MADE_UP."""
    given = [*node.args[:1], *[each.value for each in node.keywords if each.arg == "command_name"]]
    first = given[0] if given else None
    return first.value if isinstance(first, ast.Constant) else MADE_UP


def _wrong_floor(name: str, seen: str) -> Iterator[str]:
    mine, theirs = name.split(".", maxsplit=1)[0], seen.split(".", maxsplit=1)[0]
    if is_above(theirs, mine):
        yield f"imports {seen}, which is not below {mine}"
    elif seen == MADE_UP:
        yield "imports something by a made-up name"


def _wrong_shelf(name: str, seen: str) -> Iterator[str]:
    mine, theirs = name.split("."), seen.split(".")
    in_one_app = mine[0] == theirs[0] and mine[0] != "pos_project" and len(theirs) > 1
    if not in_one_app or "migrations" in mine:
        return
    rooms = ROOMS.get(mine[0])
    if _height(rooms, theirs[1]) > _height(rooms, mine[1]):
        yield f"imports {seen}, which stands above it"
        return
    # A room has shelves like any app: forms below pages, pages below urls.
    in_one_room = rooms and theirs[1] == mine[1] and len(theirs) > 2 < len(mine)
    if in_one_room and _height(None, theirs[2]) > _height(None, mine[2]):
        yield f"imports {seen}, which stands above it"


def _height(rooms: dict[str, int] | None, module: str) -> int:
    return SHELVES.get(module, JOB) if rooms is None else rooms.get(module, JOB)


def _hidden(name: str, tree: ast.Module) -> set[ast.AST]:
    """Return the imports that stand in functions; AppConfig.ready alone must have some."""
    around: dict[ast.AST, list[str]] = {}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for part in ast.walk(function):
                if isinstance(part, ast.Import | ast.ImportFrom):
                    around.setdefault(part, []).append(function.name)
    ready = name.endswith(".apps")
    return {node for node, names in around.items() if not (ready and names == ["ready"])}


def _is_job(name: str) -> bool:
    app, *rest = name.split(".")
    at_a_door = rest[0] in DOORS.get(app, set()) or rest[0] in DOOR_SHELVES
    return app != "pos_project" and not at_a_door


def _request_words(name: str, tree: ast.Module) -> Iterator[str]:
    seen = {seen for _, seen in imports(name, tree)}
    for word in sorted(REQUEST_WORDS):
        if any(path == word or path.startswith(f"{word}.") for path in seen):
            yield word
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    yield from sorted(arguments & REQUEST_WORDS)
