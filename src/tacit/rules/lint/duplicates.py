"""`duplicate-document`: two pages that say the same, where there should be one source of truth.

Texts are compared by their shingles, every five words that follow each other. What very many pages have in common is
their template's, and says nothing.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from zlib import crc32

from tacit.model.promise import Finding
from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.rules.parties import handles
from tacit.text.parts import own_text
from tacit.text.sections import COMMENTS

LENGTH = 5  # words
FEWEST = 24  # shingles: shorter texts are alike by chance
SHARE = 60  # per cent of the shorter one
TEMPLATE = 20  # pages that have a shingle in common
REPLACES = "replaces"  # a kind with this field has one record for one thing

_WORD = re.compile(r"\w+")


def stands_alone(protocol: Protocol) -> bool:
    """Whether of this kind there should be one record for one thing."""
    return REPLACES in protocol.fields


def duplicates(records: Iterable[Record], protocol: Protocol) -> Iterator[Finding]:
    """Each page that says what an older one says; those that are retired are history."""
    pages = sorted((one for one in records if one.status not in protocol.final), key=_age)
    shingles = [shingles_of(_text(page)) for page in pages]
    for (older, newer), common in sorted(_in_common(shingles).items()):
        least = min(len(shingles[older]), len(shingles[newer]))
        share = 100 * common // least
        if share >= SHARE and not _are_linked(pages[older], pages[newer]):
            yield _finding(pages[newer], pages[older], min(share, 100))


def shingles_of(text: str) -> frozenset[int]:
    """The shingles of a text by their checksums; none where it is too short to be compared."""
    words = [word.encode() for word in _WORD.findall(text.casefold())]
    found = frozenset(crc32(b" ".join(words[at : at + LENGTH])) for at in range(len(words) - LENGTH + 1))
    return found if len(found) >= FEWEST else frozenset()


def _in_common(shingles: Sequence[frozenset[int]]) -> Counter[tuple[int, int]]:
    """How many shingles each two pages share."""
    where: defaultdict[int, list[int]] = defaultdict(list)
    for page, found in enumerate(shingles):
        for shingle in found:
            where[shingle].append(page)
    common: Counter[tuple[int, int]] = Counter()
    for pages in where.values():
        if 1 < len(pages) <= TEMPLATE:
            common.update(combinations(pages, 2))
    return common


def _age(page: Record) -> tuple[str, str]:
    return str(page.fields.get("created") or ""), page.path


def _text(page: Record) -> str:
    return "\n".join(own_text(part.body) for part in page.parts if part.filled and part.key != COMMENTS)


def _are_linked(one: Record, other: Record) -> bool:
    """One takes the place of the other: for a while both may stand."""
    return one.id in handles(other.fields.get(REPLACES)) or other.id in handles(one.fields.get(REPLACES))


def _finding(page: Record, older: Record, share: int) -> Finding:
    said = f"{share} per cent of what the shorter one says stands in {older.path} too"
    remedy = f"Keep one of the two and link to it: `tacit act {page.id} retire --because 'see {older.id}'`."
    return Finding(page.path, page.lines.get("topic", 1), "duplicate-document", "warning", said, remedy)
