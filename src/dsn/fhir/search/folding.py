"""The one tokenizer of searched text: what people write differently and mean alike becomes the same.

Rows and queries both go through it, on every engine, so that no two indexes can disagree on what a word is.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

_APOSTROPHES = re.compile("['’‘ʼʹ´`‛＇]")
_NOT_WORD = re.compile(r"[\W_]+")
_SAINT = re.compile(r"\b(st|ste)(?= \w)")
_LONG = {"st": "saint", "ste": "sainte"}
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"})
_KEPT = 20_000
_folded: dict[str, str] = {}


def fold(text: str) -> str:
    """`text` in the one form in which it is compared: no case, no accents, ligatures opened (œ → oe).

    An apostrophe joins (`L'Heureux`, `LHeureux`), any other punctuation separates (`Jean-Pierre`, `Jean Pierre`),
    white space counts once, and `St`/`Ste` before another word is `Saint`/`Sainte`. Empty when nothing is left.
    `fold(fold(x)) == fold(x)`.
    """
    known = _folded.get(text)
    if known is None:
        known = _fold(text)
        if len(_folded) >= _KEPT:
            _folded.clear()
        if len(text) <= 200:
            _folded[text] = known
    return known


def _fold(text: str) -> str:
    plain = _APOSTROPHES.sub("", text)
    spaced = _NOT_WORD.sub(" ", plain.lower() if plain.isascii() else _bare(plain)).strip()
    return _SAINT.sub(lambda found: _LONG[found[1]], spaced) if "st" in spaced else spaced


def _bare(text: str) -> str:
    """Without case and combining marks; twice, since folding case can bring marks forth (İ) and the other way."""
    for _ in range(2):
        text = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return _APOSTROPHES.sub("", text)


LONGEST = 250
"""The longest text an index row holds as it is: engines bound the width of a key."""
LONGEST_ASKED = LONGEST // 2
"""The longest text that can be asked for within another."""
_MARK = "\ue010"  # private use: folding leaves none of these in what people write
_DIGIT = 0xE000
_MOST_STARTS = 16


def bounded(text: str) -> str:
    """`text`, or if it is long its beginning and a digest: equal exactly when the texts are.

    The digest is in letters of private use, which no folded query holds.
    """
    if len(text) <= LONGEST:
        return text
    digest = hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()
    return text[:LONGEST] + "".join(chr(_DIGIT + int(digit, 16)) for digit in digest)


def windows(folded: str) -> list[str]:
    """What is added to the beginning of a long text so that anything asked for stands whole in some piece of it.

    No piece begins as a query begins, and none but the last ends as one ends.
    """
    found = []
    for start in (
        range(LONGEST_ASKED, len(folded) - LONGEST_ASKED, LONGEST_ASKED) if len(folded) > LONGEST else ()
    ):
        piece = folded[start : start + LONGEST]
        found.append(_MARK + piece + ("" if start + LONGEST >= len(folded) else _MARK))
    return found


def words(text: str) -> list[str]:
    """The words of a running text, folded, in order. Here an apostrophe separates: `l'hôpital` holds `hopital`."""
    return fold(_APOSTROPHES.sub(" ", text)).split()


def starts(text: str) -> list[str]:
    """What a search may begin with to find `text`: all of it, then from each later word (`L'Heureux`: `heureux`).

    A name with Saint in it begins with `st` too, which is all that is written of `St-Jean` for a moment. The later
    words of a text that is no name any more, for its length, are left out.
    """
    whole = fold(text)
    found = [whole]
    found += [short for short, long in _LONG.items() if f" {long} " in f" {whole} "]
    for cut in (whole, fold(_APOSTROPHES.sub(" ", text))) if len(text) <= LONGEST else ():
        while " " in cut and len(found) <= _MOST_STARTS:
            cut = cut.split(" ", 1)[1]
            if cut not in found:
                found.append(cut)
    return found


_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph", "f"),
        ("sch|ch|sh", "s"),
        ("eaux|eau|aux|au", "o"),
        ("c(?=[eiy])|sc(?=[eiy])|ss|z|x", "s"),
        ("qu|ck|c|q", "k"),
        ("gn", "ni"),
        ("g(?=[eiy])", "j"),
        ("ai|ei|ay|ey|oe|e", "e"),
        ("y|ie", "i"),
        ("w", "v"),
        ("h", ""),
        ("en|an|em|am", "an"),
    )
]
_DOUBLE = re.compile(r"(\w)\1+")
_SILENT = re.compile(r"(?<=\w\w)[etdspk]+\b")


def sound(text: str) -> str:
    """A rough key of how a French or English name sounds (`Gauthier`, `Gotier`), word by word; for `phonetic`."""
    plain = fold(text)
    for pattern, said in _SOUNDS:
        plain = pattern.sub(said, plain)
    return _SILENT.sub("", _DOUBLE.sub(r"\1", plain))
