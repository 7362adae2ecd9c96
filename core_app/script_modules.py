"""Which files a script needs before it can begin: told in the page's head, they come at once.

Without that a browser learns of a module's imports only once it has read the module, one walk to
the shop and back for each step of the chain.
"""

import functools
import re
from pathlib import Path, PurePosixPath

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

# `import … from "./x.js"` and `import "./x.js"`; what `import("./x.js")` fetches can wait.
_IMPORT = re.compile(r'(?:\bfrom|^import)\s+"(\.{1,2}/[^"]+)"', re.MULTILINE)


def preloaded(*entries: str) -> SafeString:
    """Return a `<link rel="modulepreload">` for each of these static files and all they import."""
    return format_html_join(
        "\n", '<link rel="modulepreload" href="{}">', ((static(name),) for name in needed(*entries))
    )


@functools.cache
def needed(*entries: str) -> tuple[str, ...]:
    """Return the names of these scripts and of all that they import, each once, nearest first."""
    names = list(entries)
    for name in names:  # grows while it is read
        names += [other for other in _imports(name) if other not in names]
    return tuple(names)


def _imports(name: str) -> list[str]:
    found = _IMPORT.findall(Path(finders.find(name)).read_text(encoding="utf-8"))
    return list(dict.fromkeys(_joined(PurePosixPath(name).parent, path) for path in found))


def _joined(folder: PurePosixPath, path: str) -> str:
    """Return `folder/path` without its dots: the name that static files go by."""
    parts: list[str] = list(folder.parts)
    for part in PurePosixPath(path).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
