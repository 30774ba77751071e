"""What every store promises, in memory and in git, bare and cloned."""

import threading
from datetime import UTC, datetime

import pytest
from repositories import ANA, AT, plan, write

from tacit.errors import EnvironmentFailed, Refused
from tacit.model.history import FileChange
from tacit.repo.memory import MemoryStore
from tacit.repo.objects import object_id
from tacit.repo.store import Author, Decide, Done, Plan, Store, View


def test_an_empty_repository_has_a_branch_and_nothing_else(store: Store) -> None:
    assert store.head() is None
    assert store.branch() == "main"
    assert store.read("a") is None
    assert store.entry("a") is None
    assert list(store.files()) == []
    assert store.count() == 0
    assert store.resolve("HEAD") is None
    assert store.shared() is None
    assert not store.shallow


def test_what_was_written_is_read_back_at_the_tip(store: Store) -> None:
    done = write(store, {"threads/a.md": "one\n", "x": b"\0\xff"})
    assert store.head() == done.commit
    assert store.read("threads/a.md") == b"one\n"
    assert store.read("x") == b"\0\xff"
    assert store.read("threads") is None
    assert store.read("threads/a.md/b") is None
    assert store.read("nothing") is None


def test_an_older_commit_keeps_its_files(store: Store) -> None:
    first = write(store, {"a": "1", "b": "1"})
    second = write(store, {"a": "2", "b": None})
    assert store.read("a", first.commit) == b"1"
    assert store.read("b", first.commit) == b"1"
    assert store.read("b", second.commit) is None
    assert [path for path, _, _ in store.files(at=first.commit)] == ["a", "b"]


def test_an_entry_tells_blob_mode_and_size(store: Store) -> None:
    write(store, {"folder/a.md": "12345"})
    found = store.entry("folder/a.md")
    assert found is not None
    assert found == (object_id("blob", b"12345"), 0o100644, 5)
    assert store.blob(found.oid) == b"12345"
    assert store.entry("folder") is None


def test_files_are_listed_below_a_folder_in_gits_order(store: Store) -> None:
    write(store, {path: path for path in ("a-b/1", "a/2", "a.md", "a/1/x", "ab")})
    assert [path for path, _, _ in store.files()] == ["a-b/1", "a.md", "a/1/x", "a/2", "ab"]
    assert [path for path, _, _ in store.files("a")] == ["a/1/x", "a/2"]
    assert [path for path, _, _ in store.files("a/1")] == ["a/1/x"]
    assert list(store.files("nothing")) == []
    assert list(store.files("ab")) == []
    assert (store.count(), store.count("a"), store.count("nothing")) == (5, 2, 0)


def test_many_blobs_come_in_the_order_asked_for_and_giants_are_not_loaded(store: Store) -> None:
    done = write(store, {"a": "1", "b": "22", "c": "333", "big": "x" * 101})
    oids = {change.path: change.new or "" for change in done.changes}
    asked = [oids[path] for path in ("c", "big", "a", "c", "b")]
    assert list(store.blobs(asked, limit=100)) == list(zip(asked, [b"333", None, b"1", b"333", b"22"], strict=True))
    assert list(store.blobs([])) == []
    many = [oids[path] for path in ("a", "big", "b") * 40]
    assert list(store.blobs(many, limit=100)) == list(zip(many, [b"1", None, b"22"] * 40, strict=True))


def test_a_blob_that_is_not_there_is_an_error(store: Store) -> None:
    write(store, {"a": "1"})
    for ask in (lambda: store.blob("0" * 39 + "1"), lambda: list(store.blobs(["0" * 39 + "1"] * 50))):
        with pytest.raises(EnvironmentFailed) as caught:
            ask()
        assert caught.value.code == "object-missing"
        assert caught.value.remedy


def test_changes_name_what_differs_and_nothing_else(store: Store) -> None:
    first = write(store, {"a": "1", "d/b": "1", "d/c": "1", "e/f/g": "1"})
    second = write(store, {"a": None, "d/b": "2", "h/i": "1"})
    one, two = object_id("blob", b"1"), object_id("blob", b"2")
    expected = [FileChange("a", one, None), FileChange("d/b", one, two), FileChange("h/i", None, one)]
    assert list(store.changes(first.commit, second.commit)) == expected
    assert list(second.changes) == expected
    assert list(store.changes(None, first.commit)) == list(first.changes)
    assert list(store.changes(second.commit, second.commit)) == []


