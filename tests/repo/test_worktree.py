"""A clone's files and index follow the branch, and nothing that somebody has not committed is ever lost."""

import sys
from pathlib import Path

import pytest
from repositories import AT, cloned, git, plan, sound, write

from tacit.errors import EnvironmentFailed, Refused
from tacit.repo.git import GitStore
from tacit.repo.place import discover


@pytest.fixture
def where(clone: GitStore) -> Path:
    write(clone, {"threads/a.md": "one\n", "b.md": "b\n"})
    assert clone.place.work_tree
    return Path(clone.place.work_tree)


def refused(store: GitStore, writes: dict[str, str | None], path: str) -> Refused:
    before = store.head()
    with pytest.raises(Refused) as caught:
        write(store, writes)
    assert caught.value.code == "uncommitted"
    assert caught.value.path == path
    assert caught.value.remedy
    assert store.head() == before
    return caught.value


def test_files_and_index_follow_a_commit(clone: GitStore, where: Path) -> None:
    write(clone, {"threads/a.md": "two\n", "new/deep/c.md": "c\n", "b.md": None})
    assert (where / "threads/a.md").read_text() == "two\n"
    assert (where / "new/deep/c.md").read_text() == "c\n"
    assert not (where / "b.md").exists()
    sound(where)


def test_a_folder_goes_with_its_last_file_but_not_with_others_in_it(clone: GitStore, where: Path) -> None:
    (where / "threads/notes.txt").write_text("mine")
    write(clone, {"threads/a.md": None, "x/y/z": "1"})
    assert (where / "threads/notes.txt").read_text() == "mine"
    write(clone, {"x/y/z": None})
    assert not (where / "x").exists()


def test_a_change_in_the_work_tree_is_not_overwritten(clone: GitStore, where: Path) -> None:
    (where / "threads/a.md").write_text("mine\n")
    refused(clone, {"b.md": "2", "threads/a.md": "two\n"}, "threads/a.md")
    refused(clone, {"threads/a.md": None}, "threads/a.md")
    assert (where / "threads/a.md").read_text() == "mine\n"
    assert clone.dirty(["threads/a.md", "b.md"]) == {"threads/a.md"}


def test_a_staged_change_is_not_overwritten(clone: GitStore, where: Path) -> None:
    (where / "b.md").write_text("staged\n")
    git(where, "add", "b.md")
    (where / "b.md").write_text("b\n")
    refused(clone, {"b.md": "two\n"}, "b.md")
    assert clone.read_staged("b.md") == b"staged\n"
    assert clone.worktree_read("b.md") == b"b\n"
    assert clone.dirty(["b.md"]) == {"b.md"}


def test_a_deletion_that_is_not_committed_is_not_undone(clone: GitStore, where: Path) -> None:
    (where / "b.md").unlink()
    refused(clone, {"b.md": "two\n"}, "b.md")
    git(where, "rm", "-q", "--cached", "b.md")
    refused(clone, {"b.md": "two\n"}, "b.md")
    assert clone.staged() == {"b.md": None}
    assert clone.read_staged("b.md") is None


def test_an_untracked_file_in_the_way_is_not_overwritten(clone: GitStore, where: Path) -> None:
    (where / "c.md").write_text("mine\n")
    refused(clone, {"c.md": "ours\n"}, "c.md")
    (where / ".gitignore").write_text("c.md\n")
    refused(clone, {"c.md": "ours\n"}, "c.md")
    assert (where / "c.md").read_text() == "mine\n"
    git(where, "add", "-f", "c.md")
    refused(clone, {"c.md": "ours\n"}, "c.md")


def test_an_untracked_folder_or_file_where_the_other_should_be_is_kept(clone: GitStore, where: Path) -> None:
    (where / "c").mkdir()
    (where / "c/mine").write_text("mine")
    (where / "d").write_text("mine")
    refused(clone, {"c": "ours\n"}, "c")
    refused(clone, {"d/e": "ours\n"}, "d/e")
    (where / "empty").mkdir()
    refused(clone, {"empty": "1", "c/x": None, "d/e": "1"}, "d/e")
    assert ((where / "c/mine").read_text(), (where / "d").read_text()) == ("mine", "mine")


