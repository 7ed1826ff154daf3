"""Which components a service has: named, or all that a module declares."""

from __future__ import annotations

import copy
import importlib
import pkgutil
import types
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..components import Component, ContentComponent, component_of
from ..errors import DeclarationError, nearest


def components_of(targets: Iterable[Any]) -> list[Component]:
    """Return fresh components of functions, classes, instances and modules (all that they declare)."""
    found: list[Component] = []
    for target in targets:
        if isinstance(target, types.ModuleType):
            found += in_module(target)
            continue
        component = component_of(target)
        if component is None:
            raise DeclarationError(
                f"{target!r} is no component: decorate it with @tool, @hook, @provider, "
                "@context_manager, @orchestrator, @approval_provider, @capability or @channel"
            )
        found.append(component)
    return [copy.copy(component) for component in _each_once(found)]


def in_module(module: types.ModuleType) -> list[Component]:
    """Return what a module declares; of a package, also what its modules do, all the way down.

    Raises `DeclarationError` for a module that cannot be imported.
    """
    declared = in_namespace(vars(module))
    for found in pkgutil.walk_packages(getattr(module, "__path__", []), f"{module.__name__}."):
        if found.name.rpartition(".")[2] == "__main__":
            continue
        declared += in_namespace(vars(_imported(found.name)))
    return _each_once(declared)


def _imported(name: str) -> types.ModuleType:
    try:
        return importlib.import_module(name)
    except Exception as error:
        raise DeclarationError(
            f"the module {name} cannot be imported: {type(error).__name__}: {error}"
        ) from error


def declared_by(namespace: dict[str, Any]) -> list[Component]:
    """Return what a module that serves declares; for a package, or its ``__main__``, all of the package."""
    declared = in_namespace(namespace)
    package = namespace.get("__package__")
    is_main = namespace.get("__name__") == "__main__" and package
    if package and (is_main or namespace.get("__name__") == package):
        declared += in_module(_imported(str(package)))
    return _each_once(declared)


def in_namespace(namespace: dict[str, Any]) -> list[Component]:
    """Return what a module declares, in its order: functions and classes, not instances; content."""
    declared = []
    for name, value in namespace.items():
        served = isinstance(value, type | types.FunctionType | ContentComponent)
        if name.startswith("__") or not served:
            continue
        component = component_of(value)
        if component is not None:
            declared.append(component)
    return _each_once(declared)


def only(components: list[Component], names: str | None) -> list[Component]:
    """Keep the components of a list such as ``AMPLIFIER_COMPONENTS=a,b``; empty or absent: all.

    Raises `DeclarationError` for a name that there is not.
    """
    wanted = {name.strip() for name in (names or "").split(",")} - {""}
    if not wanted:
        return components
    known = [component.name for component in components]
    unknown = []
    for name in sorted(wanted.difference(known)):
        near = nearest(name, known)
        hint = f", did you mean '{near}'?" if near else f" (there are: {', '.join(known)})"
        unknown.append(f"AMPLIFIER_COMPONENTS names '{name}', which is no component here{hint}")
    if unknown:
        raise DeclarationError("; ".join(unknown))
    return [component for component in components if component.name in wanted]


def service_name(namespace: dict[str, Any]) -> str:
    """Return the name of the module that serves: its file's stem when it is the program."""
    module = str(namespace.get("__name__", "service"))
    if module != "__main__":
        return module.partition(".")[0].replace("_", "-")
    path = Path(str(namespace.get("__file__") or "service"))
    return path.parent.name if path.stem == "__main__" else path.stem


def _each_once(components: list[Component]) -> list[Component]:
    return list({id(component): component for component in components}.values())
