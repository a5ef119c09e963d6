"""A kind of import contract that import-linter lacks: a list of all that a package may import."""

import sys
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OnlyImports(Contract):
    """The modules of `source` import each other, the standard library, and what is `allowed`."""

    source = fields.StringField()
    allowed = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Compare every direct import with the list."""
        source = cast(str, self.source)
        allowed = {source, *cast(list[str], self.allowed)}
        package = {source, *graph.find_descendants(source)}
        wrong = [
            f"{importer} imports {imported}"
            for importer in sorted(package)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if not _is_within(imported, allowed)
        ]
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each import that is not on the list."""
        for line in check.metadata["wrong"]:
            output.print_error(f"- {line}", bold=False)
        output.new_line()


def _is_within(imported: str, allowed: set[str]) -> bool:
    if imported.partition(".")[0] in sys.stdlib_module_names:
        return True
    return any(imported == name or imported.startswith(f"{name}.") for name in allowed)
