"""Who plays: agencies, leads, facilitators, staff. All made up; addresses end in .example."""

from mars.clock import now
from mars.database import db
from mars.domain.actors import Role
from mars.domain.practice_models import Model
from mars.store.people import Agency, Facilitator, Lead, LocalSetting, Person

COUNCIL = "Ashbourne Vale Council"
COUNCIL_DOMAIN = "ashbournevale.example"

AGENCIES: tuple[tuple[str, str, str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "Children’s Social Care",
        COUNCIL_DOMAIN,
        "01632 960 101",
        (
            ("Marcus Bell", "Team manager", "marcus.bell"),
            ("Ines Farrow", "Social worker", "ines.farrow"),
        ),
    ),
    (
        "Health Visiting Service",
        COUNCIL_DOMAIN,
        "01632 960 102",
        (("Ruth Adeyemi", "Clinical lead", "ruth.adeyemi"),),
    ),
    (
        "Hollybush Primary School",
        "hollybush.school.example",
        "01632 960 103",
        (("Grace Whitlock", "Designated safeguarding lead", "g.whitlock"),),
    ),
    (
        "Vale Police",
        "vale.police.example",
        "01632 960 104",
        (("Tom Hargreave", "Detective sergeant, safeguarding", "tom.hargreave"),),
    ),
    (
        "Bridge Street Surgery",
        "bridgestreet.nhs.example",
        "01632 960 105",
        (("Dr Leila Nasser", "GP, safeguarding lead", "leila.nasser"),),
    ),
    (
        "Haven Domestic Abuse Service",
        "haven.charity.example",
        "01632 960 106",
        (("Joan Petrie", "Service manager", "joan.petrie"),),
    ),
    (
        "Early Help Hub",
        COUNCIL_DOMAIN,
        "01632 960 107",
        (("Sam Okoro", "Hub manager", "sam.okoro"),),
    ),
    (
        "Vale Mental Health Trust",
        "valemind.nhs.example",
        "01632 960 108",
        (("Priya Raman", "Named nurse", "priya.raman"),),
    ),
)

FACILITATORS: tuple[tuple[str, str, str, str, tuple[Model, ...], str], ...] = (
    (
        "Nadia Brook",
        "Principal social worker",
        "Children’s Social Care",
        f"nadia.brook@{COUNCIL_DOMAIN}",
        (Model.SIGNS_OF_SAFETY, Model.SYSTEMIC),
        "Mondays and Thursdays, north locality",
    ),
    (
        "Owen Tate",
        "Practice educator",
        "Early Help Hub",
        f"owen.tate@{COUNCIL_DOMAIN}",
        (Model.SOLUTION_CIRCLE, Model.SIGNS_OF_SAFETY),
        "Most mornings",
    ),
    (
        "Helen Marsh",
        "Named nurse for safeguarding",
        "Health Visiting Service",
        f"helen.marsh@{COUNCIL_DOMAIN}",
        (Model.APPRECIATIVE_ENQUIRY,),
        "Online only",
    ),
    (
        "Yusuf Demir",
        "Systemic practitioner",
        "Vale Mental Health Trust",
        "yusuf.demir@valemind.nhs.example",
        (Model.SYSTEMIC, Model.REFLECTIVE_CYCLE),
        "Afternoons",
    ),
    (
        "Catherine Loy",
        "Deputy head teacher",
        "Hollybush Primary School",
        "c.loy@hollybush.school.example",
        (Model.SOLUTION_CIRCLE,),
        "After 3pm in term time",
    ),
    (
        "Bryn Maddox",
        "Charity trainer",
        "Haven Domestic Abuse Service",
        "bryn.maddox@haven.charity.example",
        (Model.SIGNS_OF_SAFETY, Model.APPRECIATIVE_ENQUIRY),
        "South locality",
    ),
)

STAFF: tuple[tuple[str, str, str, str, tuple[Role, ...]], ...] = (
    ("Hana Osei", "Health visitor", "Health Visiting Service", "hana.osei", ()),
    ("Daniel Reeve", "Social worker", "Children’s Social Care", "daniel.reeve", ()),
    ("Nadia Brook", "Principal social worker", "Children’s Social Care", "nadia.brook", ()),
    ("Owen Tate", "Practice educator", "Early Help Hub", "owen.tate", ()),
    (
        "Carys Lind",
        "Partnership coordinator",
        "Children’s Social Care",
        "carys.lind",
        (Role.COORDINATOR,),
    ),
    (
        "Victor Hale",
        "Quality assurance officer",
        "Children’s Social Care",
        "victor.hale",
        (Role.AUDITOR,),
    ),
    (
        "Ada Quill",
        "Systems administrator",
        "Children’s Social Care",
        "ada.quill",
        (Role.ADMINISTRATOR,),
    ),
)

SETTINGS = {
    "first_contact_phone": "01632 960 100",
    "coordinator_phone": "01632 960 199",
    "early_help_hub_email": f"early.help@{COUNCIL_DOMAIN}",
}


def enter() -> None:
    """Write the whole cast into an empty database."""
    agencies = {
        name: Agency(name=name, domains=domain, phone=phone) for name, domain, phone, _ in AGENCIES
    }
    db.session.add_all(agencies.values())
    db.session.flush()
    for name, domain, _, leads in AGENCIES:
        for lead, job, local_part in leads:
            db.session.add(
                Lead(
                    agency_id=agencies[name].id, name=lead, job=job, email=f"{local_part}@{domain}"
                )
            )
    for name, job, agency, email, models, note in FACILITATORS:
        db.session.add(
            Facilitator(
                name=name,
                job=job,
                agency_id=agencies[agency].id,
                email=email,
                models=" ".join(models),
                note=note,
            )
        )
    for name, job, agency, local_part, roles in STAFF:
        db.session.add(
            Person(
                name=name,
                job=job,
                agency_id=agencies[agency].id,
                email=f"{local_part}@{COUNCIL_DOMAIN}",
                phone="01632 960 150",
                roles=" ".join(roles),
                created_at=now(),
            )
        )
    db.session.add_all(LocalSetting(name=name, value=value) for name, value in SETTINGS.items())
    db.session.commit()
