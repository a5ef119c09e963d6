"""The form that every page's form is made from, and the fields to make it of. Knows what the
browser sent; never the database, never a rule of the process."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from flask import g, has_request_context, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms.csrf.core import CSRFTokenField

from mars.domain.looking import Remark
from mars.domain.workflow import Event
from mars.web import editing, gate
from mars.web.choices import Choice, Choices, Option, Tick
from mars.web.contacts import Email, Job, Name, Phone, Sought
from mars.web.fields import Handle, LongText, MarsField, Text, Whole
from mars.web.looking import LookedAt
from mars.web.times import DateParts, TimeOfDay

__all__ = [
    "Choice",
    "Choices",
    "DateParts",
    "Email",
    "Handle",
    "Job",
    "ListForm",
    "LongText",
    "LookedAt",
    "MarsField",
    "MarsForm",
    "Name",
    "Option",
    "Phone",
    "QueryForm",
    "Sought",
    "Text",
    "Tick",
    "TimeOfDay",
    "Whole",
]

_STALE = (
    "This page was open for too long. Your answers are still here. Check them and send them again"
)
_CHANGED = "This was changed after you opened it. Compare the two texts, then save again"
_EDITION = re.compile("[0-9a-f]{32}")


class MarsForm(FlaskForm):
    """A form that is posted. It takes what was sent with a POST by itself, an empty body included.

    formdata: what to read in place of the request; fresh=True ignores what was sent.
    data, obj or keywords named like fields: what is saved, which the inputs show at first. When
    that has changed by the time the form comes back, `validate` fails and `clash` has both texts.
    suggested: what the inputs show at first although nothing of it is saved.
    """

    buttons: ClassVar[tuple[str, ...]] = ()
    """The names of buttons and hidden values sent beside the fields; see gate.pressed."""
    saved_as: ClassVar[tuple[Event, ...]] = ()
    """The events that tell who saved what this form edits."""
    last_change: editing.LastChange | None = None
    """Who saved what is saved now; looked up for a clash alone."""

    class Meta:
        csrf_time_limit = None

        def get_translations(self, form: Any) -> None:
            """Return nothing: every message is ours."""

    def __init__(
        self,
        formdata: MultiDict[str, Any] | None = None,
        *,
        fresh: bool = False,
        suggested: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        takes = formdata is None and not fresh
        if takes and has_request_context():
            formdata = request.form if request.method == "POST" else g.get("given_back")
        self.clash: tuple[editing.Difference, ...] = ()
        self._beside: list[tuple[str, str]] = []
        sent = "" if formdata is None else str(formdata.get("made_from", ""))
        self._is_sent = formdata is not None
        self._sent_edition = sent if _EDITION.fullmatch(sent) else ""
        super().__init__(formdata=formdata, **kwargs)
        if takes and formdata is not None:
            gate.refuse_unknown({*self.buttons, *self._inputs()})
        if suggested and not self._is_sent:
            for name, value in suggested.items():
                self[name].process_data(value)

    def _inputs(self) -> Iterator[str]:
        """The names by which this form's fields are sent."""
        for field in self:
            yield from field.inputs if isinstance(field, MarsField) else (field.name,)

    def decides_on(self, label: str, text: str) -> None:
        """Count what stands beside the inputs to what the form was made from. Before `validate`."""
        self._beside.append((label, text))

    @property
    def made_from(self) -> str:
        """The edition that was shown, which the form brings back when it is sent."""
        if self._is_sent and not self.clash:
            return self._sent_edition
        return editing.edition(self, self._beside)

    def take_up(self, kept: editing.Typed, made_from: str) -> None:
        """Show what was typed earlier, from that edition, in the place of what is saved."""
        editing.retype(self, kept)
        self._is_sent, self._sent_edition = True, made_from

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields' own checks; and whether what was edited is still what was shown."""
        sound = bool(super().validate(extra_validators))
        if self._sent_edition != editing.edition(self, self._beside):
            self.clash = editing.differences(self, self._beside)
        if sound and not self.clash and has_request_context():
            g.took = [field.took for field in self if isinstance(field, Email) and field.took]
        return sound and not self.clash

    def add_error(self, field: str | None, message: str) -> None:
        """Add what a verb found wrong to the field of that name, or (None or "") to the form."""
        if not field:
            self.form_errors.append(message)
            return
        self[field].errors = [*self[field].errors, message]

    def look_again(self, remarks: Iterable[Remark]) -> None:
        """Show a box for each thing that was found in what was typed."""
        for field in self:
            if isinstance(field, LookedAt):
                field.show_again(remarks)

    def error_list(self) -> list[tuple[str, str]]:
        """Return (message, href) of every fault in page order; href "" if no input is at fault."""
        found = [(message, "") for message in self.form_errors]
        if self.clash:
            found.insert(0, (_CHANGED, "#clash"))
        for field in self:
            if field.errors and isinstance(field, CSRFTokenField):
                found.insert(0, (_STALE, ""))
            elif field.errors:
                anchor = getattr(field, "anchor", field.id)
                found.append((str(field.errors[0]), f"#{anchor}" if anchor else ""))
        return found

    def handles(self) -> list[MarsField]:
        """Return the hidden fields, which the page's form macro writes out."""
        return [field for field in self if isinstance(field, Handle)]


class QueryForm(MarsForm):
    """A form that only asks (a search, a filter): sent with GET, and so without a CSRF token."""

    class Meta(MarsForm.Meta):
        csrf = False

    def __init__(self, formdata: MultiDict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(formdata=request.args if formdata is None else formdata, **kwargs)


class ListForm(QueryForm):
    """What is looked for in a long list, and which sheet of it."""

    page = Whole("Page", least=1, most=99_999, called="the page")

    @property
    def number(self) -> int:
        """The number of the sheet; 1 unless one was asked for that can be. After `validate`."""
        return 1 if self.page.errors else self.page.data or 1
