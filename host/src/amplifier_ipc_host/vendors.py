"""The providers of the catalog: names, spellings, and the variables that hold their keys (services.md §2, §7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

OLLAMA = "ollama"  # comes last, and only if its server answers


@dataclass(frozen=True, slots=True)
class Vendor:
    """A provider. `keys`: sets of variables, each enough by itself; `others`: further spellings of its name.

    `searched`: whether it is chosen for having a key; the order of the table is that of the choice.
    """

    name: str
    title: str
    keys: tuple[tuple[str, ...], ...] = ()
    others: tuple[str, ...] = ()
    searched: bool = True

    @property
    def spellings(self) -> tuple[str, ...]:
        """Its name and all others that mean the same."""
        return tuple(dict.fromkeys((self.name, self.name.replace("_", "-"), *self.others)))

    @property
    def variables(self) -> tuple[str, ...]:
        """All variables that may hold something of its key."""
        return tuple(name for names in self.keys for name in names)

    def found(self, environ: Mapping[str, str]) -> tuple[str, ...] | None:
        """The first set of its variables that are all there and not empty; None when none is."""
        return next((names for names in self.keys if all(environ.get(n) for n in names)), None)


VENDORS = (
    Vendor("anthropic", "Anthropic", (("ANTHROPIC_API_KEY",),)),
    Vendor("openai", "OpenAI", (("OPENAI_API_KEY",),)),
    Vendor(
        "azure_openai",
        "Azure OpenAI",
        (("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT"),),
        ("azure",),
    ),
    Vendor("gemini", "Google Gemini", (("GEMINI_API_KEY",), ("GOOGLE_API_KEY",)), ("google",)),
    Vendor("github_copilot", "GitHub Copilot", (("GITHUB_TOKEN",), ("GH_TOKEN",)), ("copilot",)),
    Vendor(OLLAMA, "Ollama"),
    Vendor("vllm", "vLLM", searched=False),
    Vendor("mock", "Mock, a scripted model", searched=False),
)
VARIABLES = tuple(name for vendor in VENDORS for name in vendor.variables)


def vendor(name: str) -> Vendor | None:
    """The provider of this name, in any of its spellings."""
    return next((each for each in VENDORS if name in each.spellings), None)


def spellings(name: str) -> tuple[str, ...]:
    """All names that mean the same provider, this one first."""
    known = vendor(name)
    return tuple(dict.fromkeys((name, *(known.spellings if known else ()))))


def near(name: str, there: Iterable[str] = ()) -> str:
    """`did you mean X?` for a name that looks like one of those that are there, or of a known provider; else empty."""
    known = [spelling for each in VENDORS for spelling in each.spellings]
    found = get_close_matches(name, [*there, *known], n=1, cutoff=0.6)
    return f"did you mean {found[0]}?" if found and found[0] != name else ""


def with_key(environ: Mapping[str, str]) -> list[Vendor]:
    """The providers that have a key here, in the order of choice."""
    return [each for each in VENDORS if each.searched and each.found(environ)]
