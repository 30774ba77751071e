"""Two people in two clones: fetch, merge by line, push."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from repositories import AT, cloned, git, made, sound, write

from tacit.errors import EnvironmentFailed, Refused
from tacit.repo.git import GitStore
from tacit.repo.place import discover
from tacit.repo.sync import Synced, Upstream, fetch, merge_upstream, push, share, upstream

LINES = "".join(f"line {number}\n" for number in range(20))


class Team:
    """A shared repository and two clones of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hub = made(folder / "hub.git", bare=True)
        write(self.hub, {"threads/a.md": LINES, "b.md": "b\n"})
        self.ana = GitStore(discover(cloned(folder / "hub.git", folder / "ana")))
        self.bob = GitStore(discover(cloned(folder / "hub.git", folder / "bob")))

    def close(self) -> None:
        for store in (self.hub, self.ana, self.bob):
            store.close()


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    found = Team(tmp_path)
    yield found
    found.close()


def shared(store: GitStore) -> Synced:
    done = share(store, at=AT)
    assert store.head() == store.shared()
    return done


def hook(team: Team, name: str, script: str) -> None:
    """What the shared repository runs when somebody pushes."""
    file = team.folder / "hub.git/hooks" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def test_what_one_writes_the_other_gets(team: Team) -> None:
    write(team.ana, {"threads/new.md": "new\n", "b.md": None})
    assert shared(team.ana) == Synced(pushed=True)
    assert shared(team.bob) == Synced(merged=("b.md", "threads/new.md"))
    assert team.bob.head() == team.ana.head() == team.hub.head()
    assert (team.folder / "bob/threads/new.md").read_text() == "new\n"
    assert not (team.folder / "bob/b.md").exists()
    sound(team.folder / "bob")


def test_lines_that_both_changed_apart_are_merged(team: Team) -> None:
    write(team.ana, {"threads/a.md": LINES.replace("line 1\n", "ana\n")})
    write(team.bob, {"threads/a.md": LINES.replace("line 18\n", "bob\n")})
    shared(team.ana)
    assert shared(team.bob) == Synced(merged=("threads/a.md",), pushed=True)
    shared(team.ana)
    both = LINES.replace("line 1\n", "ana\n").replace("line 18\n", "bob\n").encode()
    assert team.ana.read("threads/a.md") == team.hub.read("threads/a.md") == both
    assert (team.folder / "ana/threads/a.md").read_bytes() == both
    merge = list(team.bob.log("HEAD"))[-1]
    assert len(merge.parents) == 2
    assert merge.message == "Merge main of origin\n"
    assert [change.path for change in merge.changes] == ["threads/a.md"]
    for name in ("ana", "bob"):
        sound(team.folder / name)


def test_a_file_that_one_moved_keeps_what_the_other_wrote(team: Team) -> None:
    write(team.ana, {"threads/a.md": None, "archive/a.md": LINES})
    write(team.bob, {"threads/a.md": LINES + "bob\n"})
    shared(team.ana)
    shared(team.bob)
    assert team.hub.read("archive/a.md") == (LINES + "bob\n").encode()
    assert team.hub.read("threads/a.md") is None


def test_a_conflict_leaves_everything_as_it_was(team: Team) -> None:
    write(team.ana, {"b.md": "ana\n", "new": "1"})
    write(team.bob, {"b.md": "bob\n"})
    shared(team.ana)
    before = team.bob.head()
    assert share(team.bob, at=AT) == Synced(conflicts=("b.md",))
    assert team.bob.head() == before
    assert (team.folder / "bob/b.md").read_text() == "bob\n"
    assert not (team.folder / "bob/.git/MERGE_HEAD").exists()
    sound(team.folder / "bob")
    write(team.bob, {"b.md": "bob again\n"})


def test_a_conflict_may_be_resolved_by_whoever_knows_the_file(team: Team) -> None:
    write(team.ana, {"b.md": "ana\n", "c.md": "ana\n"})
    write(team.bob, {"b.md": "bob\n", "c.md": "bob\n", "threads/a.md": None})
    shared(team.ana)
    seen = []

    def resolve(path: str, base: bytes | None, ours: bytes | None, theirs: bytes | None) -> bytes | None:
        seen.append((path, base, ours, theirs))
        return b"both\n"

    done = share(team.bob, at=AT, resolve=resolve)
    assert (done.conflicts, done.pushed) == ((), True)
    assert seen == [("b.md", b"b\n", b"bob\n", b"ana\n"), ("c.md", None, b"bob\n", b"ana\n")]
    assert team.hub.read("b.md") == team.hub.read("c.md") == b"both\n"
    assert (team.folder / "bob/b.md").read_text() == "both\n"
    assert team.hub.read("threads/a.md") is None
    sound(team.folder / "bob")


