"""What holds for every file of the repository."""

import ast

import pytest
from project import ROOT, files, lines_with

ROOMS = sorted(path.parent for path in (ROOT / "src" / "tacit").glob("*/__init__.py"))


def test_no_file_names_a_path_of_a_machine() -> None:
    assert lines_with(r"(?<![\w.~${}*-])/(?:home|root|Users|work|workspace|opt|srv|mnt|tmp)/\w") == []


def test_no_file_names_the_host_of_a_registry() -> None:
    hosts = [
        r"py[p]i[.]org",
        r"pythonhosted[.]",
        r"registry[.]npm",
        r"npmj[s][.]",
        r"deb[.]debian",
        r"index-url ?=? ?http",
    ]
    assert lines_with("|".join(hosts)) == []


def test_what_stands_here_is_finished() -> None:
    words = [r"\b(?:TODO|FIXME|XXX|HACK)\b", r"raise NotImplementedError", r"#.*\b[Ff]or now\b", r"not yet implemented"]
    assert lines_with("|".join(words), "src/", "script/") == []


def test_no_test_is_skipped_or_sleeps() -> None:
    assert (
        lines_with(r"pytest\.skip\(|mark\.skip|mark\.xfail|importorski[p]|time\.sleep\(|assert Tru[e]\b", "tests/")
        == []
    )


def test_no_pattern_holds_on_to_a_group() -> None:
    """Python 3.11.2, which Debian has, fails to match where a group has a possessive quantifier, `(…)*+`."""
    assert lines_with(r"\)(?:[*+?]|\{[\d,]+\})\+", "src/") == []


def test_no_conflict_is_left() -> None:
    assert (
        lines_with(r"^(?:<{7} |>{7} )", "src/", "script/", "requirements/", "docs/", "README.md", "pyproject.toml")
        == []
    )


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_says_what_it_does_and_what_it_may_not(room) -> None:
    said = ast.get_docstring(ast.parse((room / "__init__.py").read_text()))
    assert said is not None
    does, _, may_not = said.partition("\n\nMay not: ")
    assert does.rstrip().endswith("."), "the first statement says what the room does"
    assert may_not.rstrip().endswith("."), "the second says what it may not do, after “May not: ”"


def test_no_module_is_a_drawer_for_what_has_no_name() -> None:
    nameless = {"utils", "util", "helpers", "helper", "common", "base", "misc", "tools", "stuff"}
    assert [path for path in files() if path.stem in nameless and path.suffix == ".py"] == []


def test_no_module_is_longer_than_one_can_read_at_a_sitting() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in (ROOT / "src").rglob("*.py")
        if (lines := len(path.read_text().splitlines())) > 600
    }
    assert long == {}


def test_every_script_can_be_run_and_says_what_it_is_for() -> None:
    for path in [*(path for path in (ROOT / "script").iterdir() if path.is_file()), ROOT / ".ci" / "run"]:
        first, second = path.read_text().splitlines()[:2]
        assert first.startswith("#!"), path
        assert second.startswith(("# ", '"""')), path
        assert path.stat().st_mode & 0o111, path
