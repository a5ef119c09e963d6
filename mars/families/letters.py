"""Queues the letters about telling the family. Commits nothing."""

from mars.domain.workflow import LetterKind
from mars.post import outbox
from mars.post.letters import Recipient
from mars.post.to_everyone import keep_quiet
from mars.store.supervisions import Supervision
from mars.supervisions import about, live_nomination, open_invitations, requester


def tell_keep_quiet(supervision: Supervision) -> None:
    """Everybody asked before, and who asked: not to speak to the family, from now on. 4 queries."""
    nominee = live_nomination(supervision.id)
    people = [(Recipient(i.name, i.email), i.id) for i in open_invitations(supervision.id)]
    if nominee is not None:
        people.append((Recipient(nominee.name, nominee.email), nominee.id))
    for to, subject_id in (*people, (requester(supervision), supervision.id)):
        revision = outbox.next_revision(LetterKind.KEEP_QUIET, subject_id)
        outbox.queue(keep_quiet(to, subject_id, about(supervision), revision))
