"""Reading a program file: YAML into the structures of ``model``, every fault with its file, line and field.

Faults are values, collected and reported together; nothing is half read. A value that no source gives is tagged
``!assumed`` in the file, and the reader tells which those are.
"""

import difflib
import hashlib
import types
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import yaml

from kopilka.programs.model import Clause, Program
from kopilka.programs.scalars import Scalar, read_delay

ASSUMED = "!assumed"


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong in a file, where, and what to write instead."""

    file: str
    line: int
    field: str
    text: str

    def __str__(self) -> str:
        """Return the fault as one line that an editor can jump to."""
        return f"{self.file}:{self.line}: {self.field or 'file'}: {self.text}"


class FaultyProgram(Exception):
    """A program file that can't be used; ``faults`` says why."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class ProgramFile(msgspec.Struct, frozen=True, kw_only=True):
    """A program as it was read, with what the reader learned on the way."""

    file: str
    digest: str
    """SHA-256 of the text, by which an edition is stored."""
    program: Program
    assumed: tuple[str, ...]
    """Fields whose values no source gives."""
    lines: dict[str, int]
    """The line of every field, for faults that are found later."""


def read_program(path: Path) -> ProgramFile:
    """Read a program file. Raises FaultyProgram with every fault of form, OSError when there is no such file."""
    return read_program_text(path.read_text("utf-8"), str(path))


def read_program_text(text: str, file: str) -> ProgramFile:
    """Read a program from its text."""
    reader = Reader(file)
    node = reader.compose(text)
    program = reader.read(node, Program, "") if node is not None else None
    if reader.faults or not isinstance(program, Program):
        raise FaultyProgram(reader.faults)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return ProgramFile(
        file=file, digest=digest, program=program, assumed=tuple(reader.assumed), lines=reader.lines
    )


def field_label(name: str) -> str:
    """Return how a field is written in the file: ``not_on`` is ``not on``."""
    return name.rstrip("_").replace("_", " ")


