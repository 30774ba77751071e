"""Where a repository lies and what its HEAD says, as git would answer."""

from pathlib import Path

import pytest
from repositories import cloned, git, made, write

from tacit.errors import EnvironmentFailed
from tacit.repo.place import Place, discover, head_branch, head_commit


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    with made(tmp_path / "r") as store:
        write(store, {"deep/er/a": "1"})
    return tmp_path / "r"


def asked(where: Path) -> Place:
    """What git itself answers."""
    git_dir, common, tree = (
        git(where, "rev-parse", "--path-format=absolute", option).strip()
        for option in ("--absolute-git-dir", "--git-common-dir", "--show-toplevel")
    )
    return Place(git_dir, common, tree)


def test_a_repository_is_found_from_a_folder_within_it(repository: Path) -> None:
    assert discover(repository) == discover(repository / "deep/er") == asked(repository)


def test_a_bare_repository_has_no_work_tree(tmp_path: Path) -> None:
    made(tmp_path / "b.git", bare=True).close()
    assert discover(tmp_path / "b.git") == Place(str(tmp_path / "b.git"), str(tmp_path / "b.git"), None)
    assert discover(tmp_path / "b.git/refs/heads").work_tree is None


def test_a_linked_work_tree_has_its_own_head(repository: Path, tmp_path: Path) -> None:
    git(repository, "worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    git(tmp_path / "side", "commit", "-q", "--allow-empty", "-m", "more")
    place = discover(tmp_path / "side/deep")
    assert place == asked(tmp_path / "side")
    assert place.common_dir == str(repository / ".git")
    assert head_branch(place.git_dir) == "side"
    assert head_commit(place) == git(tmp_path / "side", "rev-parse", "HEAD").strip()


def test_a_separate_git_directory_is_found(repository: Path, tmp_path: Path) -> None:
    git(repository, "init", "-q", f"--separate-git-dir={tmp_path / 'elsewhere'}")
    assert discover(repository / "deep") == asked(repository)


def test_a_configured_work_tree_is_taken(repository: Path, tmp_path: Path) -> None:
    git(repository, "config", "core.worktree", "../../other")
    (tmp_path / "other").mkdir()
    assert discover(repository / ".git").work_tree == str(tmp_path / "other")


def test_the_environment_names_the_repository(repository: Path, tmp_path: Path) -> None:
    environ = {"GIT_DIR": "r/.git", "GIT_WORK_TREE": str(repository)}
    assert discover(tmp_path, environ) == asked(repository)
    with pytest.raises(EnvironmentFailed, match="GIT_DIR"):
        discover(repository, {"GIT_DIR": str(tmp_path)})


def test_outside_a_repository_there_is_a_remedy(tmp_path: Path, repository: Path) -> None:
    (tmp_path / "fake/.git").mkdir(parents=True)
    for folder in (tmp_path, tmp_path / "fake"):
        with pytest.raises(EnvironmentFailed) as caught:
            discover(folder)
        assert caught.value.code == "no-repository"
        assert "tacit init" in caught.value.remedy
    with pytest.raises(EnvironmentFailed):
        discover(repository / "deep/er", {"GIT_CEILING_DIRECTORIES": str(repository / "deep") + ":" + str(repository)})


def test_head_is_read_whether_its_branch_is_loose_or_packed(repository: Path) -> None:
    tip = git(repository, "rev-parse", "HEAD").strip()
    place = discover(repository)
    assert head_commit(place) == tip
    git(repository, "tag", "-a", "-m", "an annotated one", "v1")
    git(repository, "branch", "other")
    git(repository, "pack-refs", "--all")
    assert not (repository / ".git/refs/heads/main").exists()
    assert head_commit(place) == tip
    git(repository, "commit", "-q", "--allow-empty", "-m", "loose again")
    assert head_commit(place) == git(repository, "rev-parse", "HEAD").strip() != tip


def test_head_of_an_empty_repository_is_nothing(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "trunk/one", ".")
    assert head_commit(discover(tmp_path)) is None
    assert head_branch(str(tmp_path / ".git")) == "trunk/one"


def test_a_detached_head_is_a_commit_and_no_branch(repository: Path) -> None:
    git(repository, "checkout", "-q", "--detach")
    assert head_commit(discover(repository)) == git(repository, "rev-parse", "HEAD").strip()
    assert head_branch(str(repository / ".git")) is None


def test_a_branch_that_stands_for_another_is_followed(repository: Path) -> None:
    git(repository, "symbolic-ref", "refs/heads/alias", "refs/heads/main")
    git(repository, "symbolic-ref", "HEAD", "refs/heads/alias")
    assert head_commit(discover(repository)) == git(repository, "rev-parse", "HEAD").strip()
    git(repository, "symbolic-ref", "refs/heads/main", "refs/heads/alias")
    with pytest.raises(EnvironmentFailed) as caught:
        head_commit(discover(repository))
    assert caught.value.code == "head-loop"


def test_references_that_are_kept_in_tables_are_asked_of_git(repository: Path) -> None:
    # So HEAD looks where references are kept in tables; this git, which sees none, answers that there is no commit.
    (repository / ".git/HEAD").write_text("ref: refs/heads/.invalid\n")
    assert head_commit(discover(repository)) is None


def test_a_folder_without_head_is_no_repository(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailed) as caught:
        head_commit(Place(str(tmp_path), str(tmp_path), None))
    assert caught.value.code == "no-repository"


def test_a_shallow_clone_says_so(repository: Path, tmp_path: Path) -> None:
    from tacit.repo.git import GitStore

    git(repository, "commit", "-q", "--allow-empty", "-m", "more")
    where = cloned(repository, tmp_path / "shallow", "--depth=1")
    with GitStore(discover(where)) as store:
        assert store.shallow
        (commit,) = store.log(store.head() or "")
        assert [change.path for change in commit.changes] == ["deep/er/a"]
        done = write(store, {"b": "1"}, command="c")
        assert [commit.id for commit in store.log(done.commit)] == [commit.id, done.commit]
        assert write(store, {"b": "1"}, command="c").repeated
    with GitStore(discover(repository)) as store:
        assert not store.shallow
