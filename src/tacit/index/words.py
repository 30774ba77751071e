"""What is searched: the text of a file as words, and a question as FTS5 spells it."""

import re

# Scripts that put no space between words: each sign is a word of its own, and several of them together a phrase.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_CLOSING = re.compile(r"\n(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)")
_ASKED = re.compile(r'"([^"]*)"?|(\S+)')
_WORD = re.compile(r"[^\W_]+")


def searchable(data: bytes) -> str:
    """The words of a file below its front matter: a pure function of its bytes, for what is taken out of the full text
    again must be what was put in."""
    text = data.decode("utf-8", "replace")
    if text.startswith(("---", "\ufeff---")):
        end = _CLOSING.search(text)
        text = text[end.end() :] if end else text
    return spaced(text)


def spaced(text: str) -> str:
    return text if text.isascii() else _UNSPACED.sub(r" \g<0> ", text)


def question(asked: str) -> str:
    """All of the words, quoted ones as a phrase, `auth*` as a beginning; empty where nothing can be searched for."""
    terms = []
    for found in _ASKED.finditer(asked):
        phrase, word = found.groups()
        words = _WORD.findall(spaced(phrase if phrase is not None else word))
        if words:
            beginning = "*" if word is not None and word.endswith("*") else ""
            terms.append(f'"{" ".join(words)}"{beginning}')
    return " AND ".join(terms)


def plain_words(asked: str) -> list[str]:
    """The words of a question, for finding them again in a text."""
    return [word for found in _ASKED.finditer(asked) for word in _WORD.findall(spaced(found[1] or found[2] or ""))]
