"""Who git says writes here: as git answers it, without starting git where its files are simple."""

import os
from collections.abc import Iterator, Mapping

from tacit.errors import EnvironmentFailed
from tacit.repo import gitconfig
from tacit.repo.place import Place

_ASK_GIT = ("GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS")  # settings from the environment: rare, and git's to read


def identity(place: Place, environ: Mapping[str, str] | None = None) -> tuple[str, str]:
    """Name and e-mail of the author of commits made here."""
    environ = os.environ if environ is None else environ
    name, email = environ.get("GIT_AUTHOR_NAME", ""), environ.get("GIT_AUTHOR_EMAIL", "")
    if not (name and email):
        known = None if any(each in environ for each in _ASK_GIT) else _settings(place, environ)
        if known is None:
            known = _asked(place, environ)
        name = name or known.get("author.name") or known.get("user.name", "")
        email = email or known.get("author.email") or known.get("user.email") or environ.get("EMAIL", "")
    if not email:
        raise EnvironmentFailed(
            "no-identity",
            "git does not know who you are",
            remedy='Run `git config --global user.email "you@example.com"` and the same with user.name.',
        )
    return name or email.partition("@")[0], email


def _settings(place: Place, environ: Mapping[str, str]) -> dict[str, str] | None:
    """The last value of each name or e-mail; None where a file needs git to read it."""
    known: dict[str, str] = {}
    for path in _files(place, environ):
        config = gitconfig.read(path)
        if config is None:
            return None
        known |= {key: values[-1] for key, values in config.items() if key.startswith(("user.", "author."))}
    return known


def _files(place: Place, environ: Mapping[str, str]) -> Iterator[str]:
    """Git's configuration files, where a later one goes before an earlier one."""
    if environ.get("GIT_CONFIG_NOSYSTEM", "") in ("", "0", "false", "no", "off"):
        yield environ.get("GIT_CONFIG_SYSTEM", "/etc/gitconfig")
    home = environ.get("HOME", "")
    if "GIT_CONFIG_GLOBAL" in environ:
        yield environ["GIT_CONFIG_GLOBAL"]
    elif home:
        yield f"{environ.get('XDG_CONFIG_HOME') or home + '/.config'}/git/config"
        yield f"{home}/.gitconfig"
    yield f"{place.common_dir}/config"
    yield f"{place.git_dir}/config.worktree"


def _asked(place: Place, environ: Mapping[str, str]) -> dict[str, str]:
    from tacit.repo.command import Git
    from tacit.text.raw import text_of

    answer = Git(place.git_dir, environ=environ).run(
        "config", "-z", "--get-regexp", r"^(user|author)\.(name|email)$", accept=(0, 1)
    )
    pairs = (item.partition("\n") for item in text_of(answer).split("\0") if item)
    return {key: value for key, _, value in pairs}
