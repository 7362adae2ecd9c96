"""Reading a page as a person finds things on it: by what it says, not by where it stands."""

from collections.abc import Iterator
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Element:
    """A tag with what stands inside it."""

    def __init__(self, tag: str, attrs: dict[str, str], parent: "Element | None" = None):
        self.tag, self.attrs, self.parent = tag, attrs, parent
        self.inside: list[Element | str] = []

    def __repr__(self) -> str:
        return f"<{self.tag} {self.attrs} {self.text!r}>"

    @property
    def text(self) -> str:
        """What is to be read inside, with single spaces."""
        return " ".join(" ".join(self._texts()).split())

    @property
    def name(self) -> str:
        """What a screen reader calls it, as far as this shop's pages go."""
        return self.attrs.get("aria-label", self.text)

    @property
    def classes(self) -> list[str]:
        return self.attrs.get("class", "").split()

    @property
    def lineage(self) -> Iterator["Element"]:
        """Its parent, its parent's parent and so on."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    def all(self, *tags: str, within: str = "", **attrs: str | None) -> list["Element"]:
        """Return what is inside with one of `tags`, these attributes and `within` as a class."""
        return [
            each
            for each in self._elements()
            if (not tags or each.tag in tags)
            and (not within or within in each.classes)
            and all(each.attrs.get(name) == value for name, value in attrs.items())
        ]

    def one(self, *tags: str, within: str = "", **attrs: str | None) -> "Element":
        """Return the only such element."""
        (found,) = self.all(*tags, within=within, **attrs)
        return found

    def texts(self, *tags: str, within: str = "") -> list[str]:
        """Return what is written in each such element."""
        return [each.text for each in self.all(*tags, within=within)]

    def _elements(self) -> Iterator["Element"]:
        for each in self.inside:
            if isinstance(each, Element):
                yield each
                if each.tag != "template":  # a page does not show what its templates hold
                    yield from each._elements()

    def _texts(self) -> Iterator[str]:
        for each in self.inside:
            if isinstance(each, str):
                yield each
            elif each.tag not in ("script", "template") and "hidden" not in each.attrs:
                yield from each._texts()


class _Builder(HTMLParser):
    def __init__(self):
        super().__init__()
        self.root = self.at = Element("", {})

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = {name: value or "" for name, value in attrs}
        element = Element(tag, given, self.at)
        self.at.inside.append(element)
        if tag not in VOID:
            self.at = element

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.at.tag == tag, f"</{tag}> closes <{self.at.tag}>"
        self.at = self.at.parent or self.root

    def handle_data(self, data: str) -> None:
        self.at.inside.append(data)


def read(text: str) -> Element:
    """Return the root of a page; every tag must be closed in its place."""
    builder = _Builder()
    builder.feed(text)
    assert builder.at is builder.root, f"<{builder.at.tag}> is never closed"
    return builder.root
