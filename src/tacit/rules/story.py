"""What a pull request's story lacks: its first line, a section, the open record that it fixes."""

from collections.abc import Collection, Iterator, Sequence

from tacit.model.promise import Finding
from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.rules.choices import choose


def story_findings(story: Record, protocol: Protocol, above: int = 0) -> Iterator[Finding]:
    """`above` lines stand in front of the body where its parts were counted."""
    first = next((line for line in protocol.head.split("\n") if "{" in line), "")
    if first and not story.fields:
        said = f"it does not say what it fixes: no line reads `{first}`"
        yield Finding(story.path, 1, "missing-field", "error", said, f"Begin with `{first}`.")
    for key, section in protocol.sections.items():
        if not choose(section.needed, story, protocol) or story.filled(key):
            continue
        written = (protocol.spelled or f"{'#' * protocol.level} {{heading}}\n{{text}}").format(heading=key, text="…")
        part = story.part(key)
        if part is None:
            said = f"the section `{key}` is missing"
            yield Finding(story.path, 1, "missing-section", "error", said, f"Add it: {' '.join(written.split())}")
        else:
            hint = " ".join(section.hint.split())
            said = f"the section `{key}` is empty"
            yield Finding(story.path, part.line - above, "missing-section", "error", said, f"Write: {hint}")


def ticket_finding(
    story: Record, ticket: str, found: Sequence[tuple[str, str]], open_ones: Collection[str]
) -> Finding | None:
    """Whether the ticket that a story names is a record here, one alone, and open. `found` are ids and states of the
    records that may be meant."""
    line = story.lines.get("head", 1)
    if len(found) != 1:
        said = f"several records have `{ticket}` in their id" if found else f"there is no record `{ticket}` to fix"
        remedy = (
            f"Write more of it: {', '.join(one for one, _ in found)}." if found else "See what is open: tacit board"
        )
        return Finding(story.path, line, "unknown-record", "error", said, remedy)
    record, status = found[0]
    if record not in open_ones:
        said = f"{record} is {status} already"
        return Finding(story.path, line, "not-open", "error", said, "Name the one that this fixes, or make one.")
    return None
