"""What is proposed can be done: only collectors that are installed are to be connected."""

from __future__ import annotations

import json

from tests.conftest import Assess


def test_no_collector_is_proposed_that_is_not_installed(assess: Assess) -> None:
    assess("new", "acme.assess", "--organisation", "Acme")
    settle = json.loads(assess("plan", "acme.assess", "--json").stdout)["settle"]
    connected = {each["source"] for each in settle if each["source"].startswith("connect:")}
    assert connected == {"connect:aws", "connect:repository"}
    repository = next(each for each in settle if each["source"] == "connect:repository")
    assert "DEL-02" in repository["practices"]  # which GitHub would show best
