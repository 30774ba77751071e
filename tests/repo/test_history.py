"""History as git tells it: every change of every commit, merges included."""

import random
from pathlib import Path

import pytest
from repositories import cloned, git, made, write

from tacit.errors import EnvironmentFailed
from tacit.model.history import FileChange
from tacit.repo.git import GitStore
from tacit.repo.place import discover


def commit(where: Path, files: dict[str, str | None], message: str = "m") -> str:
    for path, text in files.items():
        target = where / path
        if text is None:
            target.unlink()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
    git(where, "add", "-A")
    git(where, "commit", "-q", "--allow-empty", "-m", message)
    return git(where, "rev-parse", "HEAD").strip()


def listing(where: Path, at: str) -> dict[str, str]:
    lines = git(where, "ls-tree", "-r", "-z", at).split("\0")[:-1]
    return {path: described.split(" ")[2] for described, path in (line.split("\t", 1) for line in lines)}


def expected(where: Path, at: str) -> set[FileChange]:
    """What a commit changed, from its files and those of all its parents."""
    parents = [listing(where, parent) for parent in git(where, "rev-parse", f"{at}^@").split()] or [{}]
    now = listing(where, at)
    paths = {path for files in (now, *parents) for path in files}
    return {
        FileChange(path, parents[0].get(path), now.get(path))
        for path in paths
        if all(files.get(path) != now.get(path) for files in parents)
    }


@pytest.fixture
def where(clone: GitStore) -> Path:
    assert clone.place.work_tree
    return Path(clone.place.work_tree)


@pytest.mark.parametrize("seed", range(6))
def test_every_commit_of_a_tangled_history_has_its_changes(clone: GitStore, where: Path, seed: int) -> None:
    chance = random.Random(seed)
    paths = ["a", "a b", "d/é", "d/x", "tab\there", 'quote"d', "new\nline", ":colon", "d/e/f"]
    commit(where, {"a": "0", "d/x": "0"}, "root")
    for turn in range(12):
        branch = chance.choice(["one", "two", "main"])
        git(
            where,
            "checkout",
            "-q",
            *([] if branch in git(where, "branch", "--format=%(refname:short)") else ["-b"]),
            branch,
        )
        if chance.random() < 0.35:
            other = chance.choice(git(where, "branch", "--format=%(refname:short)").split())
            git(where, "merge", "-q", "--no-ff", "--no-commit", "-s", "ours", other)
        held = listing(where, "HEAD")
        files: dict[str, str | None] = {}
        for path in chance.sample(paths, 3):
            files[path] = None if path in held and chance.random() < 0.3 else str(chance.random())
        commit(where, files, f"turn {turn}\n\nbody of {turn}")
    tip = git(where, "rev-parse", "HEAD").strip()
    told = list(clone.log(tip))
    assert sorted(each.id for each in told) == sorted(git(where, "rev-list", tip).split())
    seen: set[str] = set()
    for each in told:
        assert seen.issuperset(each.parents)
        seen.add(each.id)
        assert set(each.changes) == expected(where, each.id)
        assert each.message == git(where, "log", "-1", "--format=%B", each.id)[:-1]


def test_a_merge_changes_only_what_no_parent_has(clone: GitStore, where: Path) -> None:
    commit(where, {"a": "0", "b": "0", "gone": "0"})
    git(where, "checkout", "-q", "-b", "side")
    commit(where, {"b": "side"})
    git(where, "checkout", "-q", "main")
    commit(where, {"a": "main"})
    git(where, "merge", "-q", "--no-commit", "side")
    merge = commit(where, {"gone": None, "evil": "1"}, "merge")
    *_, told = clone.log(merge)
    assert [(change.path, change.new is None) for change in told.changes] == [("evil", False), ("gone", True)]
    assert {change.path for change in clone.changes(told.parents[0], merge)} == {"b", "evil", "gone"}


def test_a_merge_of_three_is_read_too(clone: GitStore, where: Path) -> None:
    commit(where, {"a": "0"})
    for name in ("x", "y"):
        git(where, "checkout", "-q", "-b", name, "main")
        commit(where, {name: "1"})
    git(where, "checkout", "-q", "main")
    commit(where, {"m": "1"})
    git(where, "merge", "-q", "--no-commit", "x", "y")
    merge = commit(where, {"a": "merged"}, "octopus")
    *_, told = clone.log(merge)
    assert len(told.parents) == 3
    assert set(told.changes) == expected(where, merge)


def test_a_path_keeps_its_merges_when_history_keeps_to_it(clone: GitStore, where: Path) -> None:
    first = commit(where, {"[a]*": "0", "a": "0"})
    second = commit(where, {"[a]*": "1"})
    commit(where, {"a": "1"})
    assert [each.id for each in clone.log("main", paths=["[a]*"])] == [first, second]


def test_nobodys_configuration_changes_what_is_told(clone: GitStore, where: Path, home: Path) -> None:
    (home / ".gitconfig").write_text(
        "[log]\n showSignature = true\n mailmap = true\n decorate = full\n date = relative\n follow = true\n"
        "[diff]\n renames = copies\n noprefix = true\n external = false\n orderFile = order\n"
        "[color]\n ui = always\n[core]\n quotePath = true\n[i18n]\n logOutputEncoding = latin1\n"
        "[user]\n name = N\n email = n@x\n"
    )
    (where / "order").write_text("old\nnew\n")
    (where / ".mailmap").write_text("Other <other@x> <ana@example.com>\n")
    commit(where, {"old": "same content, long enough to be taken for a rename\n" * 5}, "Größe ✓")
    tip = commit(where, {"old": None, "new": "same content, long enough to be taken for a rename\n" * 5})
    first, second = clone.log(tip)
    assert (first.name, first.email, first.message) == ("Ana Ng", "ana@example.com", "Größe ✓\n")
    assert [change.path for change in second.changes] == ["new", "old"]


