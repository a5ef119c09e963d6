"""Scenes with which many tests begin: a request is played on from where another one stood."""

from collections.abc import Callable
from functools import wraps

from mars.database import db
from mars.domain.actors import Actor
from mars.store.supervisions import Supervision
from tests import factories
from tests.played import Played

Maker = Callable[[Actor], Supervision]
Step = Callable[[Actor, Supervision], object]

UPON: dict[Maker, tuple[Maker, Step]] = {
    factories.an_asked: (factories.a_draft, factories.send),
    factories.a_ready: (factories.an_asked, factories.get_ready),
    factories.an_arranged: (factories.a_ready, factories.fix_date),
    factories.a_held: (factories.an_arranged, factories.hold),
    factories.a_summarised: (factories.a_held, factories.summarise),
}
"""Which maker begins with which other one, and what it does then."""


def upon(earlier: Maker) -> Callable[[Step], Maker]:
    """Make a maker of a step that follows upon an earlier one."""

    def follow(step: Step) -> Maker:
        @wraps(step)
        def maker(who: Actor) -> Supervision:
            row = earlier(who)
            step(who, row)
            return row

        UPON[maker] = earlier, step
        return maker

    return follow


@upon(factories.an_asked)
def half_asked(who: Actor, row: Supervision) -> None:
    """A request whose facilitator is asked too; nobody has answered."""
    factories.ask_facilitator(who, row)


@upon(factories.an_asked)
def ready_with_nadia(who: Actor, row: Supervision) -> None:
    """A request that is ready; its facilitator is one of the staff."""
    factories.get_ready(who, row, "Nadia Brook")


@upon(ready_with_nadia)
def arranged_with_nadia(who: Actor, row: Supervision) -> None:
    """The same with its date fixed."""
    factories.fix_date(who, row)


def partnership(played: Played) -> None:
    """The agencies and people of the demonstration; no request."""
    with factories.arranging(played.app):
        factories.partnership()
        db.session.commit()


def request(played: Played, maker: Maker) -> str:
    """The only request, Hana's. Returns its reference."""
    if maker in UPON:
        earlier, step = UPON[maker]
        reference = played(request, earlier)
        with factories.arranging(played.app):
            step(factories.person(), factories.supervision(reference))
        return reference
    played(partnership)
    with factories.arranging(played.app):
        return maker(factories.person()).reference
