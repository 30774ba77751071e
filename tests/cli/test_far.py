"""Commands that are given to a server say and do what they do in a clone."""

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Thread

import pytest
from click import Context
from typist import NOW, Said, Typist

import tacit
from tacit.cli.frame import Group, frame
from tacit.web.serve import Server
from tacit.web.site import Site

QUESTION = "Question=When does it expire, and who renews it?"
FILES = Path(tacit.__file__).parent / "protocols"
THREAD = ("--set", "topic=Expiry, again", "--set", "from=frontend", "--set", "to=backend", "--write", QUESTION)


@pytest.fixture
def server(desk: Typist, tmp_path: Path) -> Iterator[str]:
    """Serves a twin of the desk's workspace to Alice, at a time that stands still as it does for commands."""
    shutil.copytree(desk.folder, tmp_path / "served", symlinks=True)
    listening = socket.create_server(("127.0.0.1", 0))
    serving = Server(Site(tmp_path / "served", lambda: datetime.fromisoformat(NOW)))
    thread = Thread(target=serving.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        serving.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture
def far(desk: Typist, tmp_path: Path, server: str) -> Typist:
    """Somebody in a folder that is no repository, who names the server by the environment."""
    (tmp_path / "elsewhere").mkdir()
    return replace(desk, folder=tmp_path / "elsewhere")


STORY = "### Fixes 2026-03-03-002-short: Short\n\n**The Problem:** It was long.\n"
READ: Sequence[Sequence[str]] = (
    ("inbox",),
    ("inbox", "bob"),
    ("inbox", "--owed-to", "frontend"),
    ("inbox", "nobody-here"),
    ("list",),
    ("list", "thread", "--all", "--where", "to=backend"),
    ("list", "thraed"),
    ("list", "--where", "to="),
    ("list", "--where", "colour=red"),
    ("list", "--cursor", "~"),
    ("show", "001-auth"),
    ("show", "001-auth", "--markdown"),
    ("show", "threads/"),
    ("show", "no-such-record"),
    ("show", "-"),
    ("history", "001-auth"),
    ("history", "no-such-record"),
    ("search", "expire"),
    ("search", "--kind", "decision", "nothing"),
    ("search", "?"),
    ("board",),
    ("board", "--kind", "thread", "--where", "to=backend"),
    ("board", "--mine"),
    ("board", "no-such-goal"),
    ("route", "production", "is", "down"),
    ("route",),
    ("why", "people/bob.md"),
    ("why", "no-such-file"),
    ("slots", "--with", "bob,carol", "--days", "3"),
    ("slots", "--with", "bob", "--length", "soon"),
    ("protocol", "list"),
    ("protocol", "show", "thread"),
    ("protocol", "show", "thraed"),
    ("protocol", "check"),
    ("protocol", "schema", "decision"),
    ("standup", "--print"),
    ("standup", "--for", "yesteryear"),
    ("weekly",),
    ("weekly", "no-such-goal"),
    ("weekly", "--print"),
    ("story", "check"),
    ("check",),
    ("check", "--strict"),
    ("new", "thread", "--help"),
    ("new", "thraed", "--help"),
    ("act", "001-auth", "--help"),
    ("act", "001-auth", "comment", "--help"),
    ("act", "no-such-record", "--help"),
)
SESSION: Sequence[Sequence[str]] = (
    ("new", "thread", *THREAD),
    ("new", "thread", "--set", "topic=Lacking"),
    ("new", "thread", "--set", "colour=red"),
    ("show", "expiry-again"),
    ("act", "expiry-again", "send"),
    ("act", "expiry-again", "send"),
    ("act", "expiry-again", "fly"),
    ("act", "expiry-again", "reply", "--write", "Reply=After 15 minutes."),
    ("act", "expiry-again", "edit", "--set", "cc=carol", "--write", "Background=It was never said."),
    ("act", "expiry-again", "comment", "--write", "Comments=Größe: „10 MB“ – Ω"),
    ("history", "expiry-again"),
    ("standup",),
    ("standup", "--write", "Completed=Logout.", "--write", "Working on=Refresh tokens."),
    ("standup",),
    ("standup", "--write", "Completed=Again."),
    ("weekly", "--write", "Progress=Some."),
    ("tick",),
    ("list", "--all"),
)
OF_A_CLONE: Sequence[Sequence[str]] = (
    ("init",),
    ("import", "adr", "."),
    ("sync",),
    ("index",),
    ("serve",),
    ("check", "--staged"),
    ("check", "--fix"),
    ("check", "threads"),
    ("check", "--range", "HEAD~1..HEAD"),
    ("account", "invite", "bob"),
    ("account", "list"),
    ("account", "log"),
    ("account", "role", "bob", "guest"),
    ("account", "disable", "bob"),
    ("account", "sign-out", "bob"),
    ("account", "token", "bob"),
    ("account", "tokens"),
    ("account", "revoke", "1f0c9a27b3d4"),
)
OF_NO_WORKSPACE: Sequence[Sequence[str]] = (
    ("man",),
    ("completion", "bash"),
    ("protocol", "check", "@FILE"),
    ("protocol", "schema"),
)


def commands() -> set[tuple[str, ...]]:
    """All of `tacit --help`, with those of its groups."""
    tacit, found = frame(), set()
    for name in tacit.list_commands(Context(tacit)):
        command = tacit.get_command(Context(tacit), name)
        found |= {(name, inner) for inner in command.commands} if isinstance(command, Group) else {(name,)}
    return found


def test_every_command_is_tried_at_a_server() -> None:
    """One that is new is told here what it does there: the same, or that it is about a clone."""
    tried = (*READ, *SESSION, *OF_A_CLONE, *OF_NO_WORKSPACE)
    assert commands() == {args[: len(name)] for args in tried for name in commands() if args[: len(name)] == name}
    parted = (
        {name for name in commands() if any(args[: len(name)] == name for args in some)}
        for some in ((*READ, *SESSION), OF_A_CLONE, OF_NO_WORKSPACE)
    )
    same, clone, none = parted
    assert same & clone == {("check",)}
    assert (same | clone) & none == {("protocol", "check"), ("protocol", "schema")}


def told(said: Said) -> object:
    """All that may be compared: a commit has the time of its making for a name."""

    def without(found: object) -> object:
        if isinstance(found, dict):
            return {name: without(value) for name, value in found.items() if name not in ("commit", "seconds")}
        return [without(one) for one in found] if isinstance(found, list) else found

    text = said.out or said.err
    return said.status, bool(said.out), without(json.loads(text))


def test_what_is_read_reads_the_same_in_a_clone_and_at_a_server(desk: Typist, far: Typist, server: str) -> None:
    """As JSON and as a page, its exit status and what is said on standard error."""
    for args in READ:
        given = STORY if args == ("story", "check") else ""
        here, there = desk.run(*args, stdin=given), far.run(*args, stdin=given, TACIT_SERVER=server)
        assert (there.status, there.out, there.err) == (here.status, here.out, here.err), args
        if "--help" not in args:
            here = desk.run(*args, "--json", stdin=given)
            there = far.run("--server", server, *args, "--json", stdin=given)
            assert told(there) == told(here), args


def test_a_session_says_the_same_in_a_clone_and_at_a_server(desk: Typist, far: Typist, server: str) -> None:
    for args in SESSION:
        here, there = desk.run(*args, "--json"), far.run("--server", server, *args, "--json")
        assert told(there) == told(here), args
    assert desk.commits() == replace(desk, folder=desk.folder.parent / "served").commits()


def test_people_read_the_same_of_what_they_do(desk: Typist, far: Typist, server: str) -> None:
    for args in SESSION:
        here, there = desk.run(*args), far.run(*args, TACIT_SERVER=server)
        assert (there.status, there.out, there.err) == (here.status, here.out, here.err), args


def test_drafts_are_filled_in_here_and_posted_there(desk: Typist, far: Typist, server: str) -> None:
    topic = far.editor("save(text.replace('topic:', 'topic: By hand').replace('to:', 'to: backend')\n"
                       "  .replace('## Question\\n', '## Question\\n\\nWhy?\\n'))")  # fmt: skip
    made = far.run("--server", server, "new", "thread", "--edit", "--set", "from=frontend", "--json", EDITOR=topic)
    assert (made.status, made.json["title"]) == (0, "By hand"), made.err
    comment = far.editor("save(text + '\\nSeen.\\n')")
    seen = far.run("--server", server, "act", made.json["id"], "comment", "--edit", "--json", EDITOR=comment)
    assert seen.status == 0, seen.err
    shown = far.tacit("--server", server, "show", made.json["id"])
    assert any("Seen." in part["text"] for part in shown["sections"])
    wrong = far.editor("save(text.replace('## Comments', '## Commentary') + 'x')")
    refused = far.run("--server", server, "act", made.json["id"], "comment", "--edit", EDITOR=wrong)
    assert refused.status == 1
    assert "--resume" in refused.err


@pytest.mark.parametrize("args", OF_A_CLONE, ids=" ".join)
def test_what_is_about_a_clone_says_so(far: Typist, args: Sequence[str]) -> None:
    """And asks nobody."""
    said = far.run("--server", "http://127.0.0.1:9", *args, "--json")
    assert (said.status, said.error["code"]) == (2, "of-a-clone")
    assert "--server" in said.error["remedy"]
    assert args[0] in said.error["message"]


def test_what_needs_no_workspace_asks_nobody(far: Typist) -> None:
    file = far.write("thread.yaml", (FILES / "thread.yaml").read_text())
    for args in OF_NO_WORKSPACE:
        typed = [str(file) if word == "@FILE" else word for word in args]
        here, there = far.run(*typed), far.run("--server", "http://127.0.0.1:9", *typed)
        assert (there.status, there.out, there.err) == (0, here.out, ""), args


def test_the_server_says_who_calls_and_what_time_it_is(far: Typist, server: str) -> None:
    assert far.run("--server", server, "--as", "alice", "inbox").status == 0
    other = far.run("--server", server, "--as", "bob", "inbox", "--json")
    assert (other.status, other.error["code"]) == (1, "not-them")
    earlier = far.run("--server", server, "--at", "2026-01-01T00:00:00Z", "inbox", "--json")
    assert (earlier.status, earlier.error["code"]) == (2, "time")
    both = far.run("--server", server, "--repo", ".", "inbox", "--json")
    assert (both.status, both.error["code"]) == (2, "two-workspaces")


def test_a_clone_that_is_named_goes_before_the_server_of_the_environment(desk: Typist, server: str) -> None:
    desk.tacit("new", "thread", *THREAD)
    at_the_server = desk.tacit("list", TACIT_SERVER=server)["records"]
    here = desk.tacit("--repo", str(desk.folder), "list", TACIT_SERVER=server)["records"]
    assert len(here) == len(at_the_server) + 1


def test_what_does_not_answer_is_told(far: Typist) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    said = far.run("--server", f"http://127.0.0.1:{port}", "inbox", "--json")
    assert (said.status, said.error["code"]) == (3, "no-server")
    for address in ("nonsense://x", "http://", "http://h:port", "http://h/?x"):
        said = far.run("--server", address, "inbox", "--json")
        assert (said.status, said.error["code"]) == (2, "address"), address


def test_no_shortcut_goes_past_the_server(desk: Typist) -> None:
    """`inbox --json` and `tick` are answered by the index of the clone one stands in, but for this."""
    desk.tacit("inbox")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
    for args in (("inbox", "--json"), ("tick", "--json"), ("inbox", "bob", "--json")):
        assert desk.run(*args, TACIT_SERVER=nobody).error["code"] == "no-server"
        assert desk.run("--server", nobody, *args).error["code"] == "no-server"
        assert desk.run(*args).status == 0


def test_a_token_is_kept_where_nobody_else_reads_it(desk: Typist, far: Typist, server: str) -> None:
    served = replace(desk, folder=desk.folder.parent / "served")
    served.tacit("account", "invite", "alice")
    token = served.tacit("account", "token", "alice", "--scope", "act")["token"]
    nobody = far.run("--server", server, "inbox", "--json")
    assert (nobody.status, nobody.error["code"]) == (1, "not-signed-in")
    assert "TACIT_TOKEN" in nobody.error["remedy"]
    assert str(far.home / ".config/tacit/tokens") in nobody.error["remedy"]
    assert far.run("--server", server, "inbox", TACIT_TOKEN=token).status == 0
    assert far.run("--server", f"{server}/api/v1/", "inbox", TACIT_TOKEN=token).status == 0
    file = far.home / ".config/tacit/tokens"
    file.parent.mkdir(parents=True)
    file.write_text(f"http://elsewhere.example tacit_other\n{server}/ {token}\n")
    file.chmod(0o644)
    open_to_all = far.run("--server", server, "inbox", "--json")
    assert (open_to_all.status, open_to_all.error["code"]) == (1, "not-secret")
    file.chmod(0o600)
    sent = far.run("--server", server, "act", "003-evil", "send", "--json")
    assert (sent.status, sent.json["status"]) == (0, "awaiting-reply")
    ticked = far.run("--server", server, "tick", "--json")
    assert (ticked.status, ticked.error["code"]) == (1, "not-allowed")
    plain = far.run("--server", "http://tacit.example", "inbox", "--json", TACIT_TOKEN=token)
    assert (plain.status, plain.error["code"]) == (1, "not-secure")


def test_no_library_of_git_is_loaded_for_a_server(far: Typist, server: str) -> None:
    asked = f"import sys; from tacit.main import run; run(['--server', {server!r}, 'act', '001-auth', 'comment', "
    asked += "'--write', 'Comments=Seen.', '--json']); sys.exit('pygit2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], env=far.env(), cwd=far.folder, capture_output=True, text=True)
    assert (done.returncode, json.loads(done.stdout)["act"]) == (0, "comment"), done.stderr
