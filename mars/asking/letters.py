"""The letters that go out when a request is sent. Makes the links they carry; commits nothing."""

from collections.abc import Iterator, Sequence

from flask import current_app

from mars import clock, links
from mars.domain.actors import Purpose
from mars.domain.policies import Policies
from mars.post import to_facilitators, to_invitees, to_requesters
from mars.post.letters import About, Inviter, Letter, Recipient
from mars.store.invitations import Invitation
from mars.store.supervisions import Supervision


def on_sending(
    supervision: Supervision, team: Sequence[Invitation], policies: Policies
) -> Iterator[Letter]:
    """To the requester, to each of the team, and to the facilitator in mind if there is one."""
    about = About(supervision.id, supervision.reference)
    agency = supervision.agency.name if supervision.agency else ""
    inviter = Inviter(supervision.requester_name, supervision.requester_job, agency)
    answer_by = clock.add_working_days(clock.today(), policies.second_reminder_days)
    yield to_requesters.request_sent(
        Recipient(supervision.requester_name, supervision.requester_email),
        about,
        f"{current_app.config['MARS'].base_url}/requests/{supervision.reference}",
        agencies=len({invitation.agency_id for invitation in team}),
        facilitator_asked=bool(supervision.nominations),
        helped=supervision.find_facilitator,
    )
    for invitation in team:
        url = links.mint(Purpose.ANSWER, supervision.id, invitation_id=invitation.id)
        to = Recipient(invitation.name, invitation.email)
        yield to_invitees.please_answer(to, invitation.id, about, inviter, url, answer_by)
    for nomination in supervision.nominations:
        url = links.mint(Purpose.FACILITATE, supervision.id, nomination_id=nomination.id)
        to = Recipient(nomination.name, nomination.email)
        yield to_facilitators.facilitator_asked(to, nomination.id, about, inviter, url, answer_by)