def test_nothing_is_written_through_a_symbolic_link(clone: GitStore, where: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (where / "link").symlink_to(tmp_path / "outside")
    (where / "dangling.md").symlink_to(tmp_path / "outside/target")
    refused(clone, {"link/a.md": "1"}, "link/a.md")
    refused(clone, {"dangling.md": "1"}, "dangling.md")
    assert list((tmp_path / "outside").iterdir()) == []
    assert clone.worktree_read("dangling.md") is None
    (where / "near.md").symlink_to("b.md")
    assert clone.worktree_read("near.md") is None
    assert sorted(clone.worktree_files()) == ["b.md", "threads/a.md"]
    (tmp_path / "outside/secret").write_text("s")
    assert clone.worktree_read("link/secret") is None


def test_other_changes_stay_as_they_are(clone: GitStore, where: Path) -> None:
    write(clone, {"c.md": "c\n", "d.md": "d\n"})
    (where / "b.md").write_text("edited\n")
    (where / "c.md").write_text("staged\n")
    (where / "new.md").write_text("staged too\n")
    git(where, "add", "c.md", "new.md")
    (where / "d.md").unlink()
    (where / "untracked").write_text("u")
    before = git(where, "status", "--porcelain")
    write(clone, {"threads/a.md": "two\n"})
    assert git(where, "status", "--porcelain") == before
    assert clone.staged().keys() == {"c.md", "new.md"}
    assert sorted(clone.worktree_files()) == ["b.md", "c.md", "new.md", "threads/a.md", "untracked"]
    assert list(clone.worktree_files("threads")) == ["threads/a.md"]


def test_ignored_files_are_not_listed(clone: GitStore, where: Path) -> None:
    (where / ".gitignore").write_text("*.tmp\n")
    (where / "x.tmp").write_text("1")
    (where / "[b]*.md").write_text("1")
    assert list(clone.worktree_files()) == [".gitignore", "[b]*.md", "b.md", "threads/a.md"]


@pytest.mark.parametrize("attribute", ["autocrlf", "text"])
def test_line_endings_are_checked_out_as_git_would(
    clone: GitStore, where: Path, tmp_path: Path, attribute: str
) -> None:
    if attribute == "text":
        write(clone, {".gitattributes": "*.md text eol=crlf\n"})
    other = cloned(where, tmp_path / "other", *(["-c", "core.autocrlf=true"] if attribute == "autocrlf" else []))
    with GitStore(discover(other)) as store:
        assert (other / "b.md").read_bytes() == b"b\r\n"
        assert store.dirty(["b.md"]) == frozenset()
        done = write(store, {"b.md": "b\nc\n", "new.md": "n\n"})
        assert store.read("b.md") == b"b\nc\n"
        assert (other / "b.md").read_bytes() == b"b\r\nc\r\n"
        assert (other / "new.md").read_bytes() == b"n\r\n"
        assert done.warnings == ()
        sound(other)


def test_a_file_keeps_its_permissions(clone: GitStore, where: Path) -> None:
    (where / "run").write_text("#!/bin/sh\n")
    (where / "run").chmod(0o755)
    git(where, "add", "run")
    git(where, "commit", "-q", "-m", "run")
    (where / "b.md").chmod(0o600)
    write(clone, {"run": "#!/bin/sh\nexit\n", "b.md": "2\n"})
    assert (where / "run").stat().st_mode & 0o777 == 0o755
    assert (where / "b.md").stat().st_mode & 0o777 == 0o600
    sound(where)


@pytest.mark.parametrize("state", ["merge", "rebase", "cherry-pick", "revert"])
def test_nothing_is_written_in_the_middle_of_something_else(clone: GitStore, where: Path, state: str) -> None:
    git(where, "checkout", "-q", "-b", "side")
    write(clone, {"b.md": "side\n"})
    git(where, "checkout", "-q", "main")
    write(clone, {"b.md": "main\n"})
    args = {"merge": ["merge", "side"], "rebase": ["rebase", "side"], "cherry-pick": ["cherry-pick", "side"]}
    if state == "revert":
        write(clone, {"b.md": "later\n"})
    with pytest.raises(AssertionError):
        git(where, *args.get(state, ["revert", "--no-edit", "HEAD~1"]))
    with pytest.raises(Refused) as caught:
        write(clone, {"threads/a.md": "two\n"})
    assert caught.value.code == ("detached" if state == "rebase" else "unfinished")
    assert f"git {state}" in caught.value.remedy or state == "rebase"
    assert clone.read("threads/a.md") == b"one\n"


def test_nothing_is_written_on_a_detached_head(clone: GitStore, where: Path) -> None:
    git(where, "checkout", "-q", "--detach")
    assert clone.read("b.md") == b"b\n"
    assert clone.branch() is None
    with pytest.raises(Refused) as caught:
        write(clone, {"b.md": "2"})
    assert caught.value.code == "detached"
    assert "git switch" in caught.value.remedy


def test_a_linked_work_tree_is_written_on_its_own_branch(clone: GitStore, where: Path, tmp_path: Path) -> None:
    git(where, "worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    with GitStore(discover(tmp_path / "side")) as side:
        write(side, {"b.md": "side\n"})
        assert (tmp_path / "side/b.md").read_text() == "side\n"
        assert clone.read("b.md") == b"b\n"
        write(clone, {"b.md": "main\n"})
        assert side.read("b.md") == b"side\n"
    sound(tmp_path / "side")
    sound(where)


def test_what_git_committed_meanwhile_is_what_is_decided_on(clone: GitStore, where: Path) -> None:
    calls = []

    def decide(view):  # type: ignore[no-untyped-def]
        calls.append(view.commit)
        if len(calls) < 3:
            (where / "b.md").write_text(f"{len(calls)}\n")
            git(where, "commit", "-q", "-m", "outside", "b.md")
        return plan({"threads/a.md": view.read("b.md") + b"and ours\n"})

    done = clone.transact(decide)
    assert calls == [commit.id for commit in clone.log("HEAD")][-4:-1]
    assert clone.read("threads/a.md") == b"2\nand ours\n"
    assert done.commit == clone.head()
    sound(where)


def test_a_branch_that_never_rests_is_told_to_have_moved(clone: GitStore, where: Path) -> None:
    def decide(view):  # type: ignore[no-untyped-def]
        git(where, "commit", "-q", "--allow-empty", "-m", "outside")
        return plan({"b.md": "ours"})

    with pytest.raises(EnvironmentFailed) as caught:
        clone.transact(decide)
    assert caught.value.code == "moved"
    assert clone.read("b.md") == b"b\n"
    sound(where)


def test_a_file_edited_while_it_was_decided_is_kept(clone: GitStore, where: Path) -> None:
    worktree = clone.landing.worktree
    assert worktree
    first = clone.head()
    done = write(clone, {"b.md": "ours\n"})
    # As if the user had saved after the check and before the file was brought forward.
    (where / "b.md").write_text("mine\n")
    warnings = worktree.forward(first, done.commit)
    assert (where / "b.md").read_text() == "mine\n"
    assert "b.md was edited" in warnings[0]


def test_another_git_at_work_on_the_index_is_waited_for_and_then_told(
    clone: GitStore, where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tacit.repo.lock._FOREIGN", 0.05)
    (where / ".git/index.lock").touch()
    with pytest.raises(EnvironmentFailed) as caught:
        write(clone, {"b.md": "2"})
    assert caught.value.code == "busy"
    assert "index.lock" in caught.value.remedy
    assert clone.read("b.md") == b"b\n"
    (where / ".git/index.lock").unlink()
    write(clone, {"b.md": "2"})


def test_a_change_made_in_a_group_stands_on_the_one_before_it(clone: GitStore, where: Path) -> None:
    from tacit.repo.writing import Job

    jobs = [Job(lambda view, n=n: plan({"n": (view.read("n") or b"") + b"%d" % n})) for n in range(5)]
    jobs.insert(2, Job(lambda _: plan({"../x": "1"})))
    jobs.insert(4, Job(lambda _: plan({"x": "1"}), "two words"))
    clone.landing.land(jobs)
    assert [type(job.error) for job in jobs if job.error] == [Refused, ValueError]
    assert (where / "n").read_bytes() == b"01234"
    assert len(list(clone.log("HEAD"))) == 6
    sound(where)


def test_a_merge_commit_dated_with_an_offset_is_required(clone: GitStore, where: Path) -> None:
    from tacit.repo.store import Author, Plan

    with pytest.raises(ValueError, match="offset"):
        clone.transact(lambda _: Plan({"b.md": b"2"}, "m", Author("A", "a@x"), AT.replace(tzinfo=None)))
    assert clone.read("b.md") == b"b\n"


@pytest.mark.parametrize("how", [["-a"], ["-o", "b.md"], []])
def test_a_hook_sees_the_commit_that_is_being_made(
    clone: GitStore, where: Path, tmp_path: Path, how: list[str]
) -> None:
    (where / "b.md").write_text("next\n")
    (where / "staged.md").write_text("staged\n")
    git(where, "add", "staged.md")
    script = (
        "from tacit.repo.git import GitStore; from tacit.repo.place import discover\n"
        "with GitStore(discover('.')) as s: print(sorted(s.staged()), s.read_staged('b.md'))"
    )
    hook = where / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\n{sys.executable} -c "{script}" > {tmp_path}/told\n')
    hook.chmod(0o755)
    git(where, "commit", "-q", "-m", "by hand", *how)
    assert (tmp_path / "told").read_text() == {
        "-a": "['b.md', 'staged.md'] b'next\\n'\n",
        "-o": "['b.md'] b'next\\n'\n",
        "": "['staged.md'] b'b\\n'\n",
    }[how[0] if how else ""]


def test_a_note_of_a_commit_that_was_never_made_is_dropped(clone: GitStore, where: Path) -> None:
    for note in (f"{clone.head()} {'1' * 40}\n", "", "nonsense"):
        (where / ".git/tacit/pending").write_text(note)
        assert write(clone, {"n": note}).warnings == ()
        assert not (where / ".git/tacit/pending").exists()
    sound(where)


def test_an_act_touches_no_line_of_gits_own_settings(clone: GitStore, where: Path) -> None:
    git(where, "update-index", "--split-index", "--untracked-cache")
    git(where, "update-index", "--assume-unchanged", "threads/a.md")
    write(clone, {"b.md": "2\n", "c/d.md": "1\n"})
    assert git(where, "ls-files", "-v").split() == ["H", "b.md", "H", "c/d.md", "h", "threads/a.md"]
    assert list((where / ".git").glob("sharedindex.*"))
    sound(where)
