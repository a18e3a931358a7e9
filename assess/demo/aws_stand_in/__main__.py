"""`python -m assess.demo.aws_stand_in`: the stand-in in the foreground, for people who want to try things on it."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Sequence

from assess.demo.aws_stand_in.estates import NAMES, estate_named
from assess.demo.aws_stand_in.moto_behind import MotoMissingError
from assess.demo.aws_stand_in.running import running


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs until Ctrl-C; prints what to export so that an AWS SDK or command line talks to it."""
    parser = argparse.ArgumentParser(prog="python -m assess.demo.aws_stand_in", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one (default)")
    parser.add_argument("--estate", choices=NAMES, default="demo", help="which accounts it holds (default: demo)")
    chosen = parser.parse_args(arguments)
    estate = estate_named(chosen.estate)
    try:
        with running(estate, port=chosen.port) as endpoint:
            for name, value in endpoint.environment().items():
                print(f"export {name}={value}")
            print(f"# {estate.name}: accounts {', '.join(endpoint.accounts)}; Ctrl-C ends it", flush=True)
            threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    except (OSError, MotoMissingError) as problem:
        print(f"the stand-in cannot start: {problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