def test_an_author_in_another_encoding_is_read(clone: GitStore, where: Path) -> None:
    git(
        where,
        "-c",
        "i18n.commitEncoding=latin1",
        "commit",
        "-q",
        "--allow-empty",
        "-F",
        "-",
        data="Größe".encode("latin1"),
    )
    assert [each.message for each in clone.log("HEAD")] == ["Größe\n"]


def test_a_change_of_mode_alone_changes_no_file(clone: GitStore, where: Path) -> None:
    commit(where, {"a": "1"})
    (where / "a").chmod(0o755)
    tip = commit(where, {})
    assert [len(each.changes) for each in clone.log(tip)] == [1, 0]


def test_a_module_is_no_file(clone: GitStore, where: Path) -> None:
    first = commit(where, {"a": "1"})
    git(where, "update-index", "--add", "--cacheinfo", f"160000,{first},module")
    git(where, "commit", "-q", "-m", "module")
    git(where, "rm", "-q", "--cached", "module")
    tip = commit(where, {"module": "now a file"})
    assert [[change.old for change in each.changes] for each in clone.log(tip)] == [[None], [], [None]]


def test_history_may_be_left_before_its_end(clone: GitStore, where: Path) -> None:
    for number in range(30):
        write(clone, {"a": str(number)})
    told = clone.log("HEAD")
    assert next(told).changes[0].old is None
    told.close()  # type: ignore[attr-defined]
    assert len(list(clone.log("HEAD"))) == 30


def test_a_commit_that_is_not_there_is_an_error(clone: GitStore, where: Path) -> None:
    commit(where, {"a": "1"})
    for until in ("0" * 40, "--all", "nothing"):
        with pytest.raises(EnvironmentFailed):
            list(clone.log(until))


def test_the_edge_of_a_shallow_clone_is_a_beginning(clone: GitStore, where: Path, tmp_path: Path) -> None:
    for number in range(4):
        commit(where, {"a": str(number), f"b{number}": ""})
    with GitStore(discover(cloned(where, tmp_path / "shallow", "--depth=2"))) as shallow:
        first, second = shallow.log(shallow.head() or "")
        assert {change.path for change in first.changes} == {"a", "b0", "b1", "b2"}
        assert {change.path for change in second.changes} == {"a", "b3"}


def test_reading_alone_does_not_load_the_library(tmp_path: Path) -> None:
    import subprocess
    import sys

    with made(tmp_path / "r") as store:
        done = write(store, {"a/b": "1", "c": "2"})
    script = (
        "import sys\n"
        "from tacit.repo.git import GitStore\n"
        "from tacit.repo.place import discover\n"
        "with GitStore(discover('.')) as s:\n"
        "    assert s.read('a/b') == b'1' and s.entry('c').size == 1 and s.count() == 2\n"
        "    assert len(list(s.changes(None, s.head()))) == len(list(s.files())) == 2\n"
        f"    assert [c.id for c in s.log(s.head())] == ['{done.commit}']\n"
        "    assert dict(s.blobs([s.entry('c').oid])) == {s.entry('c').oid: b'2'}\n"
        "    try: s.blob('0' * 40)\n"
        "    except Exception as error: assert error.code == 'object-missing'\n"
        "    assert s.blob(s.entry('c').oid) == b'2'\n"
        "assert 'pygit2' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", script], cwd=tmp_path / "r", check=True)


@pytest.mark.parametrize("kind", ["bare", "clone"])
def test_what_this_process_made_is_told_as_git_tells_it(request: pytest.FixtureRequest, kind: str) -> None:
    store: GitStore = request.getfixturevalue(kind)
    first = write(store, {"a": "1", "a-b/1": "1", "a.md": "1", "d/é": "1", "d/x": "1"}).commit
    chance = random.Random(5)
    names = ["a-b/1", "a-b/2", "a.md", "a b", "d/é", "d/x", "d/e/f", "B", "z/𝄞", "z/ﬀ"]
    for turn in range(20):
        some = chance.sample(names, 4)
        text = f"One: {turn}\n\n  two  \n\nTacit-Act: edit\nTacit-Record: {turn}\n"
        write(store, {name: chance.choice(["1", "2", "3", None]) for name in some}, text, f"command-{turn}")
    tip = store.head() or ""
    told = list(store.log(tip, since=first))
    with GitStore(store.place) as another:
        assert told == list(another.log(tip, since=first))
        assert list(store.log(tip)) == list(another.log(tip))
        assert list(store.log(first, since=tip)) == list(another.log(first, since=tip)) == []
        assert list(store.log(tip, since=first, paths=["d"])) == list(another.log(tip, since=first, paths=["d"]))
    assert list(store.log(tip, since=tip)) == []


def test_what_somebody_else_made_in_between_is_asked_of_git(clone: GitStore, where: Path) -> None:
    first = write(clone, {"a": "1"}).commit
    write(clone, {"a": "2"})
    outside = commit(where, {"b": "1"}, "outside")
    last = write(clone, {"a": "3"}).commit
    assert [each.id for each in clone.log(last, since=first)][1:] == [outside, last]
    assert [each.id for each in clone.log(last, since=outside)] == [last]