def test_one_conflict_that_nobody_resolves_holds_up_the_others(team: Team) -> None:
    write(team.ana, {"b.md": "ana\n", "threads/a.md": None})
    write(team.bob, {"b.md": "bob\n", "threads/a.md": LINES + "bob\n"})
    shared(team.ana)
    done = merge_upstream_after_fetch(team.bob, lambda path, *sides: b"x" if path == "b.md" else None)
    assert done.conflicts == ("threads/a.md",)
    assert team.bob.read("b.md") == b"bob\n"


def merge_upstream_after_fetch(store: GitStore, resolve) -> Synced:  # type: ignore[no-untyped-def]
    fetch(store, "origin")
    return merge_upstream(store, at=AT, resolve=resolve)


@pytest.mark.parametrize("how", ["edited", "staged", "untracked"])
def test_a_merge_does_not_overwrite_what_is_not_committed(team: Team, how: str) -> None:
    write(team.ana, {"b.md": "ana\n", "new.md": "ana\n"})
    shared(team.ana)
    path = "new.md" if how == "untracked" else "b.md"
    (team.folder / "bob" / path).write_text("mine\n")
    if how == "staged":
        git(team.folder / "bob", "add", path)
    for commit in (None, {"threads/a.md": "bob\n"}):  # a fast forward, then a true merge
        if commit:
            write(team.bob, commit)
        before = team.bob.head()
        with pytest.raises(Refused) as caught:
            share(team.bob, at=AT)
        assert caught.value.code == "uncommitted"
        assert path in caught.value.message
        assert team.bob.head() == before
    assert (team.folder / "bob" / path).read_text() == "mine\n"


def test_other_changes_survive_a_merge(team: Team) -> None:
    write(team.ana, {"b.md": "ana\n"})
    shared(team.ana)
    (team.folder / "bob/threads/a.md").write_text("mine\n")
    os.utime(team.folder / "bob/b.md", (1, 1))  # looks changed, and is not
    assert shared(team.bob).merged == ("b.md",)
    assert (team.folder / "bob/b.md").read_text() == "ana\n"
    assert (team.folder / "bob/threads/a.md").read_text() == "mine\n"


def test_links_and_programs_of_others_arrive_as_they_are(team: Team) -> None:
    ana = team.folder / "ana"
    (ana / "run").write_text("#!/bin/sh\n")
    (ana / "run").chmod(0o755)
    (ana / "link").symlink_to("b.md")
    git(ana, "add", ".")
    git(ana, "commit", "-q", "-m", "odd files")
    shared(team.ana)
    write(team.bob, {"c.md": "1"})
    shared(team.bob)
    assert (team.folder / "bob/run").stat().st_mode & 0o111
    assert (team.folder / "bob/link").readlink() == Path("b.md")
    sound(team.folder / "bob")


def test_a_push_that_comes_second_merges_and_tries_again(team: Team) -> None:
    write(team.ana, {"c.md": "ana\n"})
    write(team.bob, {"d.md": "bob\n"})
    pushed = []

    def meanwhile() -> None:
        if not pushed:
            pushed.append(push(team.bob))

    done = share(team.ana, at=AT, settle=meanwhile)
    assert (done.pushed, done.merged) == (True, ("d.md",))
    assert pushed == [""]
    assert team.hub.count() == 4
    sound(team.folder / "ana")


def test_a_push_onto_a_branch_that_moved_is_not_forced(team: Team) -> None:
    write(team.ana, {"c.md": "ana\n"})
    write(team.bob, {"d.md": "bob\n"})
    assert push(team.bob) == ""
    assert "[rejected]" in push(team.ana)
    assert team.hub.read("d.md") == b"bob\n"


def test_a_branch_that_moves_while_the_remote_takes_a_push_is_merged_and_tried_again(team: Team) -> None:
    write(team.bob, {"d.md": "bob\n"})
    git(team.folder / "bob", "push", "-q", "origin", "HEAD:refs/heads/side")
    hook(team, "update", 'rm "$0"\ngit update-ref "$1" refs/heads/side')
    write(team.ana, {"c.md": "ana\n"})
    done = share(team.ana, at=AT)
    assert (done.pushed, done.merged) == (True, ("d.md",))
    assert team.hub.read("c.md") == b"ana\n"
    sound(team.folder / "ana")


