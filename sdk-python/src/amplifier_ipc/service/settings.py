"""What configure sets, and the faults it may have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..components import Component
from ..components.params import check_params
from ..context import Settings
from ..errors import Fault, RpcError, nearest
from ..schema.check import check
from ..schema.shape import InvalidValueError
from ..wire import Object


def defaults(components: Sequence[Component]) -> Settings:
    """Return what holds without configure (LIF-031): each config made of nothing, where that is legal."""
    config: dict[str, Any] = {}
    for component in components:
        value, faults = _config(component, {}, "")
        config[component.name] = {} if faults else value
    return Settings(config)


def settings(params: Object, components: Sequence[Component]) -> Settings:
    """Return the settings of a configure, which replace all earlier ones (LIF-034).

    Raises invalid_params with every fault (LIF-032, LIF-036, LIF-037).
    """
    check_params("configure", params)
    config = dict(defaults(components).config)
    faults: list[Fault] = []
    given = {name: value for name, value in params["config"].items() if value is not None}
    for name, value in given.items():
        component = next((c for c in components if c.name == name), None)
        if component is None:
            faults.append(_unknown(name, [c.name for c in components]))
            continue
        config[name], found = _config(component, value, f"/config/{name}")
        faults += found
    for component in components:
        if component.name not in given:
            faults += _config(component, {}, f"/config/{component.name}")[1]
    if faults:
        raise RpcError.invalid_params(faults)
    return Settings(config, params.get("session"))


def _config(component: Component, value: Any, path: str) -> tuple[Any, list[Fault]]:
    shape = component.config
    if shape is None:
        wrong = [] if isinstance(value, dict) else [Fault(path, "must be an object")]
        return value, wrong
    faults = check(shape.schema, value, path)
    if faults:
        return value, faults
    try:
        return (shape.convert(value) if shape.convert else value), []
    except InvalidValueError as error:
        return value, [Fault(f"{path}{fault.path}", fault.message) for fault in error.faults]


def _unknown(name: str, known: list[str]) -> Fault:
    near = nearest(name, known)
    hint = f", did you mean '{near}'?" if near else ""
    return Fault(f"/config/{name}", f"is no component of this service{hint}")
