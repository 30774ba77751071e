"""Packs that are written here are what git itself would have written about them."""

import random
from pathlib import Path

from repositories import git, plan

from tacit.repo.git import GitStore
from tacit.repo.objects import object_id
from tacit.repo.packs import write_pack


def test_gits_own_index_of_a_pack_is_the_one_written_with_it(bare: GitStore) -> None:
    chance = random.Random(1)
    data = [chance.randbytes(size) for size in (0, 1, 15, 16, 17, 2047, 2048, 2049, 70_000, 300_000)]
    objects = {object_id("blob", each): ("blob", each) for each in data}
    objects |= {object_id("blob", b"%d" % number): ("blob", b"%d" % number) for number in range(500)}
    where = Path(bare.place.git_dir)
    folder = where / "objects/pack"
    for sync in (False, True):
        write_pack(folder, objects, sync=sync)
    (pack,) = folder.glob("*.pack")
    ours = pack.with_suffix(".idx").read_bytes()
    git(where, "index-pack", "--strict", "-o", str(where / "theirs.idx"), str(pack))
    assert (where / "theirs.idx").read_bytes() == ours
    assert [path.name.split(".")[1] for path in sorted(folder.iterdir())] == ["idx", "pack"]
    assert dict(bare.blobs(objects)) == {oid: content for oid, (_, content) in objects.items()}
    assert pack.stat().st_mode & 0o777 == 0o444


def test_a_pack_of_versions_is_read_back_and_verified(bare: GitStore) -> None:
    """Large objects that differ a little are written as differences: git and its library read the same bytes."""
    chance = random.Random(3)
    objects: dict[str, tuple[str, bytes]] = {}
    data = chance.randbytes(70_000)
    for _ in range(60):
        start = chance.randint(0, len(data))
        stop = min(len(data), start + chance.choice([0, 1, 20, 300]))
        data = data[:start] + chance.randbytes(chance.choice([0, 1, 130, 300])) + data[stop:]
        objects[object_id("blob", data)] = ("blob", data)
        if chance.random() < 0.1:
            data = chance.randbytes(chance.choice([10, 1_500, 300_000]))
    folder = Path(bare.place.git_dir, "objects", "pack")
    write_pack(folder, objects, sync=False)
    bare.git.run("fsck", "--full", "--strict")
    assert {oid: bare.blob(oid) for oid in objects} == {oid: data for oid, (_, data) in objects.items()}
    listed = bare.git.line("verify-pack", "-v", str(next(folder.glob("*.idx"))))
    assert listed.endswith(": ok")
    assert "chain length = 9" in listed


def test_a_large_folder_is_stored_as_it_stands_and_read_by_git(bare: GitStore) -> None:
    files = {f"many/{number:05}.md": b"%d\n" % number for number in range(3_000)}
    bare.transact(lambda _view: plan(files))
    bare.transact(lambda _view: plan({"many/00007.md": b"changed\n"}))
    git(Path(bare.place.git_dir), "fsck", "--full", "--strict")
    assert git(Path(bare.place.git_dir), "show", "HEAD:many/00007.md").strip() == "changed"
    assert bare.count("many") == 3_000
