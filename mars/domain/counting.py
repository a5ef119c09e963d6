"""How a count is shown to people who may see counts only: a small one could point at a family."""

SMALLEST_SHOWN = 5


def shown_count(count: int) -> str:
    """The count in words; below five it is not told, and nothing that adds up may stand beside it.

    Source: local setting.
    """
    return str(count) if count >= SMALLEST_SHOWN else f"fewer than {SMALLEST_SHOWN}"
