"""Scenes that are played once: every later test gets what the database then held put back.

A scene costs tenths of a second by the real verbs, and hundreds of tests begin with the same few.
"""

from collections.abc import Callable, Hashable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, TypeVarTuple

from flask import Flask

from mars import clock

T = TypeVar("T")
Given = TypeVarTuple("Given")

LASTS = 600
"""So many seconds a scene is good for; one at another hour, or on another day, is played anew."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a play returned, how to let the database hold what it held, and the time at its end."""

    returned: Any
    put_back: Callable[[], None]
    ended: datetime


_scenes: dict[Hashable, Scene] = {}


@dataclass(slots=True)
class Played:
    """Plays scenes for one test, each upon the one before, or puts them back.

    What a test itself wrote before is lost when a scene is put back: scenes come first. A play is
    given what plays it, for it may begin with an earlier scene.
    """

    app: Flask
    release: Callable[[Flask], None]
    """Ends what the application has begun, and lets go of a file that is to be replaced."""
    keep: Callable[[], Callable[[], None]] | None
    """Keeps what the database holds; gives what puts it back. None: every scene is played."""
    so_far: tuple[Hashable, ...] = ()

    def __call__(self, play: "Callable[[Played, *Given], T]", *given: *Given) -> T:
        """What `play` returns, of which each test has its own copy; browsers keep their cookies.

        The clock shows again what it showed at the end of the play.
        """
        if self.keep is None:
            return play(self, *given)
        key = (*self.so_far, self.app, play, given, clock.now().timestamp() // LASTS)
        scene = _scenes.get(key)
        if scene is None:
            returned = play(self, *given)
            ended = clock.now()
            self.release(self.app)
            _scenes[key] = Scene(self._copy(returned), self.keep(), ended)
        else:
            self.release(self.app)
            scene.put_back()
            clock.set_ahead(clock.ahead() + scene.ended - clock.now())
            returned = self._copy(scene.returned)
        self.so_far = key
        return returned

    def _copy(self, returned: T) -> T:
        """A copy that shares nothing but the application."""
        return deepcopy(returned, {id(self.app): self.app})