class Reader:
    """One reading of one file: it walks the YAML nodes along the types of the model and gathers faults."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.assumed: list[str] = []
        self.lines: dict[str, int] = {}

    def compose(self, text: str) -> yaml.Node | None:
        """Parse YAML into nodes that know their lines; None after noting a fault."""
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.fault_at(mark.line + 1 if mark else 1, "", f"is not YAML: {error.problem}")
            return None
        if node is None:
            self.fault_at(1, "", "is empty; begin with «program: name»")
        return node

    def fault_at(self, line: int, field: str, text: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(file=self.file, line=line, field=field, text=text))

    def fault(self, node: yaml.Node, field: str, text: str) -> None:
        """Note a fault at a node."""
        self.fault_at(node.start_mark.line + 1, field, text)

    def read(self, node: yaml.Node, wanted: Any, field: str) -> Any:  # noqa: ANN401 - a value of any type, one return for each form
        """Read a node as a type of the model; None after noting a fault."""
        self.lines[field] = node.start_mark.line + 1
        if node.tag == ASSUMED and field not in self.assumed:
            self.assumed.append(field)
        wanted, scalar = unwrap(wanted)
        if scalar is not None:
            return self.read_scalar(node, scalar, field)
        origin = get_origin(wanted)
        if origin in (Union, types.UnionType):
            return self.read_union(node, get_args(wanted), field)
        if origin is Literal:
            return self.read_literal(node, get_args(wanted), field)
        if origin is tuple:
            return self.read_tuple(node, get_args(wanted)[0], field)
        if origin is dict:
            return self.read_mapping(node, get_args(wanted), field)
        return self.read_clause(node, wanted, field)

    def read_scalar(self, node: yaml.Node, scalar: Scalar, field: str) -> Any:  # noqa: ANN401
        """Read a phrase."""
        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, field, f"must be {scalar.says}")
            return None
        try:
            return scalar.read(node.value)
        except ValueError:
            self.fault(node, field, f"«{node.value}» can't be read as {scalar.name}; write {scalar.says}")
            return None

    def read_union(self, node: yaml.Node, alternatives: tuple[Any, ...], field: str) -> Any:  # noqa: ANN401
        """Read the alternative whose form the node has."""
        for wanted in alternatives:
            if wanted is not type(None) and form_of(wanted) is type(node):
                return self.read(node, wanted, field)
        forms = " or ".join(
            FORM_NAMES[form_of(wanted)] for wanted in alternatives if wanted is not type(None)
        )
        self.fault(node, field, f"must be {forms}")
        return None

    def read_literal(self, node: yaml.Node, words: tuple[str, ...], field: str) -> str | None:
        """Read one of a few words."""
        if isinstance(node, yaml.ScalarNode) and node.value in words:
            return str(node.value)
        said = f"«{node.value}» is not known here; " if isinstance(node, yaml.ScalarNode) else ""
        self.fault(node, field, f"{said}write one of: {', '.join(words)}")
        return None

    def read_tuple(self, node: yaml.Node, wanted: Any, field: str) -> tuple[Any, ...]:  # noqa: ANN401
        """Read a list; a single phrase stands for a list of one."""
        if isinstance(node, yaml.ScalarNode):
            return (self.read_item(node, wanted, field),)
        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, field, "must be a list")
            return ()
        return tuple(
            self.read_item(item, wanted, f"{field}[{place}]") for place, item in enumerate(node.value)
        )

    def read_item(self, node: yaml.Node, wanted: Any, field: str) -> Any:  # noqa: ANN401
        """Read an item of a list; a delay may be written as ``{online: after 14 days}``."""
        plain, scalar = unwrap(wanted)
        if scalar is None and isinstance(plain, type) and plain.__name__ == "Case":
            return self.read_case(node, plain, field)
        return self.read(node, wanted, field)

    def read_case(self, node: yaml.Node, case: Any, field: str) -> Any:  # noqa: ANN401
        """Read ``after 1 day``, ``{online: after 14 days}`` or ``{above 1000 points: after 14 days}`` (P21)."""
        delay = Scalar(name="delay", read=read_delay, says="`at once` · `after 24 hours` · `after 14 days`")
        if isinstance(node, yaml.ScalarNode):
            return case(after=self.read_scalar(node, delay, field))
        if not isinstance(node, yaml.MappingNode) or len(node.value) != 1:
            self.fault(node, field, "must be one delay, as `after 1 day` or `{online: after 14 days}`")
            return None
        key, value = node.value[0]
        after = self.read_scalar(value, delay, f"{field}.{key.value}")
        if str(key.value).startswith("above "):
            above = self.read(
                yaml.ScalarNode(key.tag, key.value[6:], key.start_mark), points_type(case), field
            )
            return case(above=above, after=after)
        return case(channel=str(key.value), after=after)

    def read_mapping(self, node: yaml.Node, kinds: tuple[Any, ...], field: str) -> dict[Any, Any]:
        """Read a mapping from names or amounts to values."""
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, field, "must be a mapping, `name: value`")
            return {}
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            place = f"{field}.{key_node.value}"
            key = self.read(key_node, kinds[0], place)
            if key in mapping:
                self.fault(key_node, place, "stands here twice")
            mapping[key] = self.read(value_node, kinds[1], place)
        return mapping

    def read_clause(self, node: yaml.Node, clause: type[Clause], field: str) -> Clause | None:
        """Read a clause by its fields; unknown and missing ones are faults."""
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, field, "must be a mapping with " + ", ".join(labels(clause)))
            return None
        known = {field_label(name): (name, kind) for name, kind in clause_fields(clause).items()}
        values: dict[str, Any] = {}
        before = len(self.faults)
        for key_node, value_node in node.value:
            label = str(key_node.value)
            place = f"{field}.{label}" if field else label
            if label not in known:
                self.fault(
                    key_node, place, f"is not known here{meant(label, known)}; allowed: {', '.join(known)}"
                )
            elif known[label][0] in values:
                self.fault(key_node, place, "stands here twice")
            else:
                name, kind = known[label]
                values[name] = self.read(value_node, kind, place)
        for name in required_fields(clause):
            if name not in values:
                self.fault(node, f"{field}.{field_label(name)}".lstrip("."), "is missing")
        return clause(**values) if len(self.faults) == before else None


FORM_NAMES: dict[Any, str] = {
    yaml.ScalarNode: "a phrase",
    yaml.MappingNode: "a mapping, `name: value`",
    yaml.SequenceNode: "a list",
}


def unwrap(wanted: Any) -> tuple[Any, Scalar | None]:  # noqa: ANN401
    """Return the plain type and its phrase, if it has one."""
    while get_origin(wanted) is Annotated:
        for extra in wanted.__metadata__:
            if isinstance(extra, Scalar):
                return wanted.__origin__, extra
        wanted = wanted.__origin__
    return wanted, None


def form_of(wanted: Any) -> type[yaml.Node]:  # noqa: ANN401
    """Return the YAML form in which a type is written."""
    plain, scalar = unwrap(wanted)
    if scalar is not None or get_origin(plain) is Literal:
        return yaml.ScalarNode
    return yaml.SequenceNode if get_origin(plain) is tuple else yaml.MappingNode


def clause_fields(clause: type[Clause]) -> dict[str, Any]:
    """Return a clause's fields with their full types, in the order of the model."""
    hints = get_type_hints(clause, include_extras=True)
    return {name: hints[name] for name in clause.__struct_fields__}


def required_fields(clause: type[Clause]) -> tuple[str, ...]:
    """Return the fields that have no default."""
    return tuple(field.name for field in msgspec.structs.fields(clause) if field.required)


def labels(clause: type[Clause]) -> list[str]:
    """Return how a clause's fields are written."""
    return [field_label(name) for name in clause.__struct_fields__]


def points_type(case: type[Clause]) -> Any:  # noqa: ANN401
    """Return the type of ``above`` without its None."""
    return get_args(unwrap(clause_fields(case)["above"])[0])[0]


def meant(label: str, known: dict[str, Any]) -> str:
    """Return a guess at the field that was meant."""
    close = difflib.get_close_matches(label, known, n=1)
    return f" (did you mean «{close[0]}»?)" if close else ""
