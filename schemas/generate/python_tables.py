"""Python: the lazy package and the tables of methods, events and errors (no pydantic in them)."""

# ruff: noqa: E501 - a template is as long as the line that it writes

from __future__ import annotations

from .ir import Model
from .names import upper
from .source import ref_name


def files(model: Model) -> dict[str, str]:
    """Return {module: text}."""
    return {
        "__init__": _init(model),
        "methods": _methods(model),
        "events": _events(model),
        "errors": _errors(model),
    }


def _init(model: Model) -> str:
    homes = "".join(f'    "{name}": "{file}",\n' for name, file in model.source.file_of.items())
    imports = ""
    for file in model.source.files:
        names = [name for name, home in model.source.file_of.items() if home == file]
        imports += (
            f"    from .{file} import " + ", ".join(f"{name} as {name}" for name in names) + "\n"
        )
    return f'''"""The types of the protocol; each schema file is a module that is loaded when first used.

Importing this package loads no pydantic: ``from amplifier_ipc._generated import ToolResult`` does.
``_base.py`` and ``_validate.py`` are written by hand; the other files are generated.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
{imports}
HOME = {{
{homes}}}
"""The module of each type."""


def __getattr__(name: str) -> Any:
    """Load the module of a type when the type is first asked for."""
    home = HOME.get(name)
    if home is None:
        raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")
    value = getattr(import_module(f"{{__name__}}.{{home}}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({{*globals(), *HOME}})
'''


_METHODS_HEAD = '''"""The methods of the protocol and what there is to know about each."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple


class Http(NamedTuple):
    """The endpoint of a method in the HTTP binding; members of the params stand in braces."""

    method: str
    path: str
    stream: str | None = None
    stream_path: str | None = None


class Method(NamedTuple):
    """One row of the table; ``params`` and ``result`` name types, notifications have no result."""

    name: str
    direction: Literal["host_to_service", "service_to_host", "both"]
    kind: Literal["request", "notification"]
    params: str
    result: str | None
    grant: str | None = None
    routes_to: str | None = None
    routing_member: str | None = None
    http: Http | None = None


'''


def _methods(model: Model) -> str:
    consts = table = ""
    for row in model.source.methods:
        name = upper(row["method"])
        consts += f'{name}: Final = "{row["method"]}"\n"""{row["description"]}"""\n'
        result = ref_name(row["result"]) if row["result"] else None
        parts = [
            name,
            repr(row["direction"]),
            repr(row["kind"]),
            repr(ref_name(row["params"])),
            repr(result),
        ]
        parts += [
            f"{key}={row[key]!r}"
            for key in ("grant", "routes_to", "routing_member")
            if row.get(key)
        ]
        if row["http"]:
            stream = "".join(
                f", {name}={row['http'][name]!r}"
                for name in ("stream", "stream_path")
                if row["http"].get(name)
            )
            parts.append(f"http=Http({row['http']['method']!r}, {row['http']['path']!r}{stream})")
        table += f"    {name}: Method({', '.join(parts)}),\n"
    return f'{_METHODS_HEAD}{consts}\nMETHODS: Final[dict[str, Method]] = {{\n{table}}}\n"""Every method by its name."""\n'


_EVENTS_HEAD = '''"""The canonical events."""

from __future__ import annotations

from typing import Final, NamedTuple


class Event(NamedTuple):
    """One row of the table.

    ``data`` names the type of the data (None: free); ``modify`` lists the members that a patch may
    touch (None: all); ``actions`` those actions of a hook that have an effect on the emitter.
    """

    name: str
    category: str
    emitted_by: str
    data: str | None
    modify: tuple[str, ...] | None
    actions: tuple[str, ...] = ()


'''


def _events(model: Model) -> str:
    consts = table = ""
    for row in model.source.events:
        name = upper(row["name"])
        consts += f'{name}: Final = "{row["name"]}"\n"""{row["description"]}"""\n'
        data = ref_name(row["data"]) if row["data"] else None
        modify = None if row["modify"] is None else tuple(row["modify"])
        table += f"    {name}: Event({name}, {row['category']!r}, {row['emitted_by']!r}, {data!r}, {modify!r}, {tuple(row['actions'])!r}),\n"
    return f'{_EVENTS_HEAD}{consts}\nEVENTS: Final[dict[str, Event]] = {{\n{table}}}\n"""Every canonical event by its name; others are legal."""\n'


_ERRORS_HEAD = '''"""The error kinds of the protocol, and the errors of providers."""

from __future__ import annotations

from typing import Final, NamedTuple


class Kind(NamedTuple):
    """One row of the table of kinds."""

    kind: str
    code: int
    http_status: int


class LlmErrorInfo(NamedTuple):
    """One row of the table of provider errors; a parent of None is the base class LLMError."""

    name: str
    class_name: str
    parent: str | None
    retryable: bool


'''


def _errors(model: Model) -> str:
    consts = kinds = llm = ""
    for row in model.source.kinds:
        name = upper(row["kind"])
        consts += f'{name}: Final = "{row["kind"]}"\n"""{row["description"]}"""\n'
        kinds += f"    {name}: Kind({name}, {row['code']}, {row['http_status']}),\n"
    for row in model.source.llm_errors:
        llm += f"    {row['name']!r}: LlmErrorInfo({row['name']!r}, {row['class']!r}, {row['parent']!r}, {row['retryable']}),\n"
    return (
        f'{_ERRORS_HEAD}{consts}\nKINDS: Final[dict[str, Kind]] = {{\n{kinds}}}\n"""Every kind by its name."""\n\n'
        'KIND_OF_CODE: Final[dict[int, str]] = {row.code: row.kind for row in KINDS.values()}\n"""The kind of each code."""\n\n'
        f'LLM_ERRORS: Final[dict[str, LlmErrorInfo]] = {{\n{llm}}}\n"""Every provider error by its name."""\n'
    )
