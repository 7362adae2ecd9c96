"""Thai that looks the same but is typed differently, folded into one spelling to compare by.

Thai marks are placed by the font, so a screen shows one word for several strings, and menus typed
on phones, copied from Word or exported from other tills hold all of them. Nothing is stored
folded: this is for searching and for asking "is that the same name?". The till's script has a twin
(static/js/dishes.js); tests/thai_spellings.json holds both to the same answers.

Sources: Unicode 15.0 NFKC and UTS #39 (confusables.txt: U+0E41 is two U+0E40); WTT 2.0, the Thai
industrial standard for input order (vowel, then tone); libthai's th_normalize and PyThaiNLP's
normalize, which mend the same mistakes. Reasons: docs/decisions/0023-one-folding-of-thai.md.
"""

import re
import unicodedata

_DIGITS = {0x0E50 + digit: str(digit) for digit in range(10)}
# ๅ stands for า after ฤ and ฦ; dashes and apostrophes are whatever the keyboard's maker liked.
_SAME = str.maketrans({"\u0e45": "\u0e32", "\u2019": "'", "\u2018": "'"} | _DIGITS)
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"  # vowels, tones and signs above and below
_LATE_TONE = re.compile("(\u0e4d?\u0e32)([\u0e47-\u0e4c]+)")  # typed after า or ำ
_RUN_OF_MARKS = re.compile(f"[{_MARKS}]{{2,}}")


def fold(text: str) -> str:
    """Return `text` so that spellings which look the same are equal, spaces left out.

    Thai puts no space between words: where one stands is chance.
    """
    text = unicodedata.normalize("NFKC", text).lower()  # ำ becomes ํ + า, full width becomes plain
    text = "".join(each for each in text if not _is_unseen(each)).translate(_SAME)
    text = _DASHES.sub("-", text).replace("\u0e40\u0e40", "\u0e41")  # เ + เ is แ
    text = _LATE_TONE.sub(r"\2\1", text)
    return _RUN_OF_MARKS.sub(_in_order, text)


def has_words(words: list[str], text: str) -> bool:
    """Tell whether a folded `text` holds every one of the folded `words`."""
    return all(word in text for word in words)


def folded_words(text: str) -> list[str]:
    """Return what somebody searches for, word by word, folded."""
    return [word for word in map(fold, text.split()) if word]


def _is_unseen(each: str) -> bool:
    """Spaces of all kinds, zero-width spaces and joiners, marks of direction."""
    return each.isspace() or unicodedata.category(each) == "Cf"


def _in_order(run: re.Match) -> str:
    """Vowel before tone before sign, each once: the order of their code points."""
    return "".join(sorted(set(run[0])))
