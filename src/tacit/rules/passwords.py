"""Which passwords are too easily guessed: the short ones, and those made of little."""

import re
from collections.abc import Iterable

SHORTEST = 12
LONGEST = 256

# What people take first, and by which whole lists of guesses begin. Each says nothing, wherever it stands.
_TAKEN_FIRST = (
    "password passwort passwd motdepasse contrasena wachtwoord haslo parola senha salasana secret geheim "
    "welcome willkommen letmein changeme default admin administrator root login guest user test master "
    "iloveyou sunshine princess dragon monkey football baseball superman batman shadow summer winter spring "
    "autumn computer internet hello freedom whatever trustno qwerty qwertz azerty asdfgh zxcvbn yxcvbn "
    "correcthorsebatterystaple correct horse battery staple tacit"
)
# Rows and columns of keyboards, rows by turns, and the ways across a block of digits.
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1qay2wsx3edc4rfv5tgb6zhn7ujm", "zaq1xsw2cde3vfr4bgt5nhy6",
    "qazwsxedcrfvtgbyhnujm", "zaqxswcdevfrbgtnhymju", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
    "147258369147", "741852963", "789456123", "159753159",
)  # fmt: skip
_RUN = 4  # signs that follow each other in one of these rows say nothing
_LOOKALIKES = str.maketrans("4@310!5$7", "aaeloisst")
_LEFT = 10  # signs that are not told by the others
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBERED = re.compile(r"[\d!?.]*([^\W\d_]+)[\d!?.]*")  # one word, and a number or mark as it was asked for
_DOUBLED = re.compile(r"(.)\1+")
_REPEATED = re.compile(r"(.{1,6}?)\1+")


def weakness(password: str, own: Iterable[str] = ()) -> str | None:
    """Why not to take it; None where nothing is wrong. `own` are the words that everybody knows of its owner."""
    if len(password) < SHORTEST:
        return f"it has {len(password)} signs, and needs {SHORTEST}"
    if len(password) > LONGEST:
        return f"it is longer than {LONGEST} signs"
    if len(_told(password.casefold(), own)) < _LEFT:
        return "it is among the first that somebody would try: made of a common word, a row of keys, or your name"
    return None


def _told(password: str, own: Iterable[str]) -> str:
    """What is left of it without what is guessed first."""
    words = sorted(
        {word.casefold() for word in own if len(word) > 2} | set(_TAKEN_FIRST.split()), key=len, reverse=True
    )
    spelled = password.translate(_LOOKALIKES)
    for word in words:
        place = spelled.find(word)
        while place >= 0:
            password = password[:place] + password[place + len(word) :]
            spelled = spelled[:place] + spelled[place + len(word) :]
            place = spelled.find(word)
    numbered = _NUMBERED.fullmatch(password)
    password = numbered[1] if numbered else password
    password = _without_rows(_DOUBLED.sub(r"\1", _YEAR.sub("", password)))
    return _REPEATED.sub(r"\1", password)


def _without_rows(text: str) -> str:
    kept, at = "", 0
    while at < len(text):
        run = max((_run(text[at:], row) for every in _ROWS for row in (every, every[::-1])), default=0)
        kept += text[at] if run < _RUN else ""
        at += run if run >= _RUN else 1
    return kept


def _run(text: str, row: str) -> int:
    """How many signs at the beginning follow each other in a row."""
    length = 0
    while length < len(text) and text[: length + 1] in row:
        length += 1
    return length
