"""Votes on ideas: each line of a vote names an entry with a heading, and the last vote of a person counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tacit.model.promise import Refusal
from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.rules.asked import Asked
from tacit.rules.choices import choose
from tacit.rules.world import folded
from tacit.text.entries import read_entries, read_headed
from tacit.text.phrases import several

SHORT = 3  # ideas on a short list, and those with as many votes as the last of them

GUARD = "names_idea"


def names_idea(asked: Asked, section: str) -> Refusal | None:
    """Each line of what is written names one entry of that section, by its title or a part that only it has."""
    titles = _titles(asked.record, asked.protocol, section)
    heading = next(iter(asked.rule.writes), "")
    lines = tuple(_lines(asked.given.writes.get(heading, "") or asked.given.because))
    remedy = f"Name them a line each: {', '.join(titles)}." if titles else "There is none yet."
    if not lines:
        return Refusal("no-vote", "a vote names at least one idea", remedy)
    for line in lines:
        if _meant(line, titles) is None:
            return Refusal("unknown-idea", f"there is no one idea called {line!r}", remedy)
    return None


def votes_counted(asked: Asked) -> str:
    """The ideas with the most votes, and by whom; all of them where nobody voted."""
    record, protocol = asked.record, asked.protocol
    ideas, votes = _sections(record, protocol)
    titles = _titles(record, protocol, ideas)
    by_title = _by_title(record, votes, titles)
    ranked = sorted((title for title in titles if by_title[title]), key=lambda title: -len(by_title[title]))
    if not ranked:
        return "\n".join(("Nobody voted, so every idea stands here.", "", *(f"- **{title}**" for title in titles)))
    least = len(by_title[ranked[min(SHORT, len(ranked)) - 1]])
    return "\n".join(_counted(title, by_title[title]) for title in ranked if len(by_title[title]) >= least)


@dataclass(frozen=True, slots=True)
class Idea:
    """An idea, and who votes for it."""

    title: str
    text: str
    voters: tuple[str, ...]


def ideas(record: Record, protocol: Protocol) -> tuple[Idea, ...] | None:
    """The ideas of a record as they stand; None where its kind votes on none."""
    section, votes = _sections(record, protocol)
    if not section:
        return None
    part = record.part(section)
    found = read_headed(part.body, protocol.entry_level) if part else ()
    by_title = _by_title(record, votes, [each.title for each in found])
    return tuple(Idea(each.title, each.text, tuple(by_title[each.title])) for each in found)


def _counted(title: str, who: Sequence[str]) -> str:
    return f"- **{title}**: {several(len(who), 'vote')} ({', '.join(who)})"


def _sections(record: Record, protocol: Protocol) -> tuple[str, str]:
    """Where the ideas stand, and where the votes on them."""
    for rule in protocol.acts.values():
        ideas = choose(rule.guards, record, protocol).get(GUARD)
        if ideas is not None and rule.writes:
            return ideas, rule.writes[0]
    return "", ""


def _titles(record: Record, protocol: Protocol, section: str) -> tuple[str, ...]:
    part = record.part(section)
    return tuple(each.title for each in read_headed(part.body, protocol.entry_level)) if part else ()


def _by_title(record: Record, votes: str, titles: Sequence[str]) -> dict[str, list[str]]:
    part = record.part(votes)
    last = {entry.person: entry.text for entry in read_entries(part.body)} if part else {}
    found: dict[str, list[str]] = {title: [] for title in titles}
    for person, text in last.items():
        for title in dict.fromkeys(_meant(line, titles) for line in _lines(text)):
            if title is not None:
                found[title].append(person)
    return found


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        said = line.strip().lstrip("-*").strip()
        if said:
            yield said


def _meant(line: str, titles: Sequence[str]) -> str | None:
    wanted = folded(line)
    exact = [title for title in titles if folded(title) == wanted]
    parts = exact or [title for title in titles if wanted in folded(title)]
    return parts[0] if len(parts) == 1 else None
