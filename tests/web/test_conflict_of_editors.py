"""Two who write to one record at once: nothing that somebody typed is lost, and nothing is written over unseen."""

from collections.abc import Callable

import pytest
from formfiller import Form, Page
from serving import Served

from tacit.errors import Refused
from tacit.work import act, conflicts, forms
from tacit.work.drafts import Draft
from tacit.work.wire import open_workspace

Harbour = Callable[[str | None], Served]

WAVES = "2026-03-12-008-launch-in-three-waves"
PAGE = f"/decisions/{WAVES}"


def edit(served: Served, only: str = "") -> Form:
    with served.client() as browser:
        return (
            Page(browser.get(f"{PAGE}/edit?{f'only={only}' if only else ''}"))
            .form("/edit")
            .put("set.change", "editorial")
        )


def version(served: Served) -> str:
    found = served.site.workspace().store.oid(f"decisions/2026/{WAVES}.md")
    assert found
    return found


def write(served: Served, section: str, text: str, seen: str | None, change: str = "editorial") -> None:
    ws = served.site.workspace()
    act.act(ws, WAVES, "edit", sets={"change": change}, writes={section: text}, who="grace", version=seen)


def test_the_second_of_two_editors_sees_both_texts_and_loses_nothing(harbour: Harbour) -> None:
    served = harbour("grace")
    mine, theirs = edit(served), edit(served)
    with served.client() as browser:
        theirs.put("write.Recommendation", "Theirs: the smallest step.").send(browser)
        answer = mine.put("write.Recommendation", "Mine: start tomorrow.").send(browser)
        assert answer.status_code == 412
        page = Page(answer)
        again = page.form("/edit")
        assert again.control("write.Recommendation").value == "Mine: start tomorrow."
        assert "Theirs: the smallest step." in page.text
        assert "Recommendation was changed by somebody else meanwhile" in page.text
        assert "by Grace" in page.text
        assert "Save mine on top" in page.text
        assert again.send(browser).status_code == 303
    assert "Mine: start tomorrow." in served.git("show", f"HEAD:decisions/2026/{WAVES}.md")
    assert "Theirs: the smallest step." in served.git("show", f"HEAD~1:decisions/2026/{WAVES}.md")


def test_what_the_second_did_not_touch_is_not_put_back_to_what_it_was(harbour: Harbour) -> None:
    served = harbour("grace")
    mine, theirs = edit(served), edit(served)
    with served.client() as browser:
        theirs.put("write.Recommendation", "Theirs.").put("write.Timeline impact", "A week.").send(browser)
        mine.put("write.Recommendation", "Mine.")
        again = Page(mine.send(browser)).form("/edit")
        assert again.control("write.Timeline impact").value == "A week."
        assert again.send(browser).status_code == 303
    text = served.git("show", f"HEAD:decisions/2026/{WAVES}.md")
    assert "Mine." in text
    assert "A week." in text


def test_two_who_write_in_two_places_do_not_meet(harbour: Harbour) -> None:
    served = harbour("grace")
    mine, theirs = edit(served), edit(served)
    with served.client() as browser:
        assert theirs.put("write.Recommendation", "Theirs.").send(browser).status_code == 303
        assert mine.put("write.Timeline impact", "Mine.").send(browser).status_code == 303
    text = served.git("show", f"HEAD:decisions/2026/{WAVES}.md")
    assert "Theirs." in text
    assert "Mine." in text


def test_who_answers_a_text_that_has_changed_is_shown_the_change_first(harbour: Harbour) -> None:
    served = harbour("carol")
    with served.client() as browser:
        approve = Page(browser.get(PAGE)).form("/approve")
        write(served, "The decision", "Enterprises first.", None, change="substantial")
        answer = approve.send(browser)
        assert answer.status_code == 412
        page = Page(answer)
        assert "The decision was changed by somebody else meanwhile" in page.text
        assert "Enterprises first." in page.text
        assert page.form("/approve").send(browser).status_code == 303
    assert "approve" in served.git("show", f"HEAD:decisions/2026/{WAVES}.md")


def test_what_is_appended_takes_nothing_away(harbour: Harbour) -> None:
    served = harbour("carol")
    with served.client() as browser:
        comment = Page(browser.get(PAGE)).form("/comment").put("write.Comments", "And sales?")
        write(served, "Recommendation", "Another one.", None)
        assert comment.send(browser).status_code == 303


def test_an_act_says_which_version_its_author_saw(harbour: Harbour) -> None:
    served = harbour("grace")
    seen = version(served)
    write(served, "Recommendation", "First.", seen)
    for old in (seen, "0" * 40, "no version", served.git("rev-parse", "HEAD")):
        with pytest.raises(Refused) as refused:
            write(served, "Recommendation", "Second.", old)
        assert refused.value.code == "stale"
    write(served, "Recommendation", "First.", seen)  # the same text takes nothing away
    write(served, "Recommendation", "Second.", version(served))


def test_what_others_wrote_since_is_told_with_who_it_was(harbour: Harbour) -> None:
    served = harbour("grace")
    seen = version(served)
    write(served, "Recommendation", "First.", seen)
    told = conflicts.since(served.site.workspace(), WAVES, seen)
    changed = {one["name"]: (one["was"], one["now"]) for one in told["changed"]}
    assert changed["Recommendation"] == ("It is the smallest step that works.", "First.")
    assert [(one["act"], one["person"]) for one in told["acts"]] == [("edit", "grace")]
    assert told["version"] == version(served)


def test_a_form_names_the_version_that_it_shows_whenever_others_commit(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = harbour("grace")
    ws, other = (open_workspace(served.folder, now=served.now) for _ in "12")
    asked: list[str] = []
    head = ws.store.head

    def head_that_moves() -> str | None:
        """Somebody else commits as soon as it was looked where HEAD is."""
        found = head()
        sets, writes = {"change": "editorial"}, {"Recommendation": f"Theirs, {len(asked)}."}
        asked.append(str(act.act(other, WAVES, "edit", sets=sets, writes=writes, who="grace")["commit"]))
        return found

    monkeypatch.setattr(ws.store, "head", head_that_moves)
    form = forms.for_act(ws, WAVES, "edit", Draft(), "grace")
    since = conflicts.since(ws, WAVES, form["version"])
    shown = next(blank["stands"] for blank in form["sections"] if blank["name"] == "Recommendation")
    now = next(one["now"] for one in since["changed"] if one["name"] == "Recommendation")
    assert len(asked) > 1
    assert shown in served.git("cat-file", "blob", form["version"])
    assert now in served.git("cat-file", "blob", since["version"])
