"""`--edit`: what is filled in is done, what is left or emptied is not, and what is refused is kept."""

import re
import shlex
from pathlib import Path

from typist import Typist

FILL = """
import re
for name, value in (("topic", "Fix #12: tokens"), ("from", "frontend"), ("to", "backend")):
    text = re.sub(f"^{name}:.*$", f"{name}: {value}", text, flags=re.M)
"""
ASK = 'text = text.replace("Question / Proposal\\n", "Question / Proposal\\n\\nWhat now?\\n")\n'
URGENT = "save(text.replace('priority: normal', 'priority: urgent'))"  # no priority that a thread has


def kept(desk: Typist) -> list[Path]:
    return sorted(desk.drafts.iterdir())


def test_a_filled_draft_is_one_commit(desk: Typist) -> None:
    before = desk.commits()
    made = desk.tacit("new", "thread", "--edit", EDITOR=desk.editor(FILL + ASK + "save(text)"))
    assert made["title"] == "Fix #12: tokens"
    assert desk.commits() == before + 1
    assert kept(desk) == []
    written = (desk.folder / made["path"]).read_text()
    assert "## Frontend's Question / Proposal\n\nWhat now?\n\n## " in written
    assert "<!--" not in written
    assert "# text, needed" not in written


def test_a_draft_says_what_is_expected(desk: Typist) -> None:
    show = "sys.stderr.write(text)"
    said = desk.run("new", "thread", "--edit", "--set", "topic=Begun", EDITOR=desk.editor(show)).err
    assert "# text, needed\ntopic: Begun\n" in said
    assert "# one of normal, high, blocking, begins as normal\npriority: normal\n" in said
    assert "## [From]'s Question / Proposal\n\n<!-- Needed. State the question" in said
    assert "answers:" not in said


def test_an_editor_that_writes_other_line_ends_changes_nothing_else(desk: Typist) -> None:
    windows = "save('\\ufeff' + text.replace('\\n', '\\r\\n'))"
    made = desk.tacit("new", "thread", "--edit", EDITOR=desk.editor(FILL + ASK + windows))
    written = (desk.folder / made["path"]).read_bytes()
    assert b"What now?\n" in written
    assert b"\r" not in written
    assert b"<!--" not in written


def test_a_text_below_its_hint_and_notes_in_front_of_it_do_as_well(desk: Typist) -> None:
    below = FILL + "text = text.replace('...because... -->', '...because... -->\\n\\nBelow?\\n\\n<!-- mine -->')\n"
    made = desk.tacit("new", "thread", "--edit", EDITOR=desk.editor(below + "save(text)"))
    sections = {one["heading"]: one["text"].strip() for one in desk.tacit("show", made["id"])["sections"]}
    assert sections["Frontend's Question / Proposal"] == "Below?\n\n<!-- mine -->"


def test_an_unchanged_or_emptied_draft_does_nothing(desk: Typist) -> None:
    before = desk.commits()
    for program, code in (("", "unchanged"), ("save('')", "emptied"), ("save(' \\n')", "emptied")):
        said = desk.run("new", "thread", "--edit", "--json", EDITOR=desk.editor(program))
        assert (said.status, said.out, said.error["code"]) == (1, "", code)
        assert "nothing was done" in said.error["message"]
    assert desk.commits() == before
    assert kept(desk) == []


def test_a_refused_draft_is_kept_named_and_taken_up_again(desk: Typist) -> None:
    said = desk.run("new", "thread", "--edit", EDITOR=desk.editor(FILL + ASK + URGENT))
    assert said.status == 1
    (draft,) = kept(desk)
    resume = re.search(r"add (--resume \S+ --edit)", said.err)
    assert resume is not None
    assert "topic: Fix #12: tokens" in draft.read_text()
    high = "save(text.replace('priority: urgent', 'priority: high'))"
    made = desk.tacit("new", "thread", *shlex.split(resume[1]), EDITOR=desk.editor(high))
    assert (made["title"], made["fields"]["priority"]) == ("Fix #12: tokens", "high")
    assert kept(desk) == []


def test_a_kept_draft_may_be_mended_elsewhere(desk: Typist) -> None:
    desk.run("new", "thread", "--edit", EDITOR=desk.editor(FILL + ASK + URGENT))
    (draft,) = kept(desk)
    draft.write_text(draft.read_text().replace("priority: urgent", "priority: high"))
    assert desk.tacit("new", "thread", "--resume", str(draft))["status"] == "open"
    assert kept(desk) == []


def test_several_mistakes_are_told_at_once_with_their_lines(desk: Typist) -> None:
    bogus = FILL + "text = text.replace('topic:', 'bogus: 1\\ntopic:').replace('## Background', '## Nix')\nsave(text)"
    said = desk.run("new", "thread", "--edit", "--json", EDITOR=desk.editor(bogus))
    (draft,) = kept(desk)
    lines = draft.read_text().split("\n")
    first, second = lines.index("bogus: 1") + 1, lines.index("## Nix") + 1
    error = said.error
    assert (said.status, error["path"], error["line"]) == (1, str(draft), first)
    assert error["message"].split("\n") == [
        f"line {first}: there is no field `bogus` to fill in",
        f"line {second}: there is no section `Nix` to fill in",
    ]
    assert "topic" in error["remedy"]
    assert "[From]'s Question / Proposal" in error["remedy"]
    assert str(draft) in error["remedy"]


