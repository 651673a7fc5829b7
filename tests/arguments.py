"""The command lines of the tests' own programs: what they do is said by `--help`."""

import argparse
import sys


def read_arguments(description: str | None) -> list[str]:
    """Read the arguments of a module that is run; `--help` prints what its docstring says."""
    main = sys.modules["__main__"].__spec__
    named = main.name.removesuffix(".__main__") if main else "MODULE"
    parser = argparse.ArgumentParser(
        prog=f"python -m {named}",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("arguments", nargs="*", metavar="ARGUMENT")
    arguments: list[str] = parser.parse_args().arguments
    return arguments
