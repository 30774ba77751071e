"""What came to light when somebody tried, by hand, work that is handed over, met about, drawn up and looked after."""

from desks import Desk


def test_a_reminder_is_what_silence_does_on_the_last_step_and_nothing_to_look_into(shop: Desk) -> None:
    raised = shop.tacit(
        "new", "escalation", "--set=topic=Who owns it?", "--set=reason=blocks-a-goal", "--set=affected=backend",
        "--write=Issue=Nobody does.", "--write=Context=All of it.",
    )  # fmt: skip
    shop.clock.later(days=1)
    told = shop.tacit("tick")
    assert [one["promise"] for one in told["reminders"] if one["record"] == raised["id"]] == ["answer", "decide"]
    assert (told["acts"], told["notices"]) == ([], [])
