"""Services of version 0, the first generation: what lies between one of them and the data plane (protocol, §9).

`describes`, `params`, `results`, `streams` and `machine` decide, without I/O; `adapter` acts.
"""
