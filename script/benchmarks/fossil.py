"""Fossil's tickets and forum, as many as Tacit has records: made from its own artifacts, which it takes in bulk."""

import hashlib
import os
import subprocess
from pathlib import Path

from benchmarks.corpus import threads

PAGES = ("/rptview/1", "/forum")


def made(count: int, folder: Path) -> Path:
    """A repository with a ticket and a forum post for each thread of the corpus; anybody may read it."""
    artifacts = folder / "artifacts"
    artifacts.mkdir(parents=True)
    for place, thread in enumerate(threads(count, seed=7)):
        at = f"{thread.day}T{place % 24:02}:{place % 60:02}:00.{place % 1000:03}"
        text = "\n\n".join(thread.texts)
        ticket = (
            f"D {at}\nJ comment {_spelled(text)}\nJ status Open\nJ title {_spelled(thread.topic)}\nJ type Incident\n"
            f"K {hashlib.sha1(str(place).encode()).hexdigest()}\nU {thread.opener}\n"
        )
        head = f"D {at}\nH {_spelled(thread.topic)}\nN text/x-markdown\nU {thread.opener}\n"
        post = f"{head}W {len(text.encode())}\n{text}\n"
        for name, artifact in (("ticket", ticket), ("post", post)):
            data = artifact.encode()
            seal = hashlib.md5(data).hexdigest()
            (artifacts / f"{name}-{place}").write_bytes(data + f"Z {seal}\n".encode())
    repository = folder / "peer.fossil"
    _run("reconstruct", str(repository), str(artifacts))
    _run("user", "capabilities", "nobody", "hjorz2", "-R", str(repository))
    return repository


def record_pages(repository: Path) -> list[str]:
    """A ticket's and a forum thread's page, of those in the middle."""
    wanted = {
        "/tktview?name=": "SELECT tkt_uuid FROM ticket ORDER BY tkt_id LIMIT 1 OFFSET (SELECT count(*)/2 FROM ticket)",
        "/forumpost/": "SELECT uuid FROM blob WHERE rid = (SELECT fpid FROM forumpost ORDER BY fpid LIMIT 1 OFFSET "
        "(SELECT count(*)/2 FROM forumpost))",
    }
    return [way + _run("sql", "-R", str(repository), query).strip().strip("'") for way, query in wanted.items()]


def command(repository: Path, port: int) -> list[str]:
    return ["fossil", "server", str(repository), "--port", str(port), "--localhost"]


def environment() -> dict[str, str]:
    return {**os.environ, "USER": "alice"}


def _run(*words: str) -> str:
    done = subprocess.run(["fossil", *words], env=environment(), check=True, capture_output=True, text=True)
    return done.stdout


def _spelled(text: str) -> str:
    return text.replace("\\", "\\\\").replace(" ", "\\s").replace("\n", "\\n")
