"""Packs that are written here are what git itself would have written about them."""

import random
from pathlib import Path

from repositories import git

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
