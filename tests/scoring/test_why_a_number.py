"""The explanation of a number can be worked out again, line by line."""

from __future__ import annotations

import random
import re
from fractions import Fraction

import pytest

from assess.scoring import Scorecard
from assess.scoring.explanation import Line, Section
from assess.scoring.rounding import half_up
from assess.scoring.why import why
from tests.method import estates
from tests.method.reading import scorecard
from tests.method.small import (
    Part,
    catalogue,
    conclude,
    consensus,
    everybody,
    not_applicable,
    of,
    override,
    read,
    said,
    together,
)


def card(*parts: Part) -> Scorecard:
    return scorecard(together(*parts), catalogue())


def explained(identifier: str, *parts: Part) -> tuple[Section, ...]:
    return why(card(*parts), identifier)  # type: ignore[arg-type]


def lines(sections: tuple[Section, ...], label: str) -> list[Line]:
    return [line for section in sections for line in section.lines if line.label == label]


def value(sections: tuple[Section, ...], label: str) -> str:
    return lines(sections, label)[-1].value


def test_a_share_is_told_unit_by_unit_and_summed() -> None:
    sections = explained(
        "OWN-12",
        read(
            "OWN-12",
            3,
            {"passed": 38, "failed": 2},
            {"passed": 10, "failed": 10},
            {"failed": 2000},
            kind="account",
            classes=("production", "other", "excluded"),
        ),
    )

    assert lines(sections, "account-1") == [
        Line("account-1", "production, of weight 1: 38 passed, 2 failed", "19/20 · 19/20 · 19/20")
    ]
    assert lines(sections, "lo") == [Line("lo", "(1 x 19/20 + 0.2 x 1/2) / 1.2", "0.8750")]
    assert not lines(sections, "account-3")
    assert [value(sections, name) for name in ("Lo", "Hi", "Floor", "Lo+", "A", "High")] == list("344334")


def test_units_alike_share_a_line() -> None:
    sections = explained("DEL-02", read("DEL-02", 3, *["pass"] * 21, *["fail"] * 3, "refused", None, "absent"))

    assert lines(sections, "21 units")[0].text.startswith("repository-1, repository-10, repository-11 and 18 more")
    assert lines(sections, "3 units")[0].value == "0 · 0 · 0"
    assert lines(sections, "lo")[0].text == "(21 x 1 + 5 x 0) / 26"
    assert lines(sections, "repository-27")[0].text == "not applicable: not counted here"
    assert lines(sections, "repository-26")[0].text.endswith("no tally, not read")
    assert lines(sections, "refused")[0].text == "what would settle it: a:read"


def test_an_open_door_is_named() -> None:
    sections = explained("DEL-01", read("DEL-01", 3, *["pass"] * 23, "fail", every_unit=True))

    assert lines(sections, "repository-24")[0].text.endswith("(an open door)")
    assert [line.value for line in lines(sections, "hi")] == ["0.9583", "0.8500"]


def test_the_claim_rule_is_told() -> None:
    votes = explained("OWN-09", said("OWN-09", cto=4, platform_lead=[3, 3, 1], finops=0))

    assert lines(votes, "platform_lead")[0] == Line("platform_lead", "low median of 1, 3, 3", "3")
    assert lines(votes, "finops")[0].text.endswith("it does not vote")
    assert lines(votes, "claim C") == [Line("claim C", "low median of 4, 3, one vote a role", "3")]

    dispute = said("OWN-09", cto=4, product_engineer=1)
    assert lines(explained("OWN-09", dispute), "claim C")[0] == Line("claim C", "contested: the lowest of 4, 1", "1")
    settled = explained("OWN-09", dispute, consensus("OWN-09", 3))
    assert lines(settled, "claim C")[0] == Line("claim C", "consensus of 2026-11-21 by x: read together", "3")
    assert lines(explained("OWN-09"), "claim")[0].text == "nobody gave a level in the last year"
    unsure = explained("OWN-09", said("OWN-09", cto="dont_know", security=["not_applicable", 2]))
    assert lines(unsure, "no level")[0].text == "2 answers without one: not known or not applicable"
    assert value(unsure, "claim C") == "2"


def test_the_level_is_a_formula_with_its_numbers() -> None:
    sections = explained("DEL-02", read("DEL-02", 2, "pass"), said("DEL-02", security=4))

    assert lines(sections, "ceiling K")[0] == Line("ceiling K", "max(words alone 2, one level beyond Lo 3)", "3")
    assert lines(sections, "A")[0] == Line("A", "min(Floor 4, max(S 2, min(C 4, K 3)))", "3")
    assert lines(sections, "High")[0] == Line("High", "min(Hi 4, max(C 4, S+ 2))", "4")


