"""The providers of the catalog: names, spellings, and the variables that hold their keys (services.md §2, §7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

OLLAMA = "ollama"  # comes last, and only if its server answers


@dataclass(frozen=True, slots=True)
class Instead:
    """What serves a provider in place of its key.

    `do`: the command by which a user gets it; `needs`: variables that must be there beside it; `program`: what must
    be installed for it, where that can be told.
    """

    do: str
    needs: tuple[str, ...] = ()
    program: str = ""


@dataclass(frozen=True, slots=True)
class Vendor:
    """A provider. `keys`: sets of variables, each enough by itself; `others`: further spellings of its name.

    `searched`: whether it is chosen for having a key; the order of the table is that of the choice.
    `tokens`: variables that will do instead of a key, and that few know;
    `addresses`: the variables that say where its server is; `instead`: what will do without a key; `shared`: its key
    is one for other things too.
    """

    name: str
    title: str
    keys: tuple[tuple[str, ...], ...] = ()
    others: tuple[str, ...] = ()
    searched: bool = True
    addresses: tuple[str, ...] = ()
    instead: Instead | None = None
    shared: bool = False
    tokens: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Its name and all others that mean the same."""
        return tuple(dict.fromkeys((self.name, self.name.replace("_", "-"), *self.others)))

    @property
    def variables(self) -> tuple[str, ...]:
        """All variables that may hold something of its key."""
        return tuple(name for names in self.enough for name in names)

    @property
    def enough(self) -> tuple[tuple[str, ...], ...]:
        """All sets of variables of which each is enough."""
        return (*self.keys, *((each,) for each in self.tokens))

    def found(self, environ: Mapping[str, str]) -> tuple[str, ...] | None:
        """The first set of its variables that are all there and not empty; None when none is."""
        return next((names for names in self.enough if all(environ.get(n) for n in names)), None)

    def missing(self, environ: Mapping[str, str]) -> str:
        """Which variables are not set, as a sentence without its end; empty where there is a key, or none is needed."""
        if not self.keys or self.found(environ):
            return ""
        lacking = [[name for name in names if not environ.get(name)] for names in self.keys]
        verb = "are" if any(len(names) > 1 for names in lacking) else "is"
        told = f"{' or '.join(' and '.join(names) for names in lacking)} {verb} not set"
        if self.instead is None or not self.can_do_without(environ):
            return told
        return f"{told} (or `{self.instead.do}`)"

    def can_do_without(self, environ: Mapping[str, str]) -> bool:
        """Whether something else than a key will do, as far as variables tell."""
        return self.instead is not None and all(environ.get(n) for n in self.instead.needs)


VENDORS = (
    Vendor(
        "anthropic",
        "Anthropic",
        (("ANTHROPIC_API_KEY",),),
        addresses=("ANTHROPIC_BASE_URL",),
        tokens=("ANTHROPIC_AUTH_TOKEN",),
    ),
    Vendor("openai", "OpenAI", (("OPENAI_API_KEY",),), addresses=("OPENAI_BASE_URL",)),
    Vendor(
        "azure_openai",
        "Azure OpenAI",
        (("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT"),),
        ("azure",),
        addresses=("AZURE_OPENAI_ENDPOINT",),
        instead=Instead("az login", ("AZURE_OPENAI_ENDPOINT",)),
    ),
    Vendor(
        "gemini",
        "Google Gemini",
        (("GEMINI_API_KEY",), ("GOOGLE_API_KEY",)),
        ("google",),
        addresses=("GOOGLE_GEMINI_BASE_URL",),
    ),
    Vendor(
        "github_copilot",
        "GitHub Copilot",
        (("GITHUB_TOKEN",), ("GH_TOKEN",)),
        ("copilot",),
        addresses=("GITHUB_COPILOT_BASE_URL", "GITHUB_API_URL"),
        instead=Instead("gh auth login", program="gh"),
        shared=True,
    ),
    Vendor(OLLAMA, "Ollama", addresses=("OLLAMA_HOST",)),
    Vendor("vllm", "vLLM", searched=False, addresses=("VLLM_API_BASE",), tokens=("VLLM_API_KEY",)),
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
