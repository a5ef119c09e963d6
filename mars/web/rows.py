"""Rows of a form that a person adds and takes away, with a script or without one."""

import re
from typing import Any

from mars.web.fields import MarsField

_KEYS = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2}){0,29}")
ADD, REMOVE = "add", "remove-"


class Rows(MarsField):
    """Which rows of a form are shown, of `most` that it has: a hidden field beside them.

    data: tuple of row keys from 1 to `most`, in the order shown. Write it inside the part of the
    page that holds the rows, so that both are swapped together.
    """

    data: tuple[int, ...]
    empty = ()
    anchor = ""

    def __init__(self, label: str, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(label, **kwargs)

    def show(self, value: Any) -> str:
        return ".".join(str(key) for key in value)

    def read(self, text: str) -> tuple[int, ...]:
        if not _KEYS.fullmatch(text):
            raise ValueError("Something in this page was changed on the way. Open the page again")
        keys = dict.fromkeys(int(word) for word in text.split("."))
        return tuple(key for key in keys if 1 <= key <= self.most)

    @property
    def full(self) -> bool:
        """Whether no more rows can be added."""
        return len(self.data) >= self.most

    def change(self, wish: str) -> bool:
        """Do what the pressed button says: ADD, or REMOVE and a key. False for any other button."""
        if wish == ADD:
            free = [key for key in range(1, self.most + 1) if key not in self.data]
            self.process_data((*self.data, *free[:1]))
        elif wish.startswith(REMOVE):
            gone = wish.removeprefix(REMOVE)
            self.process_data(tuple(key for key in self.data if str(key) != gone))
        else:
            return False
        return True
