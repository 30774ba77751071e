"""The entry point: hands a hot question to the index, and all else to the command line; decides nothing else."""

import sys


def main() -> int:
    return run(sys.argv[1:])


def run(arguments: list[str]) -> int:
    from tacit.cli.start import run as run_command

    return run_command(arguments)


if __name__ == "__main__":
    sys.exit(main())
