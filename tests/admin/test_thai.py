"""The sentences Django's Thai lacks: the edited file and the compiled one say the same."""

import gettext
import re
from pathlib import Path

from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "core_app" / "locale" / "th" / "LC_MESSAGES"
ENTRY = re.compile(
    r'^msgid "(?P<id>.+)"\n(?:msgid_plural "(?P<many>.+)"\n)?msgstr(?:\[0\])? "(?P<thai>.*)"$',
    re.MULTILINE,
)
HOLE = re.compile(r"%\(\w+\)[sdr]|%[sd]|{\w+}")


def sentences() -> list[re.Match]:
    """Return the entries of the edited file."""
    return list(ENTRY.finditer((FOLDER / "django.po").read_text()))


def test_the_compiled_sentences_are_the_edited_ones():
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert len(sentences()) > 60
    for entry in sentences():
        one, many, thai = entry["id"], entry["many"], entry["thai"]
        found = compiled.ngettext(one, many, 2) if many else compiled.gettext(one)
        assert found == thai, one


def test_no_sentence_loses_what_is_put_into_it():
    for entry in sentences():
        assert set(HOLE.findall(entry["thai"])) == set(HOLE.findall(entry["id"])), entry["id"]


def test_every_sentence_is_thai():
    for entry in sentences():
        assert re.search("[ก-๙]", entry["thai"]) or "{" in entry["thai"] or "%" in entry["thai"]