def test_a_branch_that_stays_locked_is_told_in_the_words_of_the_remote(team: Team) -> None:
    (team.folder / "hub.git/refs/heads/main.lock").touch()
    write(team.ana, {"c.md": "ana\n"})
    with pytest.raises(EnvironmentFailed) as caught:
        share(team.ana, at=AT)
    assert caught.value.code == "contended"
    assert "failed to update ref" in caught.value.message


def test_a_settlement_after_the_merge_is_pushed_with_it(team: Team) -> None:
    write(team.ana, {"c.md": "ana\n"})
    shared(team.ana)
    done = share(team.bob, at=AT, settle=lambda: write(team.bob, {"table.md": "regenerated"}) and None)
    assert done.pushed
    assert team.hub.read("table.md") == b"regenerated"


def test_the_upstream_is_what_git_says_it_is(team: Team) -> None:
    ana = team.folder / "ana"
    assert upstream(team.ana.place) == Upstream("origin", "main", git(ana, "rev-parse", "@{u}").strip())
    git(ana, "checkout", "-q", "-b", "feature/x", "--no-track")
    assert upstream(team.ana.place) is None
    git(ana, "push", "-q", "-u", "origin", "feature/x")
    assert upstream(team.ana.place) == Upstream("origin", "feature/x", git(ana, "rev-parse", "@{u}").strip())
    git(ana, "checkout", "-q", "-b", "local", "--track", "main")
    assert upstream(team.ana.place) == Upstream(".", "main", git(ana, "rev-parse", "@{u}").strip())
    git(ana, "pack-refs", "--all")
    assert upstream(team.ana.place) == Upstream(".", "main", git(ana, "rev-parse", "@{u}").strip())
    git(ana, "checkout", "-q", "main")
    (ana / ".git/more").write_text("[user]\n\tname = More\n")
    git(ana, "config", "include.path", "more")
    assert upstream(team.ana.place) == Upstream("origin", "main", git(ana, "rev-parse", "@{u}").strip())
    git(ana, "checkout", "-q", "--detach")
    assert upstream(team.ana.place) is None


def test_what_is_shared_is_what_the_upstream_has(team: Team) -> None:
    before = team.ana.head() or ""
    done = write(team.ana, {"c.md": "1"})
    assert team.ana.shared() == before
    assert team.ana.is_shared(before)
    assert not team.ana.is_shared(done.commit)
    shared(team.ana)
    assert team.ana.is_shared(done.commit)
    assert not team.bob.is_shared(done.commit)


def test_the_first_push_into_an_empty_repository(tmp_path: Path) -> None:
    made(tmp_path / "hub.git", bare=True).close()
    with GitStore(discover(cloned(tmp_path / "hub.git", tmp_path / "ana"))) as ana:
        assert upstream(ana.place) == Upstream("origin", "main", None)
        assert ana.shared() is None
        assert share(ana, at=AT) == Synced()
        write(ana, {"a": "1"})
        assert share(ana, at=AT) == Synced(pushed=True)
    with GitStore(discover(cloned(tmp_path / "hub.git", tmp_path / "bob"))) as bob:
        assert bob.read("a") == b"1"


def test_an_empty_clone_takes_what_is_there(team: Team) -> None:
    git(team.folder, "init", "-q", "-b", "main", "late")
    late = team.folder / "late"
    git(late, "remote", "add", "origin", (team.folder / "hub.git").as_uri())
    git(late, "config", "branch.main.remote", "origin")
    git(late, "config", "branch.main.merge", "refs/heads/main")
    with GitStore(discover(late)) as store:
        assert shared(store).merged == ("b.md", "threads/a.md")
    sound(late)


