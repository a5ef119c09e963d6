"""Whoever holds only a link never widens who reads: no form behind it makes a link for anybody new.

Every form behind every kind of link is sent, in every manner, with an address that is not on file.
"""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from mars import clock
from mars.database import db
from mars.links import find_by_id
from mars.store.doors import Link
from mars.store.letters import OutboxLetter
from mars.store.people import Agency, Lead, Person
from mars.web.policy import POLICY, Door, Who
from tests import factories
from tests.invariants import rehearsed
from tests.invariants.filling import MANNERS
from tests.invariants.markup import Form, Page
from tests.invariants.test_scanners import crawl
from tests.starting import make_settings, started

HAVEN, POLICE = "haven.charity.example", "vale.police.example"
PEOPLE = ("joan.petrie@" + HAVEN, "tom.hargreave@" + POLICE, "yusuf.demir@valemind.nhs.example")
APART = {"answers.confirm", "answers.check_code"}
"""By the one, with a link for it alone, who was asked says yes; the other takes digits only."""


@pytest.fixture(scope="module")
def scene(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, list[str], Path]]:
    """Requests that ask, that have a date and that have a summary; one agency lists no domains."""
    folder = tmp_path_factory.mktemp("readers")
    database = folder / "mars.sqlite"
    shutil.copyfile(sqlite_template, database)
    with started(make_settings(folder, MARS_DATABASE_URL=f"sqlite:///{database}")) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        with factories.arranging(app):
            factories.partnership()
            agencies = select(Agency).where(Agency.domains.contains(HAVEN))
            db.session.scalars(agencies).one().domains = ""
            hana, paths = factories.person(), []
            factories.ask_facilitator(hana, factories.an_asked(hana))
            paths += [factories.link_to(address) for address in PEOPLE]
            factories.an_arranged(hana)
            paths += [factories.link_to(address) for address in PEOPLE[:2]]
            factories.a_summarised(hana)
            paths.append(factories.link_to(PEOPLE[0]))
            clock.set_ahead(timedelta())
            db.session.commit()
        with app.app_context():
            rehearsed.put_back(database, folder / "kept.sqlite")
        yield app, paths, folder


def readers(app: Flask) -> set[str]:
    """To whom the links that open now were sent."""
    with app.app_context():
        found = [find_by_id(key) for key in db.session.scalars(select(Link.id))]
    return {link.email for link in found if link}


def written_to(app: Flask) -> set[str]:
    """Everybody to whom there is a letter."""
    with app.app_context():
        return set(db.session.scalars(select(OutboxLetter.recipient)))


def on_file(app: Flask) -> set[str]:
    """The addresses that staff wrote down."""
    with app.app_context():
        listed = [
            *db.session.scalars(select(Lead.email)),
            *db.session.scalars(select(Person.email)),
        ]
    return {*listed, *readers(app), *written_to(app)}


def forms_behind(app: Flask, path: str) -> list[tuple[str, Form]]:
    """Where each form behind this link goes, and the form; signing out comes last."""
    found = {
        form.action or url: form
        for url, text in crawl(app.test_client(), path)
        for form in Page(text).forms()
    }
    return sorted(found.items(), key=lambda pair: pair[0].endswith("sign-out"))


def test_with_a_link_alone_nobody_new_comes_to_read(scene: tuple[Flask, list[str], Path]) -> None:
    app, paths, folder = scene
    known, reached, found = on_file(app), set[str](), list[str]()
    for path, manner in product(paths, MANNERS[:3]):
        client = app.test_client()
        client.get(path)
        for url, form in forms_behind(app, path):
            for domain in (HAVEN, POLICE):
                data = manner.fill(form, next(iter(form.buttons()), None), {"": domain})
                client.open(url, method=form.method.upper(), data=data)
            reached.add(url)
        new = (readers(app) | written_to(app)) - known
        found += [f"{path} in the manner “{manner.name}”: {new}"] if new else []
        with app.app_context():
            rehearsed.put_back(folder / "kept.sqlite", folder / "mars.sqlite")

    assert found == []
    map_ = app.url_map.bind("localhost")
    sent = {map_.match(url.partition("?")[0], method="POST")[0] for url in reached}
    assert (
        sent
        >= {
            rule.endpoint
            for rule in POLICY
            if Door.GUEST in rule.doors and rule.who & {Who.LINK} and "POST" in rule.methods
        }
        - APART
    )
