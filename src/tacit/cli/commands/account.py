"""`tacit account`."""

import click

from tacit.cli import completing
from tacit.cli.call import Call
from tacit.cli.frame import Group
from tacit.cli.frame import command as make
from tacit.cli.page import Page
from tacit.text.phrases import several

command = Group("account", help="Say who may sign in to the server.\n\nFor whoever administers this machine.")

_ROLES = click.Choice(["admin", "member", "guest"])
_SCOPES = click.Choice(["read", "act", "admin"])


@make(
    "invite",
    "tacit account invite alice # a link by which Alice chooses her password, once",
    "tacit account invite carol --role guest # who reads",
    "tacit account invite bob --json | jq -r .path",
)
@click.argument("person", shell_complete=completing.people)
@click.option("--role", type=_ROLES, help="What they may; else member, and admin for the first of all.")
@click.pass_obj
def invite(call: Call, person: str, role: str | None) -> None:
    """Make a link by which PERSON comes in.

    It is good for a week, and once. For who has an account already it is a new password. From the first account
    on, everybody signs in to `tacit serve`, on this machine too.
    """
    from tacit.work import accounts

    found = accounts.invite(call.workspace, person, role)

    def page() -> Page:
        from tacit.cli.views.accounts import invited

        return invited(found, call.called(found["person"]), call.clock)

    call.answer(found, page)


@make(
    "list", "tacit account list", "tacit account list --json | jq -r '.accounts[] | select(.role == \"admin\").person'"
)
@click.pass_obj
def list_(call: Call) -> None:
    """List who has an account, and who has none."""
    from tacit.work import accounts

    found = accounts.list_accounts(call.workspace)

    def page() -> Page:
        from tacit.cli.views.accounts import listed

        return listed(found, call.clock)

    call.answer(found, page)


@make("role", "tacit account role carol member", "tacit account role bob guest # who reads from now on")
@click.argument("person", shell_complete=completing.people)
@click.argument("role", type=_ROLES)
@click.pass_obj
def role(call: Call, person: str, role: str) -> None:
    """Change what PERSON may: admin, member or guest.

    A guest reads, a member acts, an admin invites others too. It counts with their next request.
    """
    from tacit.work import accounts

    found = accounts.set_role(call.workspace, person, role)
    call.answer(found, lambda: Page().say((call.called(found["person"]), "title"), f" is {found['role']} now."))


@make("disable", "tacit account disable bob # who has left")
@click.argument("person", shell_complete=completing.people)
@click.pass_obj
def disable(call: Call, person: str) -> None:
    """Close the account of PERSON.

    Their sessions and tokens end at once. An invitation lets them in again.
    """
    from tacit.work import accounts

    found = accounts.disable(call.workspace, person)
    call.answer(found, lambda: Page().say(f"The account of {call.called(found['person'])} is closed."))


@make("sign-out", "tacit account sign-out bob # who lost a laptop")
@click.argument("person", shell_complete=completing.people)
@click.pass_obj
def sign_out(call: Call, person: str) -> None:
    """End all sessions of PERSON, and none of their tokens."""
    from tacit.work import accounts

    found = accounts.sign_out_everywhere(call.workspace, person)
    ended = several(found["ended"], "session")
    call.answer(found, lambda: Page().say(f"{call.called(found['person'])} is signed out: {ended} ended."))


@make(
    "token",
    "tacit account token bot --name 'nightly report' # which reads, for 90 days",
    "tacit account token alice --scope act --days 7",
)
@click.argument("person", shell_complete=completing.people)
@click.option("--scope", type=_SCOPES, default="read", help="What it may: read, else act or admin.")
@click.option("--name", metavar="TEXT", default="", help="What it is for.")
@click.option("--days", metavar="N", type=int, help="How long it is good; else 90 days.")
@click.pass_obj
def token(call: Call, person: str, scope: str, name: str, days: int | None) -> None:
    """Make a token, with which a program comes as PERSON.

    It is shown once. An agent gets its account by it.
    """
    from tacit.work import tokens

    found = tokens.make(call.workspace, person, scope, name, tokens.DAYS if days is None else days)

    def page() -> Page:
        from tacit.cli.views.accounts import handed

        return handed(found, call.called(found["person"]), call.clock)

    call.answer(found, page)


@make("tokens", "tacit account tokens # of everybody", "tacit account tokens bot")
@click.argument("person", required=False, shell_complete=completing.people)
@click.pass_obj
def tokens(call: Call, person: str | None) -> None:
    """List tokens, of PERSON or of everybody."""
    from tacit.work import tokens

    found = tokens.list_tokens(call.workspace, person)

    def page() -> Page:
        from tacit.cli.views.accounts import tokens_listed

        return tokens_listed(found, call.clock)

    call.answer(found, page)


@make("revoke", "tacit account revoke 1f0c9a27b3d4 # as `tacit account tokens` calls it")
@click.argument("token")
@click.pass_obj
def revoke(call: Call, token: str) -> None:
    """End a token."""
    from tacit.work import tokens

    found = tokens.revoke(call.workspace, token)
    call.answer(found, lambda: Page().say(f"The token {found['revoked']} is good for nothing any more."))


@make(
    "log",
    "tacit account log # of everybody",
    "tacit account log bob",
    "tacit account log --json | jq -r '.changes[].said'",
)
@click.argument("person", required=False, shell_complete=completing.people)
@click.option("--last", metavar="N", type=click.IntRange(1), help="So many of them; else 100.")
@click.pass_obj
def log(call: Call, person: str | None, last: int | None) -> None:
    """Say what became of accounts, the newest last.

    Who was invited, closed out or given a token, and by whom. Who signs in stands in the log of the server.
    """
    from tacit.work import accounts

    found = accounts.changes(call.workspace, person, last or accounts.CHANGES)

    def page() -> Page:
        from tacit.cli.views.accounts import changes_listed

        return changes_listed(found, call.called, call.clock)

    call.answer(found, page)


for one in (invite, list_, role, disable, sign_out, token, tokens, revoke, log):
    command.add_command(one)