def test_a_file_that_becomes_a_folder_is_told_as_both(store: Store) -> None:
    first = write(store, {"a": "1"})
    second = write(store, {"a": None, "a/b": "1"})
    one = object_id("blob", b"1")
    assert list(store.changes(first.commit, second.commit)) == [
        FileChange("a", one, None),
        FileChange("a/b", None, one),
    ]
    third = write(store, {"a/b": None, "a": "1"})
    assert store.read("a", third.commit) == b"1"


def test_history_is_told_oldest_first_with_trailers(store: Store) -> None:
    write(store, {"a": "1"}, "First\n\nTacit-Act: open\nTacit-Party: Ana: the one")
    write(store, {"a": "2"}, "Second\n\nwith a body: like this", command="c-2")
    first, second = store.log(store.head() or "")
    assert (first.name, first.email, first.at) == (ANA.name, ANA.email, AT)
    assert first.at.utcoffset() == AT.utcoffset()
    assert first.parents == ()
    assert first.message == "First\n\nTacit-Act: open\nTacit-Party: Ana: the one\n"
    assert first.trailers == {"Tacit-Act": "open", "Tacit-Party": "Ana: the one"}
    assert [change.path for change in first.changes] == ["a"]
    assert second.parents == (first.id,)
    assert second.message == "Second\n\nwith a body: like this\n\nTacit-Command: c-2\n"
    assert second.trailers == {"Tacit-Command": "c-2"}


def test_a_commands_id_joins_the_trailers_that_are_there(store: Store) -> None:
    write(store, {"a": "1"}, "One line", command="c-1")
    write(store, {"a": "2"}, "Subject\n\nBody\n\nTacit-Act: reply\n", command="c-2")
    first, second = store.log(store.head() or "")
    assert first.message == "One line\n\nTacit-Command: c-1\n"
    assert second.message == "Subject\n\nBody\n\nTacit-Act: reply\nTacit-Command: c-2\n"
    assert second.trailers == {"Tacit-Act": "reply", "Tacit-Command": "c-2"}


def test_history_can_begin_late_and_keep_to_paths(store: Store) -> None:
    first = write(store, {"a/1": "1", "b": "1"})
    second = write(store, {"b": "2"})
    third = write(store, {"a/1": "2", "b": "3"})
    assert [commit.id for commit in store.log(third.commit, since=first.commit)] == [second.commit, third.commit]
    kept = list(store.log(third.commit, paths=["a"]))
    assert [commit.id for commit in kept] == [first.commit, third.commit]
    assert [change.path for commit in kept for change in commit.changes] == ["a/1", "a/1"]
    assert list(store.log(third.commit, since=third.commit)) == []


def test_names_of_commits_are_resolved(store: Store) -> None:
    first, second = write(store, {"a": "1"}), write(store, {"a": "2"})
    assert store.resolve("HEAD") == store.resolve("main") == store.resolve(second.commit[:12]) == second.commit
    assert store.resolve("HEAD~1") == first.commit
    assert store.resolve("HEAD~2") is None
    assert store.resolve("nothing") is None
    assert store.resolve("--all") is None


def test_a_change_is_decided_on_the_tip_that_it_goes_onto(store: Store) -> None:
    write(store, {"a/1": "1"})

    def decide(view: View) -> Plan:
        assert view.commit == store.head()
        assert view.exists("a/1")
        assert not view.exists("a")
        assert not view.exists("b")
        assert [path for path, _, _ in view.files("a")] == ["a/1"]
        return plan({"b": (view.read("a/1") or b"") + b"2"})

    store.transact(decide)
    assert store.read("b") == b"12"


