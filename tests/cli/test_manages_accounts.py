"""`tacit account`: what the administrator of the machine says of who may sign in."""

from typist import NOW, Typist


def test_people_are_invited_and_listed(desk: Typist) -> None:
    assert desk.tacit("account", "list") == {"accounts": [], "without": ["alice", "bob", "carol"]}
    made = desk.tacit("account", "invite", "alice")
    assert (made["person"], made["role"], made["expires"]) == ("alice", "admin", "2026-03-10T09:00:00Z")
    assert made["path"].startswith("/invitations/")
    assert desk.tacit("account", "invite", "bob", "--role", "guest")["role"] == "guest"
    listed = desk.tacit("account", "list")
    assert [(one["person"], one["role"], one["password"]) for one in listed["accounts"]] == [
        ("alice", "admin", False),
        ("bob", "guest", False),
    ]
    assert listed["without"] == ["carol"]


def test_a_page_says_what_to_do_with_an_invitation(desk: Typist) -> None:
    said = desk.run("account", "invite", "alice").out
    assert "Alice is invited as admin, until Tue 10 Mar 10:00." in said
    assert "\n  /invitations/" in said
    listed = desk.run("account", "list").out
    assert "invited until Tue 10 Mar 10:00" in listed
    assert "Without an account: bob, carol" in listed
    assert "/invitations/" not in listed


def test_roles_change_accounts_close_and_sessions_end(desk: Typist) -> None:
    desk.tacit("account", "invite", "alice")
    desk.tacit("account", "invite", "bob")
    assert desk.tacit("account", "role", "bob", "guest")["role"] == "guest"
    assert desk.tacit("account", "sign-out", "bob") == {"person": "bob", "ended": 0}
    assert desk.tacit("account", "disable", "bob")["disabled"]
    refused = desk.run("--json", "account", "disable", "alice")
    assert (refused.status, refused.error["code"]) == (1, "last-admin")
    assert desk.run("account", "role", "bob", "king").status == 2
    assert desk.run("--json", "account", "role", "carol", "guest").error["code"] == "no-account"
    assert desk.run("--json", "account", "invite", "zoe").error["code"] == "unknown-person"


def test_tokens_are_made_listed_and_revoked(desk: Typist) -> None:
    desk.tacit("account", "invite", "alice")
    made = desk.tacit("account", "token", "alice", "--name", "nightly", "--days", "7")
    assert made["token"].startswith("tacit_")
    assert (made["scopes"], made["expires"]) == (["read"], "2026-03-10T09:00:00Z")
    (listed,) = desk.tacit("account", "tokens")["tokens"]
    assert listed["id"] == made["id"]
    assert "token" not in listed
    assert "may read until Tue 10 Mar 10:00" in desk.run("account", "tokens", "alice").out
    assert desk.tacit("account", "revoke", made["id"]) == {"revoked": made["id"]}
    assert "revoked Tue 3 Mar 10:00" in desk.run("account", "tokens").out
    again = desk.run("--json", "account", "revoke", made["id"])
    assert (again.status, again.error["code"]) == (1, "no-token")
    assert desk.run("account", "token", "alice", "--days", "0").status == 2


def test_what_became_of_accounts_is_told(desk: Typist) -> None:
    assert "Nothing became of any account" in desk.run("account", "log").out
    desk.tacit("account", "invite", "alice")
    desk.tacit("account", "invite", "bob")
    desk.tacit("account", "disable", "bob")
    assert desk.run("account", "log").out.splitlines() == [
        "Tue 3 Mar 10:00  Alice was invited as admin · by the host",
        "Tue 3 Mar 10:00  Bob was invited as member · by the host",
        "Tue 3 Mar 10:00  Bob was closed out · by the host",
    ]
    (last,) = desk.tacit("account", "log", "bob", "--last", "1")["changes"]
    assert (last["what"], last["by"], last["at"]) == ("closed", "host", "2026-03-03T09:00:00Z")
    assert desk.run("--json", "account", "log", "zoe").error["code"] == "unknown-person"


def test_accounts_are_no_part_of_the_repository(desk: Typist) -> None:
    before = desk.git("status", "--porcelain"), desk.commits()
    desk.tacit("account", "invite", "alice", "--at", NOW)
    assert (desk.git("status", "--porcelain"), desk.commits()) == before


def test_outside_of_a_workspace_nobody_is_invited(nowhere: Typist) -> None:
    said = nowhere.run("--json", "account", "invite", "alice")
    assert said.status == 3
    assert said.error["remedy"]