def test_decisions_are_told_beside_what_was_computed() -> None:
    overridden = explained("OWN-05", said("OWN-05", cto=1), override("OWN-05", 3))
    assert value(overridden, "A") == "1"
    assert lines(overridden, "override")[0] == Line("override", "by assessor until 2026-12-23: seen", "3")
    assert value(overridden, "status") == "assessed 3"

    declared = explained("OWN-05", not_applicable("OWN-05"))
    assert value(declared, "status") == "not applicable"
    assert lines(declared, "ownership")[0].text == "not applicable: no part in any sum"
    assert value(explained("DEL-05", read("DEL-05", 3, "absent")), "status") == "not applicable"
    assert value(explained("OWN-05"), "status") == "unknown"
    assert value(explained("OWN-05", {"set": {"OWN-05": 2}}), "what if") == "2"


def test_its_part_in_pillar_and_headline_is_told() -> None:
    sections = explained("CHG-04", everybody(3, but=("CHG-04",)), said("CHG-04", product_engineer=1))

    assert lines(sections, "sum of safe_change")[0] == Line(
        "sum of safe_change", "5 + 216 of 18 other practices", "221"
    )
    assert lines(sections, "mean of safe_change")[0] == Line("mean of safe_change", "25 x 221 / W 77", "71.8")
    assert lines(sections, "its part")[0] == Line("its part", "25 x 5 / W 77", "1.6")
    assert lines(sections, "cap")[0] == Line("cap", "weakest gates CHG-04 at 1", "74.0")
    assert lines(sections, "low")[0] == Line("low", "min(71.8, 74)", "71.8")
    assert value(sections, "headline") == "71.8"


def test_a_gate_of_its_topic_is_told_where_it_holds() -> None:
    sections = explained("CST-01", everybody(3, but=("CST-01",)), said("CST-01", finops=0))

    assert lines(sections, "low")[0] == Line("low", "no gate below 3: the mean", "71.1")
    assert lines(sections, "low of topic CST")[0] == Line("low of topic CST", "min(64.9, 49)", "49.0")


def test_a_practice_the_model_does_not_hold_has_no_explanation() -> None:
    with pytest.raises(KeyError):
        explained("NO-01")


def worked_out(text: str) -> Fraction:
    """A formula as the lines print it, worked out: numbers, + - x /, min, max, and names before numbers."""
    plain = re.sub(r"\b(Floor|Hi|S\+|S|C|K|W)(?= \d)", "", text.split(", no claim")[0]).replace(" x ", "*")
    plain = re.sub(r"(words alone|one level beyond Lo|shown)(?= \d)", "", plain.split("; 4 for")[0])
    plain = re.sub(r"\d+(\.\d+)?", lambda found: f"Fraction('{found[0]}')", plain)
    return Fraction(eval(plain, {"Fraction": Fraction, "min": min, "max": max}))


def test_every_printed_formula_comes_to_its_printed_value() -> None:
    formulas = {"lo": 4, "floor": 4, "hi": 4, "A": 0, "High": 0, "spread": 0, "w x level": 0, "low": 1}
    checked = set()
    for seed in range(60):
        given = estates.estate(random.Random(seed).choice, most_people=4, declared=True, elsewhere=False)
        scored = scorecard(given, catalogue())
        for practice in estates.PRACTICES:
            for line in (line for section in why(scored, practice) for line in section.lines):  # type: ignore[arg-type]
                known = line.label in formulas or line.label.startswith("mean of") or line.label == "its part"
                if (
                    not known
                    or not re.search(r"[-+x/(]", line.text)
                    or re.search("threshold|not below|lines above", line.text)
                ):
                    continue
                decimals = formulas.get(line.label, 1)
                assert half_up(worked_out(line.text), decimals) == Fraction(line.value), line
                checked.add(line.label.split(" of ")[0])
    assert checked == {*formulas, "mean", "its part"}


def test_the_last_numbers_are_those_of_the_report() -> None:
    for seed in range(20):
        given = estates.estate(random.Random(seed).choice, most_people=4, declared=True, elsewhere=False)
        scored = scorecard(given, catalogue())
        for practice in estates.PRACTICES:
            sections = why(scored, practice)  # type: ignore[arg-type]
            score = scored.of(practice)  # type: ignore[arg-type]
            assert score is not None
            if score.applies:
                pillar = next(area for area in scored.pillars if area.id == score.practice.pillar)
                assert pillar.low is not None
                assert lines(sections, "low")[-1].value == f"{float(half_up(pillar.low, 1)):.1f}"
                assert value(sections, "High") == str(score.high)


def test_it_agrees_with_what_is_printed_of_an_unknown() -> None:
    assert of(conclude()["practices"], "OWN-05")["high"] == 4
    assert value(explained("OWN-05"), "High") == "4"
