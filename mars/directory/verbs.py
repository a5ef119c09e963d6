"""What the keepers of the directory do: add, edit, retire, set. Nothing here is about a family."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select

from mars import audit
from mars.clock import now
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.errors import NotFoundError
from mars.domain.granting import check_not_for_oneself
from mars.domain.listing import NewLead, check_leads, check_name, split_domains
from mars.domain.local_settings import RULES
from mars.domain.policies import DEFAULTS
from mars.domain.workflow import Event
from mars.store.people import Agency, Lead, LocalSetting


def save_agency(
    actor: Actor,
    agency_id: str | None,
    *,
    name: str,
    phone: str,
    domains: str,
    leads: Sequence[NewLead],
) -> str:
    """Add an agency (`agency_id` None) or change one, with its leads. Returns its key.

    Raises InvalidError for a name that is taken, or a lead's address outside the domains;
    NotFoundError.
    """
    agency = Agency() if agency_id is None else _find(agency_id)
    others = db.session.scalars(select(Agency.name).where(Agency.id != agency.id))
    check_name(name, others)
    listed = split_domains(domains)
    check_leads(leads, listed)
    known = {lead.email for lead in agency.leads} if agency_id else set()
    for lead in leads:
        new = {lead.email} - known
        check_not_for_oneself(actor, new, (), field=f"{lead.row}_email")
    check_not_for_oneself(actor, (), set(listed) - set((agency.domains or "").split()))

    agency.name, agency.phone, agency.domains = name, phone, " ".join(listed)
    db.session.add(agency)
    db.session.flush()
    db.session.execute(delete(Lead).where(Lead.agency_id == agency.id))
    db.session.add_all(
        Lead(agency_id=agency.id, name=lead.name, job=lead.job, email=lead.email) for lead in leads
    )
    audit.record(actor, Event.DIRECTORY_CHANGED, object_id=agency.id)

    db.session.commit()
    return agency.id


def retire(actor: Actor, agency_id: str) -> None:
    """Take an agency out of every list to choose from; what it takes part in goes on."""
    agency = _find(agency_id)
    if agency.retired_at is not None:
        return

    agency.retired_at = now()
    audit.record(actor, Event.DIRECTORY_CHANGED, object_id=agency.id)

    db.session.commit()


def bring_back(actor: Actor, agency_id: str) -> None:
    """Let a retired agency be chosen again."""
    agency = _find(agency_id)
    if agency.retired_at is None:
        return

    agency.retired_at = None
    audit.record(actor, Event.DIRECTORY_CHANGED, object_id=agency.id)

    db.session.commit()


def _find(agency_id: str) -> Agency:
    found = db.session.get(Agency, agency_id, with_for_update=True)
    if found is None:
        raise NotFoundError("There is no such agency.")
    return found


def save_settings(actor: Actor, values: Mapping[str, int | bool | str | None]) -> None:
    """Keep what differs from the defaults; the rest follows the defaults again.

    `values`: by field of `Policies`; those not named stay as they are.
    """
    wanted = {name: values[name] for name in RULES if name in values}

    db.session.execute(delete(LocalSetting).where(LocalSetting.name.in_(wanted)))
    db.session.add_all(
        LocalSetting(name=name, value=_as_word(value))
        for name, value in wanted.items()
        if value is not None and value != getattr(DEFAULTS, name)
    )
    audit.record(actor, Event.SETTING_CHANGED)

    db.session.commit()


def put_back(actor: Actor, name: str) -> None:
    """Let one setting follow its default again. Raises NotFoundError for an unknown name."""
    if name not in RULES:
        raise NotFoundError("There is no such setting.")
    save_settings(actor, {name: getattr(DEFAULTS, name)})


def _as_word(value: int | bool | str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
