"""`python -m tests.method FILE`: what the product concludes from each case of a file, as one JSON object."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from assess.model.loading import load
from tests.method.reading import concluded, read_cases


def main(arguments: list[str]) -> int:
    """Prints case id -> conclusions; what cannot be read is one sentence on stderr, and the exit code is 2."""
    if len(arguments) != 1:
        print("usage: python -m tests.method FILE", file=sys.stderr)
        return 2
    try:
        cases = read_cases(Path(arguments[0]))
    except (OSError, ValueError) as error:
        print(f"{arguments[0]} is not a file of cases: {error}", file=sys.stderr)
        return 2
    model = load()
    found = {}
    complete = True
    for case in cases:
        try:
            found[case["id"]] = concluded(case["input"], model)
        except (ValueError, KeyError, TypeError) as error:
            print(f"{arguments[0]}: case {case.get('id')} cannot be read: {error!r}", file=sys.stderr)
            complete = False
    json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
    print()
    return 0 if complete else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
