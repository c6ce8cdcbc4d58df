"""Measures SQL beside DuckDB, SedonaDB and PostGIS, in one run over one dataset.

    run.py BINARY DATASET PAGE [ROUNDS]

The tables go to the peers as GeoParquet (engines.py). Rounds are interleaved; each engine is warm before it is measured.
Times are medians: wall as its user sees it (ours with HTTP and JSON), CPU of all threads. Answers are compared before
anything is written. A peer that is not installed has no column; a statement that a peer needs more than LIMIT seconds for
has that as its result, and is not asked again.
"""

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from engines import PEERS, Ours
from questions import questions

TABLES = ("villages", "districts", "regencies", "ltsa_offices")
# Tables of one's own with these names are asked too where the dataset has them (points.py makes them).
POINTS = ("points", "points_5m")
LIMIT = float(os.environ.get("LIMIT", "120"))
THREADS = os.cpu_count() or 1


def plain(rows):
    """Rows as they can be compared."""
    number = lambda value: round(float(value), 4) if isinstance(value, (int, float, Decimal)) else value
    return [tuple(number(value) for value in row) for row in rows]


def measure(engine, sql):
    wall, cpu = time.perf_counter(), engine.used() if hasattr(engine, "used") else 0.0
    engine.ask(sql)
    return time.perf_counter() - wall, (engine.used() if hasattr(engine, "used") else 0.0) - cpu


def main():
    binary, dataset, page = sys.argv[1:4]
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 7
    work = Path(tempfile.mkdtemp(prefix="bench-sql-"))
    engines = {"ours": Ours(binary, dataset, str(work / "state"), LIMIT)}
    try:
        ours = engines["ours"]
        has = {row[0] for row in ours.ask("SELECT table_name FROM information_schema.tables")}
        tables = [*TABLES, *(table for table in POINTS if table in has)]
        files = {table: export(binary, dataset, table, work) for table in tables}
        for peer in PEERS:
            try:
                engines[peer.key] = peer(files, LIMIT)
            except Exception as error:  # noqa: BLE001: a peer that is not here has no column
                print(f"{peer.name} is left out: {error}", flush=True)
        names = [name for name in engines if name != "ours"]
        lines = [line(engines, rounds, *question) for question in questions(names, tables)]
        counts = ours.ask("SELECT (SELECT count(*) FROM villages) AS v, (SELECT count(*) FROM districts) AS d, (SELECT count(*) FROM regencies) AS r, (SELECT count(*) FROM ltsa_offices) AS o")[0]
        write(page, engines, lines, rounds, counts)
    finally:
        for engine in engines.values():
            engine.stop()
        shutil.rmtree(work)


def export(binary, dataset, table, work):
    file = work / f"{table}.parquet"
    if table in POINTS:
        # Ours lie sorted along a curve; the peers have them as they came.
        import pyarrow.parquet as parquet

        stored = Path(dataset) / f"{table}.parquet"
        parquet.write_table(parquet.read_table(stored, columns=["id", "lon", "lat"]).sort_by("id"), file)
        return str(file)
    with open(file, "wb") as out:
        command = [binary, "query", "--data", dataset, f"SELECT * FROM {table}", "--format", "parquet", "--limit", "1000000"]
        subprocess.run(command, stdout=out, check=True)
    return str(file)


def line(engines, rounds, key, title, statements):
    expected, notes, times = None, {}, {name: [] for name in engines}
    for name, engine in engines.items():
        if statements[name] is None:
            notes[name] = "not asked"
            continue
        begin = time.perf_counter()
        try:
            rows = plain(engine.ask(statements[name]))
        except Exception as error:  # noqa: BLE001: whatever a peer fails with is its result
            took = time.perf_counter() - begin
            notes[name] = f"over {LIMIT:.0f} s" if took >= LIMIT else f"fails: {str(error).splitlines()[0][:60]}"
            continue
        if expected is None:
            expected = rows
        elif rows != expected:
            different = sum(a != b for a, b in zip(rows, expected)) + abs(len(rows) - len(expected))
            notes[name] = f"{different} of {len(expected)} rows differ"
        if time.perf_counter() - begin > 10:
            # Long enough to be measured the first time, which is not repeated.
            times[name].append((time.perf_counter() - begin, float("nan")))
    asked = [name for name in engines if (name not in notes or "differ" in notes[name]) and not times[name]]
    for _ in range(rounds):
        for name in asked:
            times[name].append(measure(engines[name], statements[name]))
    found = {}
    for name, seen in times.items():
        if seen:
            wall, cpu = (statistics.median(column) for column in zip(*seen))
            if name == "ours":
                cpu = statistics.median(engines[name].cpu(statements[name], len(seen)))
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
            time_of = "{:.4f} / {:.2f}".format(*found[name]).replace(" / nan", "") if name in found else ""
            cells.append(" ".join(filter(None, [time_of, f"({notes[name]})" if name in notes else ""])))
        peers = [wall for name, (wall, _) in found.items() if name != "ours" and name not in notes]
        ratio = f"{min(peers) / found['ours'][0]:.1f}" if peers and "ours" in found else "-"
        out.append(f"| {title} | {' | '.join(cells)} | {ratio} |")
    Path(page).write_text(before + "<!-- measured -->\n" + "\n".join(out) + "\n<!-- end of measured -->" + after, encoding="utf-8")


main()
