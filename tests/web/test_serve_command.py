"""`tacit serve`, as it is called: what it says, what it opens, and what is in its way."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from serving import copied

TACIT = [sys.executable, "-m", "tacit.main"]
SOON = 60  # seconds that a busy machine is given


def started(folder: Path, *arguments: str, **machine: str) -> "subprocess.Popen[str]":
    command = [*TACIT, "--json", "--repo", str(folder), "--as", "alice", "serve", *arguments]
    return subprocess.Popen(
        command, env=os.environ | machine, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def refused(folder: Path, *arguments: str) -> tuple[int, dict[str, str]]:
    served = started(folder, *arguments)
    _, said = served.communicate(timeout=SOON)
    return served.returncode, json.loads(said)["error"]


@pytest.fixture
def folder(harbour_made: Path, tmp_path: Path) -> Path:
    return copied(harbour_made, tmp_path / "harbour")


def test_a_browser_is_sent_to_the_address_when_that_is_asked_for(folder: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    os.mkfifo(told)
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" >{told}\n')
    browser.chmod(0o755)
    served = started(folder, "--port", "0", "--open", BROWSER=str(browser))
    try:
        assert served.stdout
        said = json.loads(served.stdout.readline())
        assert told.read_text() == said["url"]
        assert said["name"] == "Harbour"
        assert httpx2.get(said["url"], timeout=SOON).status_code == 200
    finally:
        served.send_signal(signal.SIGTERM)
        served.communicate(timeout=SOON)
    assert served.returncode == 0


def test_an_address_that_is_taken_is_told_with_a_way_out(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, error = refused(folder, "--port", str(port))
    assert (status, error["code"]) == (3, "address")
    assert f"127.0.0.1:{port}" in error["message"]
    assert "Choose another --port" in error["remedy"]


def test_a_name_that_is_no_address_is_told(folder: Path) -> None:
    status, error = refused(folder, "--host", "no address at all")
    assert status in (1, 2)
    assert error["remedy"]


def test_a_folder_that_is_no_workspace_is_told(tmp_path: Path) -> None:
    status, error = refused(tmp_path)
    assert (status, error["code"]) == (3, "no-repository")
