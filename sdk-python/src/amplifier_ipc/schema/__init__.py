"""JSON Schema of the author's types, and validation that lists every fault."""

from .check import check, faults_of_schema
from .shape import Shape, object_shape
from .signature import fields_of_callable, fields_of_dataclass

__all__ = [
    "Shape",
    "check",
    "faults_of_schema",
    "fields_of_callable",
    "fields_of_dataclass",
    "object_shape",
]
