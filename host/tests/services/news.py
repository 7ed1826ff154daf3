"""Contributes to the channel `news`: what it was told (`good`), what nests deep (`deep`), or no object (`odd`)."""

import sys

import plain

DEEPEST = 126  # levels that data may have in an answer: the message and its result are two of 128


def collect(params):
    if sys.argv[1] == "odd":
        return []
    data = params["_meta"]
    if sys.argv[1] == "deep":
        data = None
        for _ in range(DEEPEST):
            data = [data]
    return {"data": data}


plain.serve(
    plain.describe_answer(sys.argv[1], channels=[{"name": "news", "contributes": True}]),
    {"channel.collect": collect},
)
