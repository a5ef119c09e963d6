"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "agency",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("domains", sa.String(length=500), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("name", name=op.f("uq_agency_name")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_kind", sa.String(length=10), nullable=False),
        sa.Column("actor_id", sa.String(length=16), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("supervision_id", sa.String(length=16), nullable=True),
        sa.Column("object_id", sa.String(length=16), nullable=True),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_entry_supervision_id"), ["supervision_id"], unique=False
        )

    op.create_table(
        "beat",
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_beat")),
    )
    op.create_table(
        "code",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("allowance", sa.String(length=80), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code")),
    )
    with op.batch_alter_table("code") as batch_op:
        batch_op.create_index(batch_op.f("ix_code_subject"), ["subject"], unique=False)

    op.create_table(
        "done_request",
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=True),
        sa.Column("saying", sa.String(length=200), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_done_request")),
    )
    with op.batch_alter_table("done_request") as batch_op:
        batch_op.create_index(batch_op.f("ix_done_request_at"), ["at"], unique=False)

    op.create_table(
        "ended_visit",
        sa.Column("visit", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("visit", name=op.f("pk_ended_visit")),
    )
    with op.batch_alter_table("ended_visit") as batch_op:
        batch_op.create_index(batch_op.f("ix_ended_visit_at"), ["at"], unique=False)

    op.create_table(
        "asked_link",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_link")),
    )
    with op.batch_alter_table("asked_link") as batch_op:
        batch_op.create_index(batch_op.f("ix_asked_link_at"), ["at"], unique=False)

    op.create_table(
        "kept_form",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_form")),
    )
    with op.batch_alter_table("kept_form") as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_form_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_kept_form_owner"), ["owner"], unique=False)

    op.create_table(
        "kept_text",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_text")),
        sa.UniqueConstraint("mark", name=op.f("uq_kept_text_mark")),
    )
    with op.batch_alter_table("kept_text") as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_text_at"), ["at"], unique=False)

    op.create_table(
        "local_setting",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_local_setting")),
    )
    op.create_table(
        "outbox_pause",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_outcome", sa.String(length=40), nullable=False),
        sa.Column("last_code", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_pause")),
    )
    op.create_table(
        "try_count",
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("who_hash", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("what", "who_hash", name=op.f("pk_try_count")),
    )
    with op.batch_alter_table("try_count") as batch_op:
        batch_op.create_index(batch_op.f("ix_try_count_since"), ["since"], unique=False)

    op.create_table(
        "facilitator",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("job", sa.String(length=100), nullable=False),
        sa.Column("agency_id", sa.String(length=16), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("models", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_facilitator_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facilitator")),
        sa.UniqueConstraint("email", name=op.f("uq_facilitator_email")),
    )
    with op.batch_alter_table("facilitator") as batch_op:
        batch_op.create_index(batch_op.f("ix_facilitator_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "key_mark",
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_key_mark")),
    )
    op.create_table(
        "lead",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("agency_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("job", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_lead_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead")),
    )
    with op.batch_alter_table("lead") as batch_op:
        batch_op.create_index(batch_op.f("ix_lead_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("job", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("agency_id", sa.String(length=16), nullable=True),
        sa.Column("roles", sa.String(length=100), nullable=False),
        sa.Column("proposed_roles", sa.String(length=100), nullable=False),
        sa.Column("proposed_by_id", sa.String(length=16), nullable=True),
        sa.Column("proposed_at", sa.DateTime(), nullable=True),
        sa.Column("account", sa.String(length=200), nullable=True),
        sa.Column("disabled_at", sa.DateTime(), nullable=True),
        sa.Column("signed_out_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_person_agency_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name=op.f("fk_person_proposed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("account", name=op.f("uq_person_account")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    with op.batch_alter_table("person") as batch_op:
        batch_op.create_index(batch_op.f("ix_person_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "supervision",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.String(length=11), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("end_reason", sa.String(length=40), nullable=True),
        sa.Column("end_note", sa.Text(), nullable=False),
        sa.Column("requester_id", sa.String(length=16), nullable=False),
        sa.Column("requester_name", sa.Text(), nullable=False),
        sa.Column("requester_job", sa.Text(), nullable=False),
        sa.Column("requester_email", sa.Text(), nullable=False),
        sa.Column("requester_phone", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.String(length=16), nullable=True),
        sa.Column("hope_for", sa.String(length=40), nullable=True),
        sa.Column("system_name", sa.Text(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=True),
        sa.Column("age_band", sa.String(length=40), nullable=True),
        sa.Column("open_to", sa.String(length=40), nullable=True),
        sa.Column("own_session_reason", sa.Text(), nullable=False),
        sa.Column("stuck", sa.Text(), nullable=False),
        sa.Column("hope", sa.Text(), nullable=False),
        sa.Column("model", sa.String(length=40), nullable=True),
        sa.Column("own_model", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=True),
        sa.Column("where", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("access_needs", sa.Text(), nullable=False),
        sa.Column("find_facilitator", sa.Boolean(), nullable=False),
        sa.Column("offered_at", sa.DateTime(), nullable=True),
        sa.Column("offers", sa.Integer(), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("calendar_sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_supervision_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["requester_id"], ["person.id"], name=op.f("fk_supervision_requester_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision")),
        sa.UniqueConstraint("reference", name=op.f("uq_supervision_reference")),
    )
    with op.batch_alter_table("supervision") as batch_op:
        batch_op.create_index(batch_op.f("ix_supervision_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_supervision_requester_id"), ["requester_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_supervision_status"), ["status"], unique=False)

    op.create_table(
        "family_update",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("supervision_id", sa.String(length=16), nullable=False),
        sa.Column("telling", sa.String(length=40), nullable=False),
        sa.Column("told", sa.String(length=40), nullable=False),
        sa.Column("by_whom", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("manager", sa.Text(), nullable=False),
        sa.Column("consulted_on", sa.Date(), nullable=True),
        sa.Column("family_agrees", sa.Boolean(), nullable=True),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["supervision_id"],
            ["supervision.id"],
            name=op.f("fk_family_update_supervision_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_update")),
    )
    with op.batch_alter_table("family_update") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_family_update_supervision_id"), ["supervision_id"], unique=False
        )

    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("supervision_id", sa.String(length=16), nullable=False),
        sa.Column("agency_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_mark", sa.String(length=64), nullable=True),
        sa.Column("agreed_already", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("deputy_for_id", sa.String(length=16), nullable=True),
        sa.Column("ring_first", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_invitation_agency_id")),
        sa.ForeignKeyConstraint(
            ["deputy_for_id"], ["invitation.id"], name=op.f("fk_invitation_deputy_for_id")
        ),
        sa.ForeignKeyConstraint(
            ["supervision_id"],
            ["supervision.id"],
            name=op.f("fk_invitation_supervision_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_email_mark"), ["email_mark"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_invitation_supervision_id"), ["supervision_id"], unique=False
        )

    op.create_table(
        "meeting",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("supervision_id", sa.String(length=16), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("where", sa.Text(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=True),
        sa.Column("not_held_reason", sa.String(length=40), nullable=True),
        sa.Column("below_minimum_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["supervision_id"],
            ["supervision.id"],
            name=op.f("fk_meeting_supervision_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("supervision_id", name=op.f("uq_meeting_supervision_id")),
    )
    op.create_table(
        "nomination",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("supervision_id", sa.String(length=16), nullable=False),
        sa.Column("facilitator_id", sa.String(length=16), nullable=True),
        sa.Column("agency_id", sa.String(length=16), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_mark", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("same_team", sa.Boolean(), nullable=True),
        sa.Column("line_manager", sa.Boolean(), nullable=True),
        sa.Column("knows_family", sa.Boolean(), nullable=True),
        sa.Column("not_independent_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_nomination_agency_id")),
        sa.ForeignKeyConstraint(
            ["facilitator_id"], ["facilitator.id"], name=op.f("fk_nomination_facilitator_id")
        ),
        sa.ForeignKeyConstraint(
            ["supervision_id"],
            ["supervision.id"],
            name=op.f("fk_nomination_supervision_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
    )
    with op.batch_alter_table("nomination") as batch_op:
        batch_op.create_index(batch_op.f("ix_nomination_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_nomination_email_mark"), ["email_mark"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_nomination_facilitator_id"), ["facilitator_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_nomination_supervision_id"), ["supervision_id"], unique=False
        )

    op.create_table(
        "child",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("supervision_id", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["supervision_id"],
            ["supervision.id"],
            name=op.f("fk_child_supervision_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child")),
    )
    with op.batch_alter_table("child") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_child_supervision_id"), ["supervision_id"], unique=False
        )

    op.create_table(
        "offered_time",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("supervision_id", sa.String(length=16), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["supervision_id"],
            ["supervision.id"],
            name=op.f("fk_offered_time_supervision_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offered_time")),
    )
    with op.batch_alter_table("offered_time") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_offered_time_supervision_id"), ["supervision_id"], unique=False
        )

    op.create_table(
        "outbox_letter",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=16), nullable=False),
        sa.Column("supervision_id", sa.String(length=16), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("recipient_mark", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.String(length=16), nullable=False),
        sa.Column("has_calendar", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("trying_since", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("uncertain", sa.Integer(), nullable=False),
        sa.Column("claim", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("last_outcome", sa.String(length=40), nullable=True),
        sa.Column("last_code", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["supervision_id"],
            ["supervision.id"],
            name=op.f("fk_outbox_letter_supervision_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_letter")),
        sa.UniqueConstraint(
            "kind",
            "subject_id",
            "recipient_mark",
            "revision",
            name=op.f("uq_outbox_letter_kind_subject_id_recipient_mark_revision"),
        ),
    )
    with op.batch_alter_table("outbox_letter") as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_letter_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_outbox_letter_recipient_mark"), ["recipient_mark"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_outbox_letter_state_due_at"), ["state", "due_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_outbox_letter_subject_id"), ["subject_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_outbox_letter_supervision_id"), ["supervision_id"], unique=False
        )

    op.create_table(
        "summary",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("supervision_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("reflections", sa.Text(), nullable=False),
        sa.Column("lived_experience", sa.Text(), nullable=False),
        sa.Column("learnt", sa.Text(), nullable=False),
        sa.Column("ideas", sa.Text(), nullable=False),
        sa.Column("themes", sa.String(length=300), nullable=False),
        sa.Column("family_hears", sa.Text(), nullable=False),
        sa.Column("fidelity", sa.String(length=100), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["supervision_id"],
            ["supervision.id"],
            name=op.f("fk_summary_supervision_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary")),
    )
    with op.batch_alter_table("summary") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_summary_supervision_id"), ["supervision_id"], unique=False
        )

    op.create_table(
        "answer",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("invitation_id", sa.String(length=16), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("access_needs", sa.Text(), nullable=False),
        sa.Column("partly", sa.Boolean(), nullable=False),
        sa.Column("sends_note", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("phoned_by", sa.Text(), nullable=False),
        sa.Column("phoned_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_answer_invitation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("invitation_id", name=op.f("uq_answer_invitation_id")),
    )
    op.create_table(
        "attendance",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("invitation_id", sa.String(length=16), nullable=True),
        sa.Column("agency_id", sa.String(length=16), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("is_asker", sa.Boolean(), nullable=False),
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_attendance_agency_id")),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_attendance_invitation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_attendance_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    with op.batch_alter_table("attendance") as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_attendance_invitation_id"), ["invitation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_attendance_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "nomination_time",
        sa.Column("nomination_id", sa.String(length=16), nullable=False),
        sa.Column("offered_time_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"],
            ["nomination.id"],
            name=op.f("fk_nomination_time_nomination_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["offered_time_id"],
            ["offered_time.id"],
            name=op.f("fk_nomination_time_offered_time_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "nomination_id", "offered_time_id", name=op.f("pk_nomination_time")
        ),
    )
    op.create_table(
        "receipt",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("summary_id", sa.String(length=16), nullable=False),
        sa.Column("agency_id", sa.String(length=16), nullable=False),
        sa.Column("invitation_id", sa.String(length=16), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_receipt_agency_id")),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_receipt_invitation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["summary_id"], ["summary.id"], name=op.f("fk_receipt_summary_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
    )
    with op.batch_alter_table("receipt") as batch_op:
        batch_op.create_index(batch_op.f("ix_receipt_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_receipt_invitation_id"), ["invitation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_receipt_summary_id"), ["summary_id"], unique=False)

    op.create_table(
        "answer_time",
        sa.Column("answer_id", sa.String(length=16), nullable=False),
        sa.Column("offered_time_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_answer_time_answer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["offered_time_id"],
            ["offered_time.id"],
            name=op.f("fk_answer_time_offered_time_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("answer_id", "offered_time_id", name=op.f("pk_answer_time")),
    )
    op.create_table(
        "link",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("supervision_id", sa.String(length=16), nullable=False),
        sa.Column("invitation_id", sa.String(length=16), nullable=True),
        sa.Column("nomination_id", sa.String(length=16), nullable=True),
        sa.Column("receipt_id", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_link_invitation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"],
            ["nomination.id"],
            name=op.f("fk_link_nomination_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_link_receipt_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["supervision_id"],
            ["supervision.id"],
            name=op.f("fk_link_supervision_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_link_token_hash")),
    )
    with op.batch_alter_table("link") as batch_op:
        batch_op.create_index(batch_op.f("ix_link_invitation_id"), ["invitation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_nomination_id"), ["nomination_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_receipt_id"), ["receipt_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_link_supervision_id"), ["supervision_id"], unique=False
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("link") as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_supervision_id"))
        batch_op.drop_index(batch_op.f("ix_link_receipt_id"))
        batch_op.drop_index(batch_op.f("ix_link_nomination_id"))
        batch_op.drop_index(batch_op.f("ix_link_invitation_id"))

    op.drop_table("link")
    op.drop_table("answer_time")
    with op.batch_alter_table("receipt") as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipt_summary_id"))
        batch_op.drop_index(batch_op.f("ix_receipt_invitation_id"))
        batch_op.drop_index(batch_op.f("ix_receipt_agency_id"))

    op.drop_table("receipt")
    op.drop_table("nomination_time")
    with op.batch_alter_table("attendance") as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_invitation_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_agency_id"))

    op.drop_table("attendance")
    op.drop_table("answer")
    with op.batch_alter_table("summary") as batch_op:
        batch_op.drop_index(batch_op.f("ix_summary_supervision_id"))

    op.drop_table("summary")
    with op.batch_alter_table("outbox_letter") as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_letter_supervision_id"))
        batch_op.drop_index(batch_op.f("ix_outbox_letter_subject_id"))
        batch_op.drop_index(batch_op.f("ix_outbox_letter_state_due_at"))
        batch_op.drop_index(batch_op.f("ix_outbox_letter_recipient_mark"))

    op.drop_table("outbox_letter")
    with op.batch_alter_table("offered_time") as batch_op:
        batch_op.drop_index(batch_op.f("ix_offered_time_supervision_id"))

    op.drop_table("offered_time")
    with op.batch_alter_table("child") as batch_op:
        batch_op.drop_index(batch_op.f("ix_child_supervision_id"))

    op.drop_table("child")
    with op.batch_alter_table("nomination") as batch_op:
        batch_op.drop_index(batch_op.f("ix_nomination_supervision_id"))
        batch_op.drop_index(batch_op.f("ix_nomination_facilitator_id"))
        batch_op.drop_index(batch_op.f("ix_nomination_email_mark"))
        batch_op.drop_index(batch_op.f("ix_nomination_agency_id"))

    op.drop_table("nomination")
    op.drop_table("meeting")
    with op.batch_alter_table("invitation") as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_supervision_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_email_mark"))
        batch_op.drop_index(batch_op.f("ix_invitation_agency_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("family_update") as batch_op:
        batch_op.drop_index(batch_op.f("ix_family_update_supervision_id"))

    op.drop_table("family_update")
    with op.batch_alter_table("supervision") as batch_op:
        batch_op.drop_index(batch_op.f("ix_supervision_status"))
        batch_op.drop_index(batch_op.f("ix_supervision_requester_id"))
        batch_op.drop_index(batch_op.f("ix_supervision_agency_id"))

    op.drop_table("supervision")
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_agency_id"))

    op.drop_table("person")
    with op.batch_alter_table("lead") as batch_op:
        batch_op.drop_index(batch_op.f("ix_lead_agency_id"))

    op.drop_table("lead")
    with op.batch_alter_table("facilitator") as batch_op:
        batch_op.drop_index(batch_op.f("ix_facilitator_agency_id"))

    op.drop_table("facilitator")
    with op.batch_alter_table("try_count") as batch_op:
        batch_op.drop_index(batch_op.f("ix_try_count_since"))

    op.drop_table("try_count")
    op.drop_table("outbox_pause")
    op.drop_table("local_setting")
    op.drop_table("key_mark")
    with op.batch_alter_table("kept_text") as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_text_at"))

    op.drop_table("kept_text")
    with op.batch_alter_table("kept_form") as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_form_owner"))
        batch_op.drop_index(batch_op.f("ix_kept_form_at"))

    op.drop_table("kept_form")
    with op.batch_alter_table("asked_link") as batch_op:
        batch_op.drop_index(batch_op.f("ix_asked_link_at"))

    op.drop_table("asked_link")
    with op.batch_alter_table("ended_visit") as batch_op:
        batch_op.drop_index(batch_op.f("ix_ended_visit_at"))

    op.drop_table("ended_visit")
    with op.batch_alter_table("done_request") as batch_op:
        batch_op.drop_index(batch_op.f("ix_done_request_at"))

    op.drop_table("done_request")
    with op.batch_alter_table("code") as batch_op:
        batch_op.drop_index(batch_op.f("ix_code_subject"))

    op.drop_table("code")
    op.drop_table("beat")
    with op.batch_alter_table("audit_entry") as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_supervision_id"))

    op.drop_table("audit_entry")
    op.drop_table("agency")
