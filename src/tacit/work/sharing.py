"""Since when others could see what began here: silence counts only from those who were told."""

from datetime import UTC, datetime
from functools import cached_property

from tacit.model.history import Began
from tacit.model.promise import Promise
from tacit.model.record import Record
from tacit.rules.promises import due_time
from tacit.rules.world import World
from tacit.state.said import Share
from tacit.text.spans import write_instant
from tacit.work.state_files import state_of
from tacit.work.wire import Workspace


class Sharing:
    """What was shared when, asked for many promises: git is asked once for each stretch of commits."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._stretches: dict[Share, frozenset[str]] = {}

    def hindrance(self, promise: Promise, record: Record, began: Began | None, world: World) -> str:
        """Why silence does not count here, or nothing."""
        if world.settings.couriers:
            return "couriers are set up, so silence is applied where their deliveries are kept"
        if began is None or not began.commit:
            return ""
        if began.commit in self._unshared:
            return "it has not been shared yet, so nobody was told: run `tacit sync`"
        shared = self._shared_at(began)
        if shared is None:
            return ""
        protocol = world.protocols[record.kind]
        due = due_time(protocol.promises[promise.name], record, protocol, world, shared)
        if due is None or due <= self._ws.now:
            return ""
        return f"others could see it from {write_instant(shared)} on: its silence counts from {write_instant(due)}"

    @cached_property
    def _unshared(self) -> frozenset[str]:
        """The commits of this branch that nobody else can see."""
        head, shared = self._ws.store.head(), self._ws.store.shared()
        if head is None or head == shared:
            return frozenset()
        return frozenset(commit.id for commit in self._ws.store.log(head, since=shared))

    def _shared_at(self, began: Began) -> datetime | None:
        """When a commit of this clone was shared, where `sync` did it: time in which nobody could see it is no
        silence."""
        found = (share.at for share in self._shares if share.at >= began.at and began.commit in self._stretch(share))
        return next(found, None)

    @cached_property
    def _shares(self) -> list[Share]:
        with state_of(self._ws) as state:
            return state.shares(datetime.min.replace(tzinfo=UTC))

    def _stretch(self, share: Share) -> frozenset[str]:
        if share not in self._stretches:
            commits = self._ws.store.log(share.head, since=share.base)
            self._stretches[share] = frozenset(commit.id for commit in commits)
        return self._stretches[share]