def test_an_act_takes_a_draft_of_what_it_needs(desk: Typist) -> None:
    reply = "assert '## Backend' in text, text\nsave(text + '\\nAfter 15 minutes.\\n')"
    done = desk.tacit("--as", "bob", "act", "auth", "reply", "--edit", VISUAL=desk.editor(reply))
    assert done["status"] == "awaiting-confirm"
    sections = {one["heading"]: one["text"] for one in desk.tacit("show", "auth")["sections"]}
    assert "After 15 minutes." in sections["Backend's Reply"]
    assert "<!--" not in sections["Backend's Reply"]


def test_an_edit_sends_only_what_was_changed(desk: Typist) -> None:
    before = (desk.folder / desk.tacit("show", "short")["path"]).read_text()
    better = "save(text.replace('topic: Short', 'topic: Shorter'))"
    desk.tacit("act", "short", "edit", "--edit", EDITOR=desk.editor(better))
    after = (desk.folder / desk.tacit("show", "short")["path"]).read_text()
    assert after == before.replace("topic: Short", "topic: Shorter")


def test_an_act_that_is_refused_anyway_opens_no_editor(desk: Typist) -> None:
    said = desk.run("act", "auth", "reply", "--edit", "--json", EDITOR=desk.editor("save('opened')"))
    assert (said.status, said.error["code"]) == (1, "not-yours")
    assert kept(desk) == []


def test_an_editor_that_fails_does_nothing_and_keeps_what_was_written(desk: Typist) -> None:
    before = desk.commits()
    said = desk.run("new", "thread", "--edit", "--json", EDITOR=desk.editor("sys.exit(1)"))
    assert (said.status, said.error["code"], kept(desk)) == (3, "editor-failed", [])
    said = desk.run("new", "thread", "--edit", "--json", EDITOR=desk.editor("save(text + 'words')\nsys.exit(1)"))
    (draft,) = kept(desk)
    assert (said.status, said.error["code"]) == (3, "editor-failed")
    assert str(draft) in said.error["remedy"]
    assert desk.commits() == before


def test_an_editor_that_is_not_there_is_told(desk: Typist) -> None:
    for chosen in ("no-such-editor --wait", "'unclosed"):
        said = desk.run("new", "thread", "--edit", "--json", VISUAL=chosen)
        assert (said.status, said.error["code"]) == (3, "no-editor")
        assert chosen.split()[0] in said.error["message"] + said.error["remedy"]
        assert kept(desk) == []


def test_texts_come_from_standard_input_and_files(desk: Typist) -> None:
    thread = ("--set", "topic=T", "--set", "from=frontend", "--set", "to=backend")
    desk.write("question.md", "From a file?\r\n")
    (desk.folder / "question.md").rename(desk.drafts / "question.md")
    for given, stdin, text in (
        ("-", "From a pipe?\n", "From a pipe?"),
        (f"@{desk.drafts / 'question.md'}", "", "From a file?"),
        ("@bob what now?", "", "@bob what now?"),
        ("a = b?", "", "a = b?"),
    ):
        made = desk.run("new", "thread", *thread, "--write", f"Question={given}", "--json", stdin=stdin)
        assert made.status == 0, made.err
        assert f"Proposal\n\n{text}\n" in (desk.folder / made.json["path"]).read_text()


def test_nothing_is_left_in_ones_home(desk: Typist) -> None:
    """A walk through every sort of command with a HOME of its own: index and state lie in the repository."""
    thread = ("--set", "topic=T", "--set", "from=frontend", "--set", "to=backend", "--write", "Question=Why?")
    made = desk.tacit("new", "thread", *thread)
    desk.tacit("act", made["id"], "send")
    desk.tacit("--as", "bob", "act", made["id"], "reply", "--edit", EDITOR=desk.editor("save(text + '\\nYes.')"))
    for command in ("inbox", "list", "check", "tick", "index --rebuild", "protocol check", "completion bash", "man"):
        desk.tacit(*command.split())
    desk.git("init", "-q", "--bare", "-b", "main", str(desk.folder.parent / "shared.git"))
    desk.git("remote", "add", "origin", str(desk.folder.parent / "shared.git"))
    desk.git("push", "-q", "-u", "origin", "main")
    desk.tacit("sync")
    assert list(desk.home.rglob("*")) == []
    assert desk.git("status", "--porcelain") == ""


def test_the_draft_of_an_act_asks_where_it_leads_and_for_what_it_opens(desk: Typist) -> None:
    task = desk.tacit("new", "task", "--set", "topic=Sign in")["id"]
    started = "text = re.sub('^status:.*$', 'status: in-progress', text, flags=re.M)\nsave(text)"
    ready = ("--write", "Acceptance criteria=- [ ] It runs", "--write", "Definition of done=- [ ] Reviewed")
    desk.tacit("act", task, "edit", *ready)
    moved = desk.tacit("act", task, "move", "--edit", EDITOR=desk.editor("import re\n" + started))
    assert moved["status"] == "in-progress"
    texts = ("--write", "Context=It is slow.", "--write", "Proposed=Cache it.")
    sets = ("--set", "topic=Cache", "--set", "stakeholders=backend")
    proposal = desk.tacit("new", "proposal", *sets, *texts)["id"]
    asked = """
import re
for name, value in (("topic", "Which cache?"), ("to", "backend")):
    text = re.sub(f"^{name}:.*$", f"{name}: {value}", text, flags=re.M)
text = text.replace("Question / Proposal\\n", "Question / Proposal\\n\\nWhich?\\n")
save(text)
"""
    done = desk.tacit("act", proposal, "ask", "--edit", EDITOR=desk.editor(asked))
    (thread,) = done["opened"]
    shown = desk.tacit("show", thread)
    assert (shown["title"], shown["fields"]["to"]) == ("Which cache?", "backend")
    assert "Which?" in {one["text"].strip() for one in shown["sections"]}
