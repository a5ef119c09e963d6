"""The README's diagram is drawn from the table that the code obeys."""

from maintain.diagram import README, with_diagram


def test_the_diagram_in_the_readme_is_fresh() -> None:
    text = README.read_text(encoding="utf-8")
    assert with_diagram(text) == text, "run “make diagram”"
