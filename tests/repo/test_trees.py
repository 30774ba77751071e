"""Trees as raw bytes say what git says."""

import random
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from repositories import git, plan, sound, write

from tacit.repo.git import GitStore
from tacit.repo.names import folded
from tacit.repo.objects import MemoryObjects
from tacit.repo.reading import Editor
from tacit.repo.trees import FILE, MODULE, TREE, Trees, find, splice

BLOB = "5" * 40
OTHER = "0" * 20 + "a" * 20
NAMES = st.sampled_from(
    [b"a", b"a b", b"a.b", b"ab", b"a0", b"b", b"100644 a", b"40000 b", b"z 100644 a", b"1", b"\xff"]
)


def raw(entries: dict[bytes, tuple[int, str]]) -> bytes:
    """A tree, the plain way."""
    ordered = sorted(entries.items(), key=lambda item: item[0] + b"/" * (item[1][0] == TREE))
    return b"".join(b"%o %b\0" % (mode, name) + bytes.fromhex(oid) for name, (mode, oid) in ordered)


ENTRIES = st.dictionaries(
    NAMES, st.tuples(st.sampled_from([FILE, TREE, 0o100755, 0o120000, MODULE]), st.sampled_from([BLOB, OTHER]))
)


@given(ENTRIES, NAMES)
@example({b"0": (FILE, "00" * 20), b"100644 a": (FILE, BLOB)}, b"a")
@example({b"0": (FILE, "00" * 6 + b"40000 b".hex() + "00" * 7), b"100644 b": (FILE, BLOB)}, b"b")
def test_an_entry_is_found_where_there_is_one(entries: dict[bytes, tuple[int, str]], name: bytes) -> None:
    found = find(raw(entries), name)
    assert (found and (found.mode, found.oid)) == entries.get(name)


@given(ENTRIES, st.dictionaries(NAMES, st.none() | st.tuples(st.sampled_from([FILE, TREE]), st.just(OTHER))))
def test_splicing_gives_the_tree_that_making_it_anew_gives(
    entries: dict[bytes, tuple[int, str]], edits: dict[bytes, tuple[int, str] | None]
) -> None:
    after = {name: entry for name, entry in (entries | edits).items() if entry is not None}
    assert splice(raw(entries), edits) == raw(after)


def test_many_edits_of_one_folder_are_spliced_in_one_pass() -> None:
    entries = {b"%04d" % number: (FILE, BLOB) for number in range(0, 2000, 2)}
    edits = {b"%04d" % number: (FILE, OTHER) if number % 3 else None for number in range(500)}
    after = {name: entry for name, entry in (entries | edits).items() if entry is not None}
    assert splice(raw(entries), edits) == raw(after)


SEGMENT = st.sampled_from(["a", "b", "a-b", "a.b", "c d", "é"])
PATHS = st.lists(SEGMENT, min_size=1, max_size=3).map("/".join)


@given(st.dictionaries(PATHS, st.sampled_from("xyz")), st.dictionaries(PATHS, st.sampled_from("xyz")))
def test_changes_between_trees_are_the_difference_of_their_files(before: dict[str, str], after: dict[str, str]) -> None:
    editor = Editor(MemoryObjects())
    before, after = (
        {path: text for path, text in files.items() if not _below(path, files)} for files in (before, after)
    )
    trees = [
        editor.edit(None, {path: (FILE, editor.write("blob", text.encode())) for path, text in files.items()})
        for files in (before, after)
    ]
    listed = [{path: oid for path, oid, _ in editor.files(tree)} for tree in trees]
    assert [set(each) for each in listed] == [set(before), set(after)]
    found = [(change.path, change.old, change.new) for change in editor.trees.changes(*trees)]
    expected = {
        (path, listed[0].get(path), listed[1].get(path))
        for path in listed[0] | listed[1]
        if listed[0].get(path) != listed[1].get(path)
    }
    assert len(found) == len(expected)
    assert set(found) == expected
    # and one edit leads from one tree to the other
    edits = {path: (FILE, new) if new else None for path, _, new in found}
    assert editor.edit(trees[0], edits) == trees[1]


def _below(path: str, others: dict[str, str]) -> bool:
    return any(path.startswith(f"{other}/") for other in others)


def test_git_finds_nothing_wrong_with_a_folder_that_was_spliced(bare: GitStore) -> None:
    write(bare, {f"flat/{number:05}.md": str(number) for number in range(0, 3000, 2)})
    for number in (1, 2999, 1500, 777):
        write(bare, {f"flat/{number:05}.md": "new"})
    write(bare, {"flat/00000.md": None, "flat/02998.md": None})
    where = Path(bare.place.git_dir)
    sound(where)
    listed = git(where, "ls-tree", "-r", "-z", "--name-only", "main").split("\0")[:-1]
    assert [path for path, _, _ in bare.files()] == listed
    assert bare.count("flat") == len(listed) == 1500 + 3 - 2


def test_links_and_modules_are_no_files_to_write(bare: GitStore) -> None:
    where = Path(bare.place.git_dir)
    blob = git(where, "hash-object", "-w", "--stdin", data=b"/etc/passwd").strip()
    commit = write(bare, {"a": "1"}).commit
    described = "\0".join(
        (f"120000 blob {blob}\tlink", f"160000 commit {commit}\tmodule", f"100755 blob {blob}\trun", "")
    )
    tree = git(where, "mktree", "-z", data=described.encode()).strip()
    git(where, "update-ref", "refs/heads/main", git(where, "commit-tree", "-m", "odd", tree).strip())
    assert [path for path, _, _ in bare.files()] == ["link", "run"]
    assert bare.entry("module") is None
    for path in ("link", "module", "link/a", "module/a"):
        for data in ("1", None) if "/" not in path else ("1",):
            with pytest.raises(Exception, match="cannot be written") as caught:
                bare.transact(lambda _, path=path, data=data: plan({path: data}))  # type: ignore[misc]
            assert caught.value.code == "in-the-way"  # type: ignore[attr-defined]
    write(bare, {"run": "new"})
    assert git(where, "ls-tree", "main", "run").startswith("100755 blob")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/"), min_size=1)))
def test_names_fold_together_as_they_fold_one_by_one(names: list[str]) -> None:
    assert folded("/".join(names)).split("/") == [folded(name) for name in names] or not names


def test_names_that_begin_alike_are_found_whatever_ids_stand_between() -> None:
    chance = random.Random(9)
    names = sorted(
        {b"20%02d-%02d 2026-05 %d.md" % (chance.randint(20, 29), chance.randint(1, 12), n) for n in range(900)}
    )
    odd = [b"", b"100644 2026-05-x.md", b" 2026-05", b"\x00100644 2026-05"]
    raw = b"".join(
        b"100644 %b\0" % name + chance.choice([*odd, chance.randbytes(20)]).ljust(20, b"\0") for name in names
    )
    trees = Trees(lambda _: raw)
    for begins in ("", "2", "2026", "2026-05", "2026-05 2026", "nothing"):
        assert trees.names("x", begins) == [name.decode() for name in names if name.startswith(begins.encode())]
