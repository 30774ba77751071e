"""The GitHub Action, as a runner would run it: its own steps, with the expressions filled in."""

import re

import pytest
import yaml
from project import ROOT
from workspace import TACIT, THREAD, Workspace

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace(tmp_path_factory.mktemp("action"))
    made.replace("status: open", "status: answered")
    made.run("git", "commit", "--quiet", "--all", "--message", "A status that there is not")
    return made


def check(shop: Workspace, status: int, values: dict[str, str]) -> str:
    """Runs the step that checks; `values` are what the runner puts in for the expressions."""
    step = STEPS["Check the records"]
    known = {f"inputs.{name}": given["default"] for name, given in ACTION["inputs"].items()} | values

    def fill(match: re.Match[str]) -> str:
        choices = (known.get(name.strip(), "") for name in match[1].split("||"))
        return next((value for value in choices if value), "")

    given = {name: re.sub(r"\$\{\{(.*?)\}\}", fill, value) for name, value in step["env"].items()}
    given |= {"TACIT": str(TACIT), "GITHUB_ACTIONS": "true"}
    return shop.run("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"], status=status, **given)


def head(shop: Workspace, revision: str = "HEAD") -> str:
    return shop.run("git", "rev-parse", revision).strip()


def test_a_finding_stands_on_its_line_of_the_pull_request(shop: Workspace) -> None:
    sides = {
        "github.event.pull_request.base.sha": head(shop, "HEAD~1"),
        "github.event.pull_request.head.sha": head(shop),
    }
    said = check(shop, 1, sides)
    line = (shop.root / THREAD).read_text().splitlines().index("status: answered") + 1
    found = [told for told in said.splitlines() if told.startswith("::error ") and "unknown-value" in told]
    assert len(found) == 1, said
    assert re.fullmatch(
        rf"::error file={re.escape(THREAD)},line={line},title=.*unknown-value.*::.*answered.*", found[0]
    )


def test_a_push_without_the_commits_before_says_so_and_checks_the_files(shop: Workspace) -> None:
    said = check(shop, 1, {"github.event.before": "1" * 40, "github.sha": head(shop)})
    assert "::warning title=Tacit::The commits before are not here" in said
    assert f"::error file={THREAD}," in said


def test_a_new_branch_is_checked_as_it_stands(shop: Workspace) -> None:
    said = check(shop, 1, {"github.event.before": "0" * 40, "github.sha": head(shop)})
    assert "::warning title=Tacit" not in said
    assert f"::error file={THREAD}," in said


def test_only_what_changed_in_the_range_is_told(shop: Workspace) -> None:
    before = head(shop, "HEAD~1")
    assert "::error" not in check(shop, 0, {"inputs.range": f"{before}..{before}"})


def test_a_workspace_in_a_folder_is_annotated_where_the_job_sees_it(shop: Workspace) -> None:
    given = {"inputs.path": f"../{shop.root.name}/", "inputs.range": "HEAD~1..HEAD"}
    assert f"::error file=../{shop.root.name}/{THREAD},line=" in check(shop, 1, given)


def test_no_expression_stands_in_a_script() -> None:
    """What a branch or an input says must come in by the environment, where the shell does not read it as code."""
    assert [name for name, step in STEPS.items() if "${{" in step.get("run", "")] == []


def test_what_the_steps_take_from_the_action_is_there() -> None:
    taken = re.findall(r"\$ACTION/([\w./-]+)", STEPS["Install Tacit"]["run"])
    assert taken
    assert [name for name in taken if not (ROOT / name).exists()] == []
