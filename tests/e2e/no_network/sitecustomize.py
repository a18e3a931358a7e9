"""Loaded by every Python that a test starts: refuses connections to anything but this machine."""

import sys

_LOOPBACK = ("127.", "::1", "localhost")


def _refuse_outside(event: str, arguments: tuple) -> None:
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
            raise PermissionError(f"a test tried to reach the network: {address}")


sys.addaudithook(_refuse_outside)
