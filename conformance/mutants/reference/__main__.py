"""The reference service of the conformance suite: `python conformance/mutants/reference [--break NAME]...`."""

from __future__ import annotations

import argparse
import os
import sys

import mutations
from components import HANDLERS, parts
from http_process import DEFAULT_ADDRESS, HttpProcess, address, apply_config
from mutations import broken
from parts import Part
from process import Process
from service import Service


def main() -> None:
    """Serve on stdin and stdout; `--list` prints the switches instead."""
    known = argparse.ArgumentParser(prog="reference", description=__doc__)
    known.add_argument("--break", dest="switches", action="append", default=[], metavar="NAME")
    known.add_argument("--http", metavar="ADDRESS", help="serve over HTTP")
    known.add_argument("--list", action="store_true", help="print the switches as JSON")
    options = known.parse_args()
    if options.list:
        sys.stdout.write(mutations.listing() + "\n")
        return
    every = parts()
    try:
        mutations.set_switches(options.switches)
        where = _address(options.http)
        chosen = _chosen(every)
    except ValueError as why:
        if not broken("lif-008-silent"):
            sys.stderr.write(f"reference: {why}\n")
        sys.exit(0 if broken("lif-008-zero") else 1)
    service = Service(every if broken("lif-005-serves") else chosen, HANDLERS)
    service.listed = every if broken("lif-006-lists") else chosen
    if where is None:
        Process(service).run()
    else:
        _serve_http(service, where)


def _address(given: str | None) -> tuple[str, int] | None:
    """Where to listen; None for stdin and stdout (HTP-070). Raises ValueError."""
    if given is not None and not broken("htp-070-argument"):
        return address(given)
    if os.environ.get("AMPLIFIER_TRANSPORT") != "http":
        return None
    told = os.environ.get("AMPLIFIER_HTTP_ADDRESS") or DEFAULT_ADDRESS
    return address("127.0.0.1:0" if broken("htp-070-address") else told)


def _serve_http(service: Service, where: tuple[str, int]) -> None:
    try:
        _start_with_settings(service)
        process = HttpProcess(service, where)
    except (ValueError, OSError) as why:
        if not broken("htp-077-silent"):
            sys.stderr.write(f"reference: {why}\n")
        sys.exit(0 if broken("htp-077-zero") else 1)
    process.run()


def _start_with_settings(service: Service) -> None:
    """HTP-077. Raises ValueError."""
    config = os.environ.get("AMPLIFIER_CONFIG")
    if not config or broken("htp-077-ignores"):
        return
    if broken("htp-077-refuses"):
        raise ValueError("AMPLIFIER_CONFIG is not taken")
    try:
        apply_config(service, config)
    except ValueError:
        if not broken("htp-077-goes-on"):
            raise


def _chosen(every: list[Part]) -> list[Part]:
    """What AMPLIFIER_COMPONENTS lists, or all (LIF-005, LIF-006, LIF-008)."""
    names = os.environ.get("AMPLIFIER_COMPONENTS", "").split(",")
    if not broken("lif-005-space"):
        names = [name.strip() for name in names]
    names = [name for name in names if name]
    if not names or broken("lif-005-all"):
        return every
    known = {part.name for part in every}
    strangers = [name for name in names if name not in known]
    if strangers and not broken("lif-008-goes-on"):
        raise ValueError(f"AMPLIFIER_COMPONENTS names {', '.join(strangers)}: no such component")
    return [part for part in every if part.name in names]


main()
