#!/usr/bin/env python3
"""The peer in DuckDB: typed columns, wrong lines dropped, repeats removed, then counted by one query.

    python3 benches/peer_duckdb.py FILE THREADS        needs the package `duckdb`

It is faster to write than exact: a value of a wrong type is cast or drops its line, a contradiction is not told from a
repeat, and what is missing counts as nothing.
"""

import json
import sys

import duckdb

QUERY = """
SELECT policy_hash, policy_state, count(*) AS runs,
       count(*) FILTER (WARN_count > 0) AS warn, sum(WARN_count) AS warn_sum,
       count(*) FILTER (FAIL_count > 0) AS fail, sum(FAIL_count) AS fail_sum,
       count(*) FILTER (Overrides_count > 0) AS override, sum(Overrides_count) AS override_sum,
       count(*) FILTER (Unknown_count > 0) AS "unknown", sum(Unknown_count) AS unknown_sum,
       count(*) FILTER (Unknown_causes['contract_violation'] > 0) AS unknown_contract,
       count(*) FILTER (Unknown_causes['schema_error'] > 0) AS unknown_schema,
       count(*) FILTER (Unknown_causes['artifact_missing'] > 0) AS unknown_artefact_missing,
       min("timestamp") AS first_run_at, max("timestamp") AS last_run_at
FROM (
    SELECT DISTINCT ON (policy_hash, run_id, policy_state, job) *
    FROM read_json(?, format = 'newline_delimited', ignore_errors = true, columns = {
        run_id: 'VARCHAR', policy_state: 'VARCHAR', policy_hash: 'VARCHAR', job: 'VARCHAR', run_attempt: 'BIGINT',
        WARN_count: 'BIGINT', FAIL_count: 'BIGINT', Overrides_count: 'BIGINT', Unknown_count: 'BIGINT',
        Unknown_causes: 'MAP(VARCHAR, BIGINT)', "timestamp": 'TIMESTAMP'
    })
)
GROUP BY ALL ORDER BY ALL
"""


def main():
    path, threads = sys.argv[1:]
    connection = duckdb.connect(config={"threads": int(threads)})
    result = connection.execute(QUERY, [path])
    names = [column[0] for column in result.description]
    for row in result.fetchall():
        print(json.dumps(dict(zip(names, row)), default=str))


if __name__ == "__main__":
    main()
