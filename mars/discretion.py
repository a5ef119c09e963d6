"""Where it is not safe to tell the family, everybody involved is asked not to speak to it.

For its page and its letters; the reason is never read here. Source: guidance, principle 7.
"""

from sqlalchemy import select
from sqlalchemy.orm import QueryableAttribute
from sqlalchemy.sql.selectable import Exists

from mars.database import db
from mars.domain.holding import Told
from mars.domain.telling import say_keep_quiet
from mars.store.supervisions import FamilyUpdate, Supervision


def is_asked(of: QueryableAttribute[str]) -> Exists:
    """Whether everybody is asked that, in a query that has the supervision's key as `of`.

    Either moment of telling is enough: what was not safe stays so until that note is changed.
    """
    return (
        select(FamilyUpdate.id)
        .where(FamilyUpdate.supervision_id == of, FamilyUpdate.told == Told.NOT_SAFE)
        .exists()
    )


def is_asked_about(supervision_id: str) -> bool:
    """The same of one supervision. 1 query."""
    of_it = Supervision.id == supervision_id
    return bool(db.session.scalar(select(is_asked(Supervision.id)).where(of_it)))


def sentence(supervision_id: str) -> str:
    """What its pages say, with who asked and where to ring them. 1 query."""
    who = select(Supervision.requester_name, Supervision.requester_phone)
    return say_keep_quiet(*db.session.execute(who.where(Supervision.id == supervision_id)).one())
