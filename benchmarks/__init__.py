"""Measurements on real servers: pages, the export, pages a second, and the documents of an edition.

    make bench                                         # everything
    make bench ARGS="--only pages --states 1"          # some of it

`benchmarks/results/latest.json` is a list of {name, n, median_ms, p95_ms, queries, target_ms} or {name, rate, target_rate}.
"""
