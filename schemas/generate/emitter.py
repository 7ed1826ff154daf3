"""What the emitters of compiled languages share: one text a declaration, one spelling a type."""

from __future__ import annotations

import subprocess
from abc import ABC, abstractmethod
from typing import ClassVar

from .ir import Decl, Either, Enum, Model, Prim, Ref, Seq, Struct, Type, Union


def formatted(command: list[str], text: str) -> str:
    """Return the text as the language's own formatter lays it out."""
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


class Emitter(ABC):
    """Emits the declarations of a model; a language fills in how each sort looks."""

    prims: ClassVar[dict[str, str]]
    """The language's type for each JSON kind."""

    list_of: ClassVar[str]
    """The language's list type, with ``{}`` for its item."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def _decl(self, decl: Decl) -> str:
        match decl:
            case Struct():
                return self._struct(decl)
            case Union():
                return self._union(decl)
            case Enum():
                return self._enum(decl)
            case Either():
                return self._either(decl)

    def _type(self, type_: Type) -> str:
        match type_:
            case Ref(name):
                return name
            case Seq(item):
                return self.list_of.format(self._type(item))
            case Prim(kind):
                return self.prims[kind]

    @abstractmethod
    def _struct(self, decl: Struct) -> str: ...

    @abstractmethod
    def _union(self, decl: Union) -> str: ...

    @abstractmethod
    def _enum(self, decl: Enum) -> str: ...

    @abstractmethod
    def _either(self, decl: Either) -> str: ...
