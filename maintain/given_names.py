"""Writes mars/domain/wording/given_names.txt from the name lists of Faker (MIT licence).

    python -m pip install faker && python -m maintain.given_names

Run by hand when Faker has grown; MARS itself never needs Faker. Which of the names are words or
places as well is decided in mars/domain/wording/doubtful_names.py, not here.
"""

import importlib
import importlib.metadata
from collections.abc import Iterator
from pathlib import Path

from mars.domain.wording.folding import fold

TARGET = Path("mars/domain/wording/given_names.txt")

# Where families in England come from, in Latin letters.
LOCALES = """
en en_GB en_IE ga_IE en_US en_NZ en_IN en_PK en_NG en_KE ha_NG ig_NG yo_NG tw_GH zu_ZA sw pl_PL
ro_RO lt_LT lv_LV cs_CZ sk_SK hu_HU hr_HR pt_PT pt_BR es_ES it_IT fr_FR fr_DZ de_DE nl_NL tr_TR
az_AZ uz_UZ
"""
SHORTEST = 3

# Heard in England, and missing in the lists: Welsh and Scottish; South Asian; Somali, Eritrean and
# Shona; Polish and Ukrainian; Kurdish and Persian; Chinese and Vietnamese; short forms.
ADDED = """
ailsa cadi carys cerys efa eilidh ffion finlay ieuan lowri macsen mhairi osian seren tomos
deepak faisal gurpreet harleen harpreet haniya jaspreet kiran manpreet nasreen navjot parveen
raj rizwan rukhsana safa saima shabnam shazia simran sukhdeep sultana sunita wajid waqas zahra zayn
zeeshan abdirahman ade amaka biniam bola chidi chipo deqa fadumo farai folake hibo hodan ifrah kemar
delroy mehari nokuthula rutendo segun selam semhar shewit sipho tariro tatenda temi tendai tesfaye
tewodros yohannes yonas zanele ania bartosz kasia oliwia zuzanna andriy dmytro iryna kateryna oksana
sofiia taras volodymyr yulia baran berfin farhad hevin hiwa laleh mahsa omid parisa rojin shilan
soran sunil anil kath
chen jun linh mei minh nguyen thuy xin albie darcey esmae everly ibby izzy jenson maisy
"""

HEADER = """\
# Given names in folded small letters, a line each, made by maintain/given_names.py
# from the name lists of Faker {version} (https://github.com/joke2k/faker).
# Copyright (c) 2012 Daniele Faraglia. MIT licence: see maintain/licences/faker.txt.
"""


def write() -> None:
    """Write the list anew."""
    names = sorted({*ADDED.split(), *_names()})
    header = HEADER.format(version=importlib.metadata.version("faker"))
    TARGET.write_text(header + "\n".join(names) + "\n", encoding="utf-8")
    print(f"{len(names)} names are in {TARGET}.")


def _names() -> Iterator[str]:
    for locale in LOCALES.split():
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            given = getattr(provider, attribute)
            if attribute.startswith("first_name") and isinstance(given, tuple | list | dict):
                yield from _words(given)


def _words(given: object) -> Iterator[str]:
    """The single names of one list, folded; what is not of Latin letters is left out."""
    for name in given if isinstance(given, tuple | list | dict) else ():
        for word in str(name).split():
            plain = fold(word).text.casefold()
            letters = plain.replace("-", "").replace("'", "")
            if letters.isascii() and letters.isalpha() and len(letters) >= SHORTEST:
                yield plain


if __name__ == "__main__":
    write()
