"""Our macros write what the design system's own macros write. The library is asked each time."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import (
    ChainableUndefined,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)
from werkzeug.datastructures import MultiDict

from mars.web.forms import (
    Choice,
    Choices,
    DateParts,
    Email,
    Handle,
    LongText,
    MarsForm,
    Option,
    Phone,
    Text,
    Tick,
    TimeOfDay,
    Whole,
)

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
IMPORTS = '{% import "macros/fields.html" as f %}{% import "macros/components.html" as c %}'


class Asking(MarsForm):
    name = Text("Your name", hint="As <colleagues> know you", missing="Enter your name")
    stuck = LongText("What are you stuck on?", limit=600, missing="Enter what you are stuck on")
    email = Email("Work email address")
    phone = Phone("Telephone number")
    children = Whole("Number of children")
    plan = Choice(
        "Open to",
        [Option("eh", "Early Help", "A monthly group"), Option("cp", "Child protection")],
        missing="Select what the child is open to",
    )
    times = Choices("Times", [Option(1, "Monday"), Option(2, "Tuesday")], missing="Select a time")
    agreed = Tick("I agree", missing="Tick to agree")
    day = DateParts("Date of the session", missing="Enter the date of the session")
    start = TimeOfDay("Time it starts")
    version = Handle(default="7")


class Tokens(HTMLParser):
    """HTML as a list in which neither the order of attributes nor the white space counts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Any] = []
        self.text = ""

    def _settle(self) -> None:
        text = " ".join(self.text.split())
        self.text = ""
        if text:
            self.found.append(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._settle()
        kept = {name: " ".join((value or "").split()) for name, value in attrs}
        kept["class"] = " ".join(sorted(kept.get("class", "").split()))
        self.found.append((tag, sorted(kept.items())))

    def handle_endtag(self, tag: str) -> None:
        self._settle()
        self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.text += data


def tokens(html: str) -> list[Any]:
    parser = Tokens()
    parser.feed(html)
    parser.close()
    parser._settle()
    return [token for token in parser.found if token not in ("/path", "/svg")]


OURS = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
OURS.globals["csrf_token"] = lambda: "a-token"
OURS.globals["new_key"] = lambda: "a-key"
LIBRARY = Environment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
    autoescape=True,
    undefined=ChainableUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def ours(source: str, form: MarsForm | None = None) -> str:
    return OURS.from_string(IMPORTS + source).render(form=form).strip()


def theirs(component: str, params: dict[str, Any]) -> str:
    name = "".join(part.capitalize() for part in component.split("-"))
    source = (
        f'{{% from "govuk_frontend_jinja/components/{component}/macro.html" import govuk{name} %}}'
        f"{{{{ govuk{name}(params) }}}}"
    )
    return LIBRARY.from_string(source).render(params=params)


def unanswered() -> Asking:
    return Asking(fresh=True, meta={"csrf": False})


def filled() -> Asking:
    values = {"name": 'Ann "A" <Lee>', "stuck": "one\n<two>", "email": "a@x.test", "children": 3}
    chosen = {"phone": "01632 960001", "plan": "cp", "times": (2,), "agreed": True}
    return Asking(fresh=True, meta={"csrf": False}, data={**values, **chosen})


def faulty() -> Asking:
    form = Asking(MultiDict({"day-day": "31", "day-year": "2026"}), meta={"csrf": False})
    form.validate()
    return form


def label(text: str, **more: Any) -> dict[str, Any]:
    return {"label": {"text": text, **more}}


def legend(text: str, size: str = "m", **more: Any) -> dict[str, Any]:
    classes = f"govuk-fieldset__legend--{size}" if size else ""
    return {"fieldset": {"legend": {"text": text, "classes": classes, **more}}}


HINT = {"hint": {"text": "As <colleagues> know you"}}
PLANS: list[dict[str, Any]] = [
    {"value": "eh", "text": "Early Help", "hint": {"text": "A monthly group"}},
    {"value": "cp", "text": "Child protection"},
]
TIMES = [{"value": "1", "text": "Monday"}, {"value": "2", "text": "Tuesday"}]
NO_MONTH = "Date of the session must include a month"
PARTS = {"day": "2", "month": "2", "year": "4"}


def parts(wrong: str = "", **values: str) -> list[dict[str, Any]]:
    return [
        {
            "name": part,
            "value": values.get(part),
            "classes": f"govuk-input--width-{width}"
            + (" govuk-input--error" if part == wrong else ""),
        }
        for part, width in PARTS.items()
    ]


FIELDS = [
    (
        "{{ f.text(form.name) }}",
        unanswered,
        "input",
        {"name": "name", **label("Your name"), **HINT},
    ),
    (
        "{{ f.text(form.name, width=20, autocomplete='name', size='l', heading=true) }}",
        filled,
        "input",
        {
            "name": "name",
            **label("Your name", classes="govuk-label--l", isPageHeading=True),
            **HINT,
            "value": 'Ann "A" <Lee>',
            "classes": "govuk-input--width-20",
            "autocomplete": "name",
        },
    ),
    (
        "{{ f.text(form.name) }}",
        faulty,
        "input",
        {
            "name": "name",
            **label("Your name"),
            **HINT,
            "errorMessage": {"text": "Enter your name"},
        },
    ),
    (
        "{{ f.email(form.email, attrs={'data-x': '1'}) }}",
        filled,
        "input",
        {
            "name": "email",
            "type": "email",
            "spellcheck": False,
            "value": "a@x.test",
            "attributes": {"data-x": "1"},
            **label("Work email address"),
        },
    ),
    (
        "{{ f.tel(form.phone, hint='With the code') }}",
        filled,
        "input",
        {
            "name": "phone",
            "type": "tel",
            "value": "01632 960001",
            "classes": "govuk-input--width-20",
            "hint": {"text": "With the code"},
            **label("Telephone number"),
        },
    ),
    (
        "{{ f.number(form.children, suffix='children') }}",
        filled,
        "input",
        {
            "name": "children",
            "value": "3",
            "inputmode": "numeric",
            "spellcheck": False,
            "classes": "govuk-input--width-3",
            "suffix": {"text": "children"},
            **label("Number of children"),
        },
    ),
    (
        "{{ f.time(form.start) }}",
        unanswered,
        "input",
        {
            "name": "start",
            "spellcheck": False,
            "classes": "govuk-input--width-5",
            "hint": {"text": "For example, 9:30am or 14:00"},
            **label("Time it starts"),
        },
    ),
    (
        "{{ f.textarea(form.stuck, size='m') }}",
        filled,
        "textarea",
        {
            "name": "stuck",
            "value": "one\n<two>",
            **label("What are you stuck on?", classes="govuk-label--m"),
        },
    ),
    (
        "{{ f.count(form.stuck, rows=5) }}",
        filled,
        "character-count",
        {
            "name": "stuck",
            "maxlength": 600,
            "rows": 5,
            "value": "one\n<two>",
            **label("What are you stuck on?"),
        },
    ),
    (
        "{{ f.count(form.stuck, hint='No names', threshold=75) }}",
        faulty,
        "character-count",
        {
            "name": "stuck",
            "maxlength": 600,
            "threshold": 75,
            "rows": 8,
            "value": "",
            "hint": {"text": "No names"},
            "errorMessage": {"text": "Enter what you are stuck on"},
            **label("What are you stuck on?"),
        },
    ),
    (
        "{{ f.radios(form.plan, inline=true) }}",
        filled,
        "radios",
        {
            "name": "plan",
            "items": PLANS,
            "value": "cp",
            "classes": "govuk-radios--inline",
            **legend("Open to"),
        },
    ),
    (
        "{{ f.radios(form.plan, size='l', heading=true, hint='Choose one', or_before='cp') }}",
        faulty,
        "radios",
        {
            "name": "plan",
            "items": [
                PLANS[0],
                {"divider": "or"},
                {**PLANS[1], "id": "plan-2"},
            ],
            "hint": {"text": "Choose one"},
            "errorMessage": {"text": "Select what the child is open to"},
            **legend("Open to", "l", isPageHeading=True),
        },
    ),
    (
        "{{ f.checkboxes(form.times, small=true) }}",
        filled,
        "checkboxes",
        {
            "name": "times",
            "items": TIMES,
            "values": ["2"],
            "classes": "govuk-checkboxes--small",
            **legend("Times"),
        },
    ),
    (
        "{{ f.checkboxes(form.times, hint='All that suit') }}",
        faulty,
        "checkboxes",
        {
            "name": "times",
            "items": TIMES,
            "hint": {"text": "All that suit"},
            "errorMessage": {"text": "Select a time"},
            **legend("Times"),
        },
    ),
    (
        "{{ f.tick(form.agreed) }}",
        filled,
        "checkboxes",
        {"name": "agreed", "items": [{"value": "yes", "text": "I agree"}], "values": ["yes"]},
    ),
    (
        "{{ f.tick(form.agreed, hint='Read them first') }}",
        faulty,
        "checkboxes",
        {
            "name": "agreed",
            "items": [{"value": "yes", "text": "I agree"}],
            "hint": {"text": "Read them first"},
            "errorMessage": {"text": "Tick to agree"},
        },
    ),
    (
        "{{ f.select(form.plan, blank='Choose a plan') }}",
        filled,
        "select",
        {
            "name": "plan",
            "value": "cp",
            "items": [{"value": "", "text": "Choose a plan"}]
            + [{"value": plan["value"], "text": plan["text"]} for plan in PLANS],
            **label("Open to"),
        },
    ),
    (
        "{{ f.select(form.plan, hint='Choose one') }}",
        faulty,
        "select",
        {
            "name": "plan",
            "items": [{"value": plan["value"], "text": plan["text"]} for plan in PLANS],
            "hint": {"text": "Choose one"},
            "errorMessage": {"text": "Select what the child is open to"},
            **label("Open to"),
        },
    ),
    (
        "{{ f.date(form.day, hint='For example, 27 3 2026') }}",
        unanswered,
        "date-input",
        {
            "id": "day",
            "namePrefix": "day",
            "items": parts(),
            "hint": {"text": "For example, 27 3 2026"},
            **legend("Date of the session"),
        },
    ),
    (
        "{{ f.date(form.day, size='l', heading=true) }}",
        faulty,
        "date-input",
        {
            "id": "day",
            "namePrefix": "day",
            "items": parts(wrong="month", day="31", year="2026"),
            "errorMessage": {"text": NO_MONTH},
            **legend("Date of the session", "l", isPageHeading=True),
        },
    ),
]

OPEN_TO = "{'key': 'Open to', 'value': 'Plan', 'href': '/open'}, {'key': 'B', 'value': 'b'}"
SAFETY = "{'title': 'Safety', 'status': 'Completed', 'href': '/safety'}"
TEAM = "{'title': 'Team', 'status': 'To do', 'href': '/team', 'hint': 'Who?', 'colour': 'blue'}"
SEND = "{'title': 'Send', 'status': 'Cannot start yet', 'later': true}"
COMPONENTS: list[tuple[str, str, dict[str, Any]]] = [
    (
        "{{ c.button('Save & go on') }}",
        "button",
        {"text": "Save & go on", "preventDoubleClick": True},
    ),
    (
        "{{ c.button('Later', kind='secondary', name='later', value='1', once=false) }}",
        "button",
        {"text": "Later", "classes": "govuk-button--secondary", "name": "later", "value": "1"},
    ),
    (
        "{{ c.link_button('Start', '/new?a=1&b=2', start=true) }}",
        "button",
        {"text": "Start", "href": "/new?a=1&b=2", "isStartButton": True},
    ),
    ("{{ c.tag('Agreed', 'green') }}", "tag", {"text": "Agreed", "classes": "govuk-tag--green"}),
    ("{{ c.tag('New') }}", "tag", {"text": "New"}),
    ("{{ c.warning('Read <this>') }}", "warning-text", {"text": "Read <this>"}),
    ("{{ c.inset('Two agencies') }}", "inset-text", {"text": "Two agencies"}),
    (
        "{% call c.inset() %}<p>Two</p>{% endcall %}",
        "inset-text",
        {"html": "<p>Two</p>"},
    ),
    (
        "{% call c.details('Why?', open=true, id='why') %}<p>So</p>{% endcall %}",
        "details",
        {"summaryText": "Why?", "html": "<p>So</p>", "open": True, "id": "why"},
    ),
    ("{{ c.panel('Sent') }}", "panel", {"titleText": "Sent"}),
    (
        "{{ c.panel('Sent', 'Your reference') }}",
        "panel",
        {"titleText": "Sent", "text": "Your reference"},
    ),
    ("{{ c.notification('Two are missing') }}", "notification-banner", {"text": "Two are missing"}),
    (
        "{% call c.notification(kind='success') %}<p>Sent</p>{% endcall %}",
        "notification-banner",
        {"html": "<p>Sent</p>", "type": "success"},
    ),
    (
        "{{ c.breadcrumbs([('Start', '/'), ('Here', '')]) }}",
        "breadcrumbs",
        {"items": [{"text": "Start", "href": "/"}, {"text": "Here"}]},
    ),
    (
        "{{ c.summary_list([{'key': 'A', 'value': '<b>'}, none, {'key': 'B', 'value': 2}]) }}",
        "summary-list",
        {
            "rows": [
                {"key": {"text": "A"}, "value": {"text": "<b>"}},
                {"key": {"text": "B"}, "value": {"text": 2}},
            ]
        },
    ),
    (
        "{{ c.summary_list([" + OPEN_TO + "], card='The child', level=3) }}",
        "summary-list",
        {
            "card": {"title": {"text": "The child", "headingLevel": 3}},
            "rows": [
                {
                    "key": {"text": "Open to"},
                    "value": {"text": "Plan"},
                    "actions": {
                        "items": [
                            {"text": "Change", "href": "/open", "visuallyHiddenText": "open to"}
                        ]
                    },
                },
                {"key": {"text": "B"}, "value": {"text": "b"}},
            ],
        },
    ),
    (
        "{{ c.task_list([" + ", ".join((SAFETY, TEAM, SEND)) + "]) }}",
        "task-list",
        {
            "items": [
                {"title": {"text": "Safety"}, "href": "/safety", "status": {"text": "Completed"}},
                {
                    "title": {"text": "Team"},
                    "href": "/team",
                    "hint": {"text": "Who?"},
                    "status": {"tag": {"text": "To do", "classes": "govuk-tag--blue"}},
                },
                {
                    "title": {"text": "Send"},
                    "status": {
                        "text": "Cannot start yet",
                        "classes": "govuk-task-list__status--cannot-start-yet",
                    },
                },
            ]
        },
    ),
    (
        "{{ c.table('Asked', ['Agency', 'Times'], [['Police', 2], ['School', 3]], numeric=[1]) }}",
        "table",
        {
            "caption": "Asked",
            "captionClasses": "govuk-table__caption--m",
            "firstCellIsHeader": True,
            "head": [{"text": "Agency"}, {"text": "Times", "format": "numeric"}],
            "rows": [
                [{"text": "Police"}, {"text": 2, "format": "numeric"}],
                [{"text": "School"}, {"text": 3, "format": "numeric"}],
            ],
        },
    ),
    (
        "{{ c.pagination({'number': 5, 'last': 9}, '/r') }}",
        "pagination",
        {
            "previous": {"href": "/r?page=4"},
            "next": {"href": "/r?page=6"},
            "items": [
                {"number": 1, "href": "/r?page=1"},
                {"ellipsis": True},
                {"number": 4, "href": "/r?page=4"},
                {"number": 5, "href": "/r?page=5", "current": True},
                {"number": 6, "href": "/r?page=6"},
                {"ellipsis": True},
                {"number": 9, "href": "/r?page=9"},
            ],
        },
    ),
]


@pytest.mark.parametrize("source,form,component,params", FIELDS)
def test_a_field_is_written_as_the_design_system_writes_it(
    source: str, form: Any, component: str, params: dict[str, Any]
) -> None:
    assert tokens(ours(source, form())) == tokens(theirs(component, params))


@pytest.mark.parametrize("source,component,params", COMPONENTS)
def test_a_component_is_written_as_the_design_system_writes_it(
    source: str, component: str, params: dict[str, Any]
) -> None:
    assert tokens(ours(source)) == tokens(theirs(component, params))


def test_the_error_summary_leads_to_each_field() -> None:
    form = faulty()
    form.add_error(None, "The session was fixed meanwhile")

    items = [{"text": text, "href": href} for text, href in form.error_list()]
    expected = theirs("error-summary", {"titleText": "There is a problem", "errorList": items})

    assert tokens(ours("{{ c.error_summary(form) }}", form)) == tokens(expected)
    assert ours("{{ c.error_summary(form) }}", unanswered()) == ""


def test_every_link_of_the_error_summary_has_an_input_to_go_to() -> None:
    form = faulty()
    page = ours(
        "{{ f.text(form.name) }}{{ f.count(form.stuck) }}{{ f.radios(form.plan) }}"
        "{{ f.checkboxes(form.times) }}{{ f.tick(form.agreed) }}{{ f.date(form.day) }}",
        form,
    )

    inputs = set(re.findall(r'<(?:input|textarea|select)[^>]* id="([^"]+)"', page))

    assert {href.removeprefix("#") for _, href in form.error_list()} <= inputs


def test_a_form_carries_its_token_and_its_handles() -> None:
    form = unanswered()
    form.meta.csrf = True

    page = ours("{% call f.form(form, '/x', {'data-hx-post': '/x'}) %}<p>…</p>{% endcall %}", form)

    assert page == (
        '<form method="post" action="/x" novalidate data-hx-post="/x">'
        '<input type="hidden" name="csrf_token" value="a-token">'
        '<input type="hidden" name="once" value="a-key">'
        '<input type="hidden" name="version" value="7"><p>…</p>'
        '<input type="hidden" name="end" value="1"></form>'
    )


def test_a_button_that_is_a_form_says_what_it_acts_on() -> None:
    page = ours("{{ c.post_button('Remove', '/x', values={'row': 2}, hidden='Police') }}")

    assert '<form method="post" action="/x" class="mars-act">' in page
    assert '<input type="hidden" name="row" value="2">' in page
    assert 'Remove<span class="govuk-visually-hidden"> Police</span></button>' in page
    assert page.endswith('<input type="hidden" name="end" value="1"></form>')


def test_one_page_has_no_page_numbers() -> None:
    assert ours("{{ c.pagination({'number': 1, 'last': 1}, '/r') }}") == ""


def test_a_wide_table_can_be_reached_and_scrolled_with_the_keyboard() -> None:
    page = ours("{{ c.table('Who can come', ['A'], [['b']], wide=true) }}")

    opening = '<div class="mars-wide" tabindex="0" role="region" aria-label="Who can come">'
    assert page.startswith(opening)


def test_the_macros_write_no_space_that_is_only_for_the_eye_of_a_programmer() -> None:
    page = ours("{{ f.text(form.name) }}{{ f.radios(form.plan) }}{{ f.date(form.day) }}", faulty())

    assert not re.search(r"\n|  ", page)
