"""Measures SQL beside DuckDB with its spatial extension, in one run over one dataset.

    run.py BINARY DATASET PAGE [ROUNDS]

The tables go to the peer as GeoParquet. Rounds are interleaved; each engine is warm before it is measured. Times are
medians: wall as its user sees it (ours with HTTP and JSON), CPU of all threads. Answers are compared before anything
is written.
"""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from questions import questions

TABLES = ("villages", "districts", "regencies", "ltsa_offices")
THREADS = os.cpu_count() or 1


class Ours:
    name = "Desmigratif"

    def __init__(self, binary, dataset, state):
        self.server = subprocess.Popen(
            [binary, "serve", "--data", dataset, "--state", state, "--listen", "127.0.0.1:0"],
            stderr=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "DESMIGRATIF_LIMITS__SQL_TIMEOUT_S": "120"},
        )
        for line in self.server.stdout:
            if "http://" in line:
                self.base = "http://" + line.split("http://")[1].split()[0].strip("/\",")
                break
        self.version = subprocess.run([binary, "--version"], capture_output=True, text=True).stdout.split()[-1]

    def ask(self, sql):
        body = json.dumps({"sql": sql, "limit": 100_000, "timeout_ms": 120_000}).encode()
        request = urllib.request.Request(self.base + "/api/v1/sql", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return [tuple(row.values()) for row in json.load(answer)["items"]]

    def cpu(self, sql, seen):
        # The processes of statements report what they took.
        text = sql.replace("'", "''")[:1500]
        found = self.ask(f"SELECT cpu_ms FROM system_queries WHERE starts_with(sql, '{text}') ORDER BY id DESC LIMIT {seen}")
        return [row[0] / 1000 for row in found]

    def stop(self):
        self.server.terminate()
        self.server.wait()


class DuckDb:
    name = "DuckDB spatial"

    def __init__(self, files):
        import duckdb
        import duckdb_extension_spatial

        self.version = duckdb.__version__
        home = next(Path(duckdb_extension_spatial.__file__).parent.rglob("spatial.duckdb_extension*"))
        self.connection = duckdb.connect(config={"allow_unsigned_extensions": "true", "threads": THREADS})
        self.connection.execute(f"LOAD '{home}'")
        for table, file in files.items():
            self.connection.execute(f"CREATE TABLE {table} AS SELECT * FROM read_parquet('{file}')")

    def ask(self, sql):
        return self.connection.execute(sql).fetchall()


def plain(rows):
    """Rows as they can be compared."""
    number = lambda value: round(float(value), 5) if isinstance(value, (int, float)) else value
    return [tuple(number(value) for value in row) for row in rows]


def measure(engine, sql):
    wall, cpu = time.perf_counter(), time.process_time()
    engine.ask(sql)
    return time.perf_counter() - wall, time.process_time() - cpu


def main():
    binary, dataset, page = sys.argv[1:4]
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 7
    work = Path(tempfile.mkdtemp(prefix="bench-sql-"))
    files = {}
    for table in TABLES:
        files[table] = str(work / f"{table}.parquet")
        with open(files[table], "wb") as out:
            subprocess.run([binary, "query", "--data", dataset, f"SELECT * FROM {table}", "--format", "parquet", "--limit", "1000000"], stdout=out, check=True)
    ours = Ours(binary, dataset, str(work / "state"))
    engines = {"ours": ours, "duckdb": DuckDb(files)}
    try:
        lines = [line(engines, rounds, *question) for question in questions()]
        write(page, engines, lines, rounds, ours.ask("SELECT (SELECT count(*) FROM villages) AS v, (SELECT count(*) FROM districts) AS d, (SELECT count(*) FROM regencies) AS r, (SELECT count(*) FROM ltsa_offices) AS o")[0])
    finally:
        ours.stop()
        shutil.rmtree(work)


def line(engines, rounds, key, title, statements):
    expected, notes, times = None, {}, {name: [] for name in engines}
    for name, engine in engines.items():
        if statements[name] is None:
            notes[name] = "no such function"
            continue
        try:
            rows = plain(engine.ask(statements[name]))
        except Exception as error:  # noqa: BLE001: whatever a peer fails with is its result
            notes[name] = f"fails: {str(error).splitlines()[0][:60]}"
            continue
        if expected is None:
            expected = rows
        elif rows != expected:
            different = sum(a != b for a, b in zip(rows, expected)) + abs(len(rows) - len(expected))
            notes[name] = f"{different} of {len(expected)} rows differ"
    asked = [name for name in engines if name not in notes or "differ" in notes[name]]
    for _ in range(rounds):
        for name in asked:
            times[name].append(measure(engines[name], statements[name]))
    found = {}
    for name in asked:
        wall, cpu = (statistics.median(column) for column in zip(*times[name]))
        if name == "ours":
            cpu = statistics.median(engines[name].cpu(statements[name], rounds))
        found[name] = (wall, cpu)
    print(key, {name: f"{wall:.4f}/{cpu:.3f}" for name, (wall, cpu) in found.items()}, notes, flush=True)
    return title, found, notes


def write(page, engines, lines, rounds, counts):
    text = Path(page).read_text(encoding="utf-8")
    before, rest = text.split("<!-- measured -->\n")
    _, after = rest.split("<!-- end of measured -->")
    names = [f"{engine.name} {engine.version}" for engine in engines.values()]
    out = [
        f"{time.strftime('%Y-%m-%d')}, {THREADS} processors ({platform.machine()}), {rounds} rounds; "
        f"{counts[0]:,} villages, {counts[1]:,} districts, {counts[2]:,} regencies, {counts[3]} offices.\n",
        f"| question | {' | '.join(names)} | best peer / ours |",
        "|---|" + "---|" * (len(names) + 1),
    ]
    for title, found, notes in lines:
        cells = []
        for name in engines:
            time_of = f"{found[name][0]:.4f} / {found[name][1]:.2f}" if name in found else ""
            cells.append(" ".join(filter(None, [time_of, f"({notes[name]})" if name in notes else ""])))
        peers = [wall for name, (wall, _) in found.items() if name != "ours" and name not in notes]
        ratio = f"{min(peers) / found['ours'][0]:.1f}" if peers and "ours" in found else "-"
        out.append(f"| {title} | {' | '.join(cells)} | {ratio} |")
    Path(page).write_text(before + "<!-- measured -->\n" + "\n".join(out) + "\n<!-- end of measured -->" + after, encoding="utf-8")


main()