def test_a_decision_that_raises_writes_nothing(store: Store) -> None:
    before = write(store, {"a": "1"}).commit

    def decide(_: View) -> Plan:
        raise Refused("not-yours", "bob is of frontend", remedy="Ask alice.")

    with pytest.raises(Refused, match="bob is of frontend"):
        store.transact(decide)
    with pytest.raises(ZeroDivisionError):
        store.transact(lambda _: plan({"a": str(1 // 0)}))
    assert store.head() == before


def test_a_plan_that_changes_nothing_makes_no_commit(store: Store) -> None:
    before = write(store, {"a": "1"}).commit
    assert write(store, {"a": "1", "gone": None, "no/such": None}) == Done(before)
    assert write(store, {}) == Done(before)
    assert store.head() == before


def test_an_empty_repository_cannot_commit_nothing(store: Store) -> None:
    with pytest.raises(Refused) as caught:
        write(store, {})
    assert caught.value.code == "nothing-to-write"
    assert store.head() is None


def test_a_command_is_done_once(store: Store) -> None:
    write(store, {"n": "0"})

    def count(view: View) -> Plan:
        return plan({"n": str(int(view.read("n") or 0) + 1)})

    first = store.transact(count, command="c-1")
    store.transact(count, command="c-2")
    again = store.transact(count, command="c-1")
    assert again == Done(first.commit, first.changes, repeated=True)
    assert store.read("n") == b"2"


def test_a_command_that_is_recalled_is_done_unless_it_was(store: Store) -> None:
    store.recall("c-1")
    assert not write(store, {"n": "0"}, command="c-1").repeated
    store.recall("c-1")
    assert write(store, {"n": "1"}, command="c-1").repeated


def test_a_command_that_was_refused_may_be_tried_again(store: Store) -> None:
    write(store, {"a": "1"})
    with pytest.raises(Refused):
        write(store, {"../a": "1"}, command="c-1")
    assert not write(store, {"b": "1"}, command="c-1").repeated
    assert store.read("b") == b"1"


@pytest.mark.parametrize(
    "path",
    [
        "", "/a", "a/", "a//b", ".", "..", "a/../b", ".git/config", "a/.GIT/x", ".git./x", ".git /x", ".git::$INDEX/x",
        "git~1/x", "a\nb", "a\0b", "a\x7fb", "a\x9bb", "a\\b", "a\u202eb", "a\u200bb", "\ufeffa", "x" * 256, "é" * 128,
        "a/" * 2048 + "a", "\udcff",
    ],
)  # fmt: skip
def test_an_unsafe_path_is_refused(store: Store, path: str) -> None:
    with pytest.raises(Refused) as caught:
        write(store, {"good": "1", path: "1"})
    assert caught.value.code == "unsafe-path"
    assert caught.value.path == path
    assert caught.value.remedy
    assert store.head() is None


@pytest.mark.parametrize(
    "path", ["a b/c d.md", "é/日本語.md", "🎉.md", "a'b\"c.md", "-x", "~a", "#1", "x" * 255, ".gitx"]
)
def test_an_odd_but_safe_path_is_written_and_told_right(store: Store, path: str) -> None:
    write(store, {path: "1"})
    assert store.read(path) == b"1"
    assert [path for path, _, _ in store.files()] == [path]
    assert [change.path for commit in store.log(store.head() or "") for change in commit.changes] == [path]
    assert list(store.worktree_files()) == [path]
    assert store.worktree_read(path) == b"1"


@pytest.mark.parametrize(
    ("old", "new"), [("a/Readme.md", "a/README.md"), ("caf\u00e9.md", "cafe\u0301.md"), ("Ab/x", "aB/y")]
)
def test_a_new_name_that_some_machines_take_for_an_old_one_is_refused(store: Store, old: str, new: str) -> None:
    write(store, {old: "1"})
    with pytest.raises(Refused) as caught:
        write(store, {new: "2"})
    assert caught.value.code == "name-twin"
    with pytest.raises(Refused):
        write(store, {f"other/{old}": "1", f"other/{new}": "2"})
    assert store.count() == 1


def test_a_file_may_be_renamed_to_its_twin(store: Store) -> None:
    write(store, {"readme.md": "1"})
    write(store, {"readme.md": None, "README.md": "1"})
    assert [path for path, _, _ in store.files()] == ["README.md"]


def test_a_file_does_not_take_the_place_of_a_folder_nor_the_other_way_round(store: Store) -> None:
    write(store, {"a/b": "1", "c": "1"})
    for writes in ({"a": "2"}, {"c/d": "2"}, {"e": "1", "e/f": "1"}):
        with pytest.raises(Refused) as caught:
            write(store, writes)
        assert caught.value.code == "in-the-way"
    assert [path for path, _, _ in store.files()] == ["a/b", "c"]


def test_a_folder_goes_with_its_last_file(store: Store) -> None:
    write(store, {"a/b/c": "1", "d": "1"})
    write(store, {"a/b/c": None})
    assert [path for path, _, _ in store.files()] == ["d"]
    write(store, {"d": None})
    assert list(store.files()) == []
    assert store.head() is not None


def test_the_author_is_written_as_given_but_cannot_forge_a_header(store: Store) -> None:
    author = Author("Eve <eve@x>\nparent 0\0", "e>ve@example.com\n")
    store.transact(lambda _: plan({"a": "1"}, author=author))
    (commit,) = store.log(store.head() or "")
    assert (commit.name, commit.email) == ("Eve eve@xparent 0", "eve@example.com")
    store.transact(lambda _: plan({"a": "2"}, author=Author("", "joe@example.com")))
    assert [commit.name for commit in store.log(store.head() or "")][-1] == "joe"


def test_a_commit_may_be_dated_before_the_one_it_follows(store: Store) -> None:
    write(store, {"a": "1"})
    early = datetime(2020, 1, 1, tzinfo=UTC)
    store.transact(lambda _: Plan({"a": b"2"}, "Earlier", ANA, early))
    assert [commit.at for commit in store.log(store.head() or "")] == [AT, early]


def test_what_is_not_in_conflict_with_anybody_is_neither_staged_nor_dirty(store: Store) -> None:
    write(store, {"a": "1"})
    assert store.staged() == {}
    assert store.read_staged("a") == store.worktree_read("a") == b"1"
    assert store.read_staged("b") is None
    assert store.worktree_read("b") is None
    assert store.dirty(["a", "b"]) == frozenset()


def test_without_an_upstream_the_branch_itself_is_what_is_shared(store: Store) -> None:
    first, second = write(store, {"a": "1"}), write(store, {"a": "2"})
    assert store.shared() == second.commit
    assert store.is_shared(first.commit)
    assert store.is_shared(second.commit)
    assert not store.is_shared("0" * 39 + "1")


def test_writers_in_many_threads_lose_nothing_and_a_failing_one_harms_only_itself(store: Store) -> None:
    write(store, {f"{number}/n": "0" for number in range(4)})
    failed = []

    def count(name: str, step: int) -> None:
        try:
            store.transact(lambda view: plan({name: str(int(view.read(name) or 0) + 4 // step)}))
        except ZeroDivisionError:
            failed.append(name)

    def work(name: str) -> None:
        for turn in range(12):
            count(name, 2 if turn != 5 else 0)

    threads = [threading.Thread(target=work, args=(f"{number % 4}/n",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failed) == 8
    # each thread counted 11 times by two
    assert [store.read(f"{number}/n") for number in range(4)] == [b"44"] * 4
    assert len(list(store.log(store.head() or ""))) == 1 + 8 * 11


def test_a_decision_may_not_write_by_itself(store: Store) -> None:
    def decide(_: View) -> Plan:
        write(store, {"b": "1"})
        return plan({"a": "1"})

    with pytest.raises(RuntimeError):
        store.transact(decide)
    assert write(store, {"a": "1"}).changes


def test_both_stores_give_the_same_ids(bare: Store, clone: Store) -> None:
    memory = MemoryStore(ANA)
    for store in (memory, bare, clone):
        write(store, {"b/c": "1", "a": "ä", "b.x": "2"}, "Größe\n\nTacit-Act: open", command="c")
        write(store, {"b/c": None, "d/e/f": ""})
    assert memory.head() == bare.head() == clone.head()
    assert list(memory.log(memory.head() or "")) == list(bare.log(bare.head() or ""))


def test_a_commit_leads_to_itself_and_to_what_follows(store: Store) -> None:
    first = store.transact(lambda _view: plan({"a.md": b"1\n"})).commit
    second = store.transact(lambda _view: plan({"a.md": b"2\n"})).commit
    assert store.leads_to(first, second)
    assert store.leads_to(first, first)
    assert not store.leads_to(second, first)


@pytest.mark.parametrize("command", ["two words", "line\nTacit-Act: forged", " c"])
def test_the_id_of_a_command_is_one_word(store: Store, command: str) -> None:
    with pytest.raises(ValueError, match="one word"):
        write(store, {"a": "1"}, command=command)
    assert store.head() is None


def test_many_changes_are_decided_one_upon_the_other_and_a_refused_one_hinders_none(store: Store) -> None:
    write(store, {"n": "0"})

    def counted(step: int) -> Decide:
        def decide(view: View) -> Plan:
            if step == 2:
                raise Refused("not-this-one", "this one may not")
            return plan({"n": (view.read("n") or b"") + b"%d" % step})

        return decide

    done = store.transact_all([counted(step) for step in range(1, 5)])
    assert [type(one) for one in done] == [Done, Refused, Done, Done]
    assert store.read("n") == b"0134"
    commits = [commit.id for commit in store.log(store.head() or "")]
    assert commits[1:] == [one.commit for one in done if isinstance(one, Done)]
    assert store.transact_all([]) == []


def test_what_one_caller_brings_together_stays_together(store: Store) -> None:
    write(store, {"n": ""})

    def run(letter: bytes) -> None:
        def decide(view: View) -> Plan:
            return plan({"n": (view.read("n") or b"") + letter})

        store.transact_all([decide] * 40)

    threads = [threading.Thread(target=run, args=(letter,)) for letter in (b"a", b"b", b"c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    written = (store.read("n") or b"").decode()
    assert sorted(written[at : at + 40] for at in (0, 40, 80)) == ["a" * 40, "b" * 40, "c" * 40]
