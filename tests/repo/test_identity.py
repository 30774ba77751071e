"""Who git says writes here: always what git itself would say."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repositories import git

from tacit.errors import EnvironmentFailed
from tacit.repo import gitconfig
from tacit.repo.identity import identity
from tacit.repo.place import discover


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "r")
    return tmp_path / "r"


def asked(where: Path) -> tuple[str, str]:
    name, _, rest = git(where, "var", "GIT_AUTHOR_IDENT").rpartition(" <")
    return name, rest.partition(">")[0]


def test_a_nearer_file_goes_before_a_farther_one(repository: Path, home: Path) -> None:
    (home / ".config/git").mkdir(parents=True)
    (home / ".config/git/config").write_text("[user]\n name = Xdg\n email = xdg@x\n")
    assert identity(discover(repository)) == asked(repository) == ("Xdg", "xdg@x")
    (home / ".gitconfig").write_text("[user]\n\tname = Home\n")
    assert identity(discover(repository)) == asked(repository) == ("Home", "xdg@x")
    git(repository, "config", "user.email", "repo@x")
    assert identity(discover(repository)) == asked(repository) == ("Home", "repo@x")
    git(repository, "config", "author.email", "author@x")
    assert identity(discover(repository)) == asked(repository) == ("Home", "author@x")


@pytest.mark.parametrize(
    "environ",
    [
        {"GIT_AUTHOR_NAME": "Env"},
        {"GIT_AUTHOR_EMAIL": "env@x"},
        {"GIT_AUTHOR_NAME": "Env", "GIT_AUTHOR_EMAIL": "env@x"},
        {"EMAIL": "mail@x"},
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": "Counted"},
        {"GIT_CONFIG_GLOBAL": "/dev/null"},
    ],
)
def test_the_environment_has_its_say(
    repository: Path, home: Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]
) -> None:
    (home / ".gitconfig").write_text("[user]\n name = Home\n")
    git(repository, "config", "user.email", "repo@x")
    if "GIT_CONFIG_GLOBAL" in environ:
        git(repository, "config", "user.name", "Local")
    for key, value in environ.items():
        monkeypatch.setenv(key, value)
    assert identity(discover(repository), os.environ) == asked(repository)


def test_an_included_file_is_left_to_git(repository: Path, home: Path) -> None:
    (home / "work").write_text("[user]\n name = Work\n email = work@x\n")
    (home / ".gitconfig").write_text(f'[user]\n name = Home\n[includeIf "gitdir:{repository}/"]\n path = work\n')
    assert identity(discover(repository)) == asked(repository) == ("Work", "work@x")


def test_a_linked_work_tree_may_have_an_identity_of_its_own(repository: Path, tmp_path: Path) -> None:
    git(repository, "config", "user.email", "repo@x")
    git(repository, "config", "user.name", "Repo")
    git(repository, "commit", "-q", "--allow-empty", "-m", "first")
    git(repository, "worktree", "add", "-q", str(tmp_path / "side"))
    git(repository, "config", "extensions.worktreeConfig", "true")
    git(tmp_path / "side", "config", "--worktree", "user.name", "Side")
    assert identity(discover(tmp_path / "side")) == asked(tmp_path / "side") == ("Side", "repo@x")
    assert identity(discover(repository)) == asked(repository) == ("Repo", "repo@x")


def test_nobody_is_an_error_with_a_remedy(repository: Path) -> None:
    with pytest.raises(EnvironmentFailed) as caught:
        identity(discover(repository))
    assert caught.value.code == "no-identity"
    assert "git config" in caught.value.remedy


def test_a_name_that_is_missing_is_taken_from_the_address(repository: Path) -> None:
    git(repository, "config", "user.email", "joe@example.com")
    assert identity(discover(repository)) == ("joe", "joe@example.com")


CONFIGS = [
    "[user]\nname = plain\n",
    '[user]\nname = "quoted # not a comment"  # a comment\n',
    "[user] name = on the same line\n",
    "[USER]\nNaMe = no case ; comment\n",
    "[user]\nname = a \\\n  continued line\n",
    '[user]\nname = "a\\tb\\n\\"c\\\\"\n',
    "[user]\nname =   spaces   within   \n",
    '[user]\nname = x"  y  "z\n',
    "[user]\nname =\n",
    '; nothing\n[user "sub"]\nname = other\n[user]\nname = one\n',
    "\ufeff[user]\r\nname = windows\r\n",
    "[user]\nname = first\nname = last\n[core]\nbare = false\n",
    '[user]\nname = "ends with space "\n',
]


@pytest.mark.parametrize("text", CONFIGS)
def test_a_configuration_file_says_what_git_says_it_says(repository: Path, text: str) -> None:
    path = repository / "config"
    path.write_bytes(text.encode())
    answer = git(repository, "config", "--file", "config", "-z", "--get", "user.name")
    found = gitconfig.read(str(path))
    assert found is not None
    assert found["user.name"][-1] == answer.rstrip("\0")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters='"\\#; \t'), max_size=12))
def test_what_git_wrote_is_read_back(repository: Path, value: str) -> None:
    git(repository, "config", "--file", "config", "user.name", value)
    assert (gitconfig.read(str(repository / "config")) or {})["user.name"] == [value]


@pytest.mark.parametrize("text", ["[user\nname = x\n", "name = x\n", "[user]\n= x\n", "[include]\npath = x\n"])
def test_a_file_that_only_git_understands_is_left_to_git(text: str) -> None:
    assert gitconfig.parse(text) is None


def test_a_key_without_a_value_is_true() -> None:
    config = gitconfig.parse("[core]\nbare\n") or {}
    assert gitconfig.truth(config["core.bare"])
    assert not gitconfig.truth(config.get("core.other"))
