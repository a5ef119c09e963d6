"""What the documents show of the code's tables is made from those tables."""

from maintain.diagram import README, with_diagram
from maintain.policy import THREAT_MODEL, with_policy


def test_the_diagram_in_the_readme_is_fresh() -> None:
    text = README.read_text(encoding="utf-8")
    assert with_diagram(text) == text, "run “make diagram”"


def test_the_policy_in_the_threat_model_is_fresh() -> None:
    text = THREAT_MODEL.read_text(encoding="utf-8")
    assert with_policy(text) == text, "run “make diagram”"