def test_a_bare_repository_merges_too(team: Team) -> None:
    mirror = team.folder / "mirror.git"
    git(team.folder, "clone", "-q", "--bare", (team.folder / "hub.git").as_uri(), str(mirror))
    git(mirror, "config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
    git(mirror, "config", "branch.main.remote", "origin")
    git(mirror, "config", "branch.main.merge", "refs/heads/main")
    git(mirror, "config", "user.email", "m@x")
    write(team.ana, {"c.md": "1"})
    shared(team.ana)
    with GitStore(discover(mirror)) as store:
        write(store, {"d.md": "1"})
        assert shared(store) == Synced(merged=("c.md",), pushed=True)
    sound(mirror)


def test_without_an_upstream_there_is_a_remedy(clone: GitStore) -> None:
    write(clone, {"a": "1"})
    with pytest.raises(Refused) as caught:
        share(clone, at=AT)
    assert caught.value.code == "no-upstream"
    assert "git push -u origin main" in caught.value.remedy


def test_histories_with_nothing_in_common_are_told(team: Team, tmp_path: Path) -> None:
    stranger = made(tmp_path / "stranger")
    write(stranger, {"x": "1"})
    git(tmp_path / "stranger", "remote", "add", "origin", (team.folder / "hub.git").as_uri())
    git(tmp_path / "stranger", "config", "branch.main.remote", "origin")
    git(tmp_path / "stranger", "config", "branch.main.merge", "refs/heads/main")
    with stranger, pytest.raises(EnvironmentFailed):
        share(stranger, at=AT)
    sound(tmp_path / "stranger")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("/no/such/repository", "no-remote"),
        ("https://127.0.0.1:1/x.git", "offline"),
        ("ext::sh -c touch% pwned", "git-failed"),
    ],
)
def test_a_remote_that_cannot_be_reached_is_told(team: Team, url: str, code: str) -> None:
    git(team.folder / "ana", "remote", "set-url", "origin", url)
    with pytest.raises(EnvironmentFailed) as caught:
        share(team.ana, at=AT)
    assert caught.value.code == code
    assert caught.value.remedy
    assert not (team.folder / "ana/pwned").exists()


def test_hooks_do_not_run_for_what_others_sent_but_a_push_runs_its_own(team: Team) -> None:
    hooks = team.folder / "ana/.git/hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-merge", "post-checkout", "reference-transaction", "post-index-change", "pre-push"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch '{team.folder}/ran-{name}'\n")
        (hooks / name).chmod(0o755)
    write(team.bob, {"c.md": "1"})
    shared(team.bob)
    fetch(team.ana, "origin")
    merge_upstream(team.ana, at=AT)
    assert not list(team.folder.glob("ran-*"))
    write(team.ana, {"d.md": "1"})
    assert not list(team.folder.glob("ran-*"))
    assert push(team.ana) == ""
    assert (team.folder / "ran-pre-push").exists()


def test_what_the_remote_declines_is_told(team: Team) -> None:
    hook(team, "pre-receive", "echo 'not on a Sunday' >&2\nexit 1")
    write(team.ana, {"c.md": "1"})
    with pytest.raises(Refused) as caught:
        share(team.ana, at=AT)
    assert caught.value.code == "push-declined"
    assert "pre-receive hook declined" in caught.value.message


def test_a_name_of_a_remote_is_never_taken_for_an_option(team: Team) -> None:
    with pytest.raises(EnvironmentFailed):
        fetch(team.ana, f"--upload-pack=touch {team.folder}/pwned")
    assert not (team.folder / "pwned").exists()


def test_a_kill_between_merge_and_work_tree_is_made_good(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    write(team.ana, {"b.md": "ana\n", "c.md": "new\n", "threads/a.md": None})
    (team.folder / "ana/run").write_text("#!/bin/sh\n")
    (team.folder / "ana/run").chmod(0o755)
    git(team.folder / "ana", "add", ".")
    git(team.folder / "ana", "commit", "-q", "-m", "run")
    shared(team.ana)
    fetch(team.bob, "origin")
    child = os.fork()
    if not child:
        monkeypatch.setattr("tacit.repo.worktree.Worktree.follow", lambda *_: os.kill(os.getpid(), 9))
        merge_upstream(team.bob, at=AT)
        os._exit(0)
    os.waitpid(child, 0)
    assert team.bob.head() == team.hub.head()
    assert (team.folder / "bob/b.md").read_text() == "b\n"
    write(team.bob, {"after": "1"})
    assert (team.folder / "bob/b.md").read_text() == "ana\n"
    sound(team.folder / "bob")


def test_git_itself_agrees_with_what_was_shared(team: Team) -> None:
    write(team.ana, {"c.md": "1"})
    shared(team.ana)
    shared(team.bob)
    done = subprocess.run(
        ["git", "pull", "--ff-only"], cwd=team.folder / "bob", capture_output=True, text=True, check=True
    )
    assert "Already up to date" in done.stdout
