"""The form that every page's form is made from, and the fields to make it of. Knows what the
browser sent; never the database, never a rule of the process."""

from typing import Any

from flask import has_request_context, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms.csrf.core import CSRFTokenField

from mars.web.choices import Choice, Choices, Option, Tick
from mars.web.fields import Email, Handle, LongText, MarsField, Phone, Text, Whole
from mars.web.times import DateParts, TimeOfDay

__all__ = [
    "Choice",
    "Choices",
    "DateParts",
    "Email",
    "Handle",
    "LongText",
    "MarsField",
    "MarsForm",
    "Option",
    "Phone",
    "QueryForm",
    "Text",
    "Tick",
    "TimeOfDay",
    "Whole",
]

_STALE = (
    "This page was open for too long. Your answers are still here. Check them and send them again"
)


class MarsForm(FlaskForm):
    """A form that is posted. It takes what was sent with a POST by itself, an empty body included.

    formdata: what to read in place of the request; fresh=True ignores what was sent.
    data, obj or keywords named like fields: what the inputs show at first.
    """

    class Meta:
        csrf_time_limit = None

        def get_translations(self, form: Any) -> None:
            """Return nothing: every message is ours."""

    def __init__(
        self, formdata: MultiDict[str, Any] | None = None, *, fresh: bool = False, **kwargs: Any
    ) -> None:
        if formdata is None and not fresh and has_request_context() and request.method == "POST":
            formdata = request.form
        super().__init__(formdata=formdata, **kwargs)

    def add_error(self, field: str | None, message: str) -> None:
        """Add what a verb found wrong to the field of that name, or (None or "") to the form."""
        if not field:
            self.form_errors.append(message)
            return
        self[field].errors = [*self[field].errors, message]

    def error_list(self) -> list[tuple[str, str]]:
        """Return (message, href) of every fault in page order; href "" if no input is at fault."""
        found = [(message, "") for message in self.form_errors]
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
