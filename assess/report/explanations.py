"""What the report says about itself: the method in five paragraphs, its limits, and the glossary."""

from __future__ import annotations

from assess.model.practices import Level

METHOD = {
    "Levels": (
        "Every practice is asked in five levels, from absent to proven. Words alone reach level 2, and one level more "
        "where evidence lies just below; level 4 must have been exercised or measured. What was read and refutes a "
        "claim caps it, and a refused read counts like a failure, so that hiding gains nothing."
    ),
    "Score": (
        "A pillar is the mean of its practices, weighted by the harm each prevents, and rated no more than one band "
        "above its weakest gate. The organisation is rated as its weakest pillar. Below 75% assessed, only a range is "
        "given. What is unknown counts as 0 at its lower end, and as what it could be at its upper end."
    ),
    "Claimed against verified": (
        "Both are taken over the practices that have both, so that like is compared with like. Verified is the level "
        "that findings support."
    ),
    "Fix first": (
        "Harm removed per person-day, together with what a fix needs; contradictions and incidents raise it. Efforts "
        "are estimates by size until a person names days."
    ),
    "Limits": (
        "What nobody tried to read leaves a claim its ceiling, which can beat a bad reading; it is marked as not read. "
        "A document says what should run, not what runs, and supports no more than level 2. Nothing here judges a "
        "person."
    ),
}
_LEVELS = (
    "Nothing of it exists.",
    "Work is done and output exists: dashboards, a rota, a pipeline. Nothing prevents the harm yet.",
    "It holds for part of the scope, or by the habit of certain people.",
    "System or rule prevents or bounds the harm across the scope.",
    "Enforced, exercised under stress and measured by an outcome.",
)
_TERMS = (
    ("Claimed", "The level that follows from what people say: one vote for each role."),
    ("Verified", "The level that findings support."),
    ("Score", "What is concluded: evidence decides what cannot be true, words add to it up to a ceiling."),
    ("Confirmed", "At level 3 or 4, by evidence or by what was shown."),
    ("Not shown", "Claimed at level 3 or possible there, and not yet shown."),
    ("Gate", "A practice that holds its pillar no more than one band above itself."),
    ("Contradiction", "A claim above what the evidence can support."),
    ("Exception", "The same in a single place, quickly fixed."),
    ("Contested", "Roles stand two levels or more apart; the lowest counts until a consensus is recorded."),
    ("Unit", "Where outcomes are counted: a repository, or an account in one environment."),
    ("Assurance", "How well levels are carried, from 0 to 1; high from 0.7, medium from 0.5."),
    ("Wave", "Thirty days of the capacity that was given."),
)


def glossary() -> list[tuple[str, str]]:
    """Levels and terms with what they mean."""
    levels = [(f"Level {each:d}, {each.label}", meaning) for each, meaning in zip(Level, _LEVELS, strict=True)]
    return [*levels, *_TERMS]
