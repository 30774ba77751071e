"""The entry point: hands a hot question to the index, and all else to the command line, with what that hands to other
faces; decides nothing else."""

import os
import sys
import time

FACES = {"serve": "tacit.web.serve:serve"}


def main() -> int:
    _open_what_is_closed()
    try:
        return run(sys.argv[1:])
    except KeyboardInterrupt:  # before the command line was there to tell it
        return 130


def _open_what_is_closed() -> None:
    """Started without a standard stream, as by `>&-`: it goes nowhere, and no file that is opened takes its place."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w"))  # noqa: SIM115 - for as long as the process lives


def run(arguments: list[str]) -> int:
    quick = "tick" in arguments or ("inbox" in arguments and "--json" in arguments)
    if quick and not sys.stdout.isatty() and _answered_at_once(arguments):
        return 0
    from tacit.cli.start import run as run_command

    return run_command(arguments, FACES)


def _answered_at_once(arguments: list[str]) -> bool:
    """Whether the index had the answer and it is written; whatever is in the way is told on the long way."""
    from tacit.work import hot

    answer = hot.answer(arguments, os.environ, time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
    if answer is None or not (answer.isascii() or _writes_every_letter()):
        return False
    try:
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()
    except OSError:
        return False
    return True


def _writes_every_letter() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


if __name__ == "__main__":
    sys.exit(main())
