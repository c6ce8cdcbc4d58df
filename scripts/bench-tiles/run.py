"""Measures tiles beside Martin and a bare axum server, in one run over one dataset.

    run.py BINARY BARE MARTIN DATASET PAGE [LIST]

LIST has an address (z/x/y) a line; without it one is made (addresses.py). MARTIN may be missing: its columns then are, too.
All servers have the same villages; Martin's are exported by BINARY. Rounds are interleaved. CPU is that of the server's
process. Where a server's bytes differ from ours nothing is written.
"""

import gzip
import http.client
import json
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from addresses import addresses

HERE = Path(__file__).parent
ROUNDS = int(os.environ.get("ROUNDS", "5"))
SECONDS = os.environ.get("SECONDS_EACH", "5")
CONNECTIONS = (8, 32)
LAST_ZOOM = 14
TICK = os.sysconf("SC_CLK_TCK")
PORTS = iter(range(21300, 21400))


class Server:
    """A process that answers tiles at `before` + z/x/y + `behind`."""

    def __init__(self, name, command, port, before="/", behind="", env=None, media=None):
        self.name, self.before, self.behind, self.media = name, before, behind, media
        self.command, self.port, self.env = command, port, {**os.environ, **(env or {})}
        self.process = None

    def start(self, probe):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.env)
        for _ in range(600):
            try:
                if self.get(probe)[0] == 200:
                    return self
            except OSError:
                pass
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        self.stop()
        sys.exit(f"{self.name} does not answer {self.before}{probe}{self.behind}: {' '.join(self.command)}")

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def get(self, address, connection=None):
        connection = connection or self.connect()
        connection.request("GET", self.before + address + self.behind, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())

    def cpu(self):
        """Seconds of the process so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def megabytes(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def load(server, listed, connections):
    """wrk over the list: requests a second, CPU microseconds a request, p99 in ms, bytes a request."""
    env = {**os.environ, "TILES": str(listed), "BEFORE": server.before, "BEHIND": server.behind}
    before = server.cpu()
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "-s", str(HERE / "tiles.lua"), f"http://127.0.0.1:{server.port}"]
    told = subprocess.run(command, capture_output=True, text=True, env=env, check=True).stdout
    cpu = server.cpu() - before
    found = json.loads(next(line for line in told.splitlines() if line.startswith("RESULT "))[7:])
    if found["failed"]:
        sys.exit(f"{server.name}: {found['failed']} requests failed")
    return {
        "rate": found["requests"] / found["seconds"],
        "cpu": cpu / found["requests"] * 1e6,
        "p99": found["p99_ms"],
        "bytes": found["bytes"] / found["requests"],
    }


def first_touch(server, listed):
    """Every address once, one after the other, at a server that has just begun: CPU and wall in ms, mean and most."""
    server.start(listed[0])
    settle(server)
    connection, cpu, wall = server.connect(), server.cpu(), []
    for address in listed[1:]:
        begin = time.perf_counter()
        server.get(address, connection)
        wall.append((time.perf_counter() - begin) * 1e3)
    cpu = (server.cpu() - cpu) * 1e3 / len(wall)
    server.stop()
    return {"cpu": cpu, "wall": statistics.mean(wall), "most": max(wall)}


def settle(server):
    """Waits until a server has nothing more to do of itself."""
    seen = -1.0
    while server.cpu() - seen > 0.02:
        seen = server.cpu()
        time.sleep(1)


def same(server, listed, ours):
    """Whether a server has our very bytes; returns how many addresses."""
    connection, different = server.connect(), []
    for address in listed:
        status, body, headers = server.get(address, connection)
        raw = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
        if status != 200 or raw != ours[address]:
            different.append(address)
    if different:
        sys.exit(f"{server.name} differs in {len(different)} of {len(listed)} tiles: {different[:3]}")


def main():
    binary, bare, martin, dataset, page = sys.argv[1:6]
    given = sys.argv[6] if len(sys.argv) > 6 else ""
    work = Path(tempfile.mkdtemp(prefix="bench-tiles-"))
    servers = {}
    try:
        measure(binary, bare, martin, dataset, page, given, work, servers)
    finally:
        for server in servers.values():
            server.stop()
        shutil.rmtree(work)


def measure(binary, bare, martin, dataset, page, given, work, servers):
    def ours(name, ending):
        port = next(PORTS)
        command = [binary, "serve", "--data", dataset, "--state", str(work / f"state-{port}"), "--listen", f"127.0.0.1:{port}"]
        return Server(name, command, port, "/tiles/villages/", f".{ending}")

    def archived(name, file, *more):
        port = next(PORTS)
        command = [martin, str(file), "--listen-addresses", f"127.0.0.1:{port}", *more]
        return Server(name, command, port, f"/{file.stem}/")

    servers["mvt"] = ours("Desmigratif, MVT", "mvt")
    probe = next(iter(Path(given).read_text().split())) if given else "4/12/8"
    servers["mvt"].start(probe)
    listed, contents, small = collect(servers["mvt"], given or villages(binary, dataset), work)
    print(f"{len(listed)} addresses", flush=True)
    file = work / "list.txt"
    file.write_text("\n".join(listed) + "\n")

    servers["mlt"] = ours("Desmigratif, MLT", "mlt").start(listed[0])
    port = next(PORTS)
    servers["bare"] = Server("axum, bytes in memory", [bare, str(small), f"127.0.0.1:{port}"], port).start(listed[0])
    same(servers["bare"], listed, contents)
    cold = {"ours": lambda: ours("Desmigratif", "mvt")}
    version = ""
    if Path(martin).exists():
        version = subprocess.run([martin, "--version"], capture_output=True, text=True).stdout.split()[-1]
        archives = {}
        for ending, kind in (("pmtiles", "mvt"), ("mbtiles", "mvt"), ("pmtiles", "mlt")):
            out = work / f"{ending}_{kind}.{ending}"
            print(f"exporting {out.name}", flush=True)
            command = [binary, "tiles", "export", "--data", dataset, "--layer", "villages", "--format", kind, "--max-zoom", str(LAST_ZOOM), "--out", str(out)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            archives[ending, kind] = out
        name = f"Martin {version}"
        servers["pmtiles"] = archived(f"{name}, PMTiles, cache warm", archives["pmtiles", "mvt"]).start(listed[0])
        servers["mbtiles"] = archived(f"{name}, MBTiles, cache warm", archives["mbtiles", "mvt"]).start(listed[0])
        servers["pmtiles_mlt"] = archived(f"{name}, PMTiles of MLT, cache warm", archives["pmtiles", "mlt"]).start(listed[0])
        for key in ("pmtiles", "mbtiles"):
            same(servers[key], listed, contents)
        none = ("--cache-size", "0")
        servers["pmtiles_none"] = archived(f"{name}, PMTiles, no cache", archives["pmtiles", "mvt"], *none).start(listed[0])
        servers["mbtiles_none"] = archived(f"{name}, MBTiles, no cache", archives["mbtiles", "mvt"], *none).start(listed[0])
        cold["pmtiles"] = lambda: archived(f"{name}, PMTiles, no cache", archives["pmtiles", "mvt"], *none)
        cold["mbtiles"] = lambda: archived(f"{name}, MBTiles, no cache", archives["mbtiles", "mvt"], *none)
    settle(servers["mvt"])
    for server in servers.values():
        load(server, file, 8)   # warm
    found = {key: {c: [] for c in CONNECTIONS} for key in servers}
    for round_ in range(ROUNDS):
        for connections in CONNECTIONS:
            for key, server in servers.items():
                found[key][connections].append(load(server, file, connections))
        print(f"round {round_ + 1} of {ROUNDS}", flush=True)
    memory = {key: server.megabytes() for key, server in servers.items()}
    names = {key: server.name for key, server in servers.items()}
    for server in servers.values():
        server.stop()
    touched = {}
    for _ in range(min(ROUNDS, 3)):
        for key, make in cold.items():
            server = servers["cold"] = make()
            touched.setdefault((key, server.name), []).append(first_touch(server, listed))
    write(Path(page), lines(names, found, memory, touched, len(listed), given))


def villages(binary, dataset):
    sql = "SELECT code, lon, lat FROM villages WHERE lon IS NOT NULL ORDER BY code"
    command = [binary, "query", "--data", dataset, sql, "--format", "json", "--limit", "1000000"]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    rows = told["items"] if isinstance(told, dict) else told
    return addresses([(row["code"], row["lon"], row["lat"]) for row in rows])


def collect(server, source, work):
    """The addresses that have a tile, what is in it, and a folder of the bytes as they are sent."""
    wanted = Path(source).read_text().split() if isinstance(source, str) else source
    folder = work / "bytes"
    folder.mkdir()
    connection, contents = server.connect(), {}
    for address in wanted:
        status, body, headers = server.get(address, connection)
        if status == 200:
            contents[address] = gzip.decompress(body)
            (folder / address.replace("/", "-")).write_bytes(body)
    return list(contents), contents, folder


def lines(names, found, memory, touched, count, given):
    def middle(key, connections, what):
        return statistics.median(one[what] for one in found[key][connections])

    def ratio(key, connections):
        # Of each round for itself: what else the machine does changes between rounds.
        pairs = zip(found[key][connections], found["bare"][connections])
        return statistics.median(one["rate"] / bare["rate"] for one, bare in pairs)

    load_now = os.getloadavg()[2]
    out = [
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} processors ({platform.machine()}), load {load_now:.1f}; {count} addresses "
        f"({'a given list' if given else 'scripts/bench-tiles/addresses.py'}), {ROUNDS} rounds of {SECONDS} s, medians.\n",
        "| server | req/s c8 / c32 | ratio to axum c8 / c32 | CPU µs a request | p99 ms c8 / c32 | KB a request | RSS MB |",
        "|---|---|---|---|---|---|---|",
    ]
    for key, name in names.items():
        cells = [
            " / ".join(f"{middle(key, c, 'rate'):,.0f}" for c in CONNECTIONS),
            " / ".join(f"{ratio(key, c):.2f}" for c in CONNECTIONS),
            f"{middle(key, 8, 'cpu'):.0f}",
            " / ".join(f"{middle(key, c, 'p99'):.2f}" for c in CONNECTIONS),
            f"{middle(key, 8, 'bytes') / 1000:.1f}",
            f"{memory[key]:.0f}",
        ]
        out.append(f"| {name} | {' | '.join(cells)} |")
    out += ["", "First touch: every address once, one after the other, at a server that has just begun.", "",
            "| server | CPU ms a tile | ms a tile | slowest, ms |", "|---|---|---|---|"]
    for (_, name), rows in touched.items():
        cells = [statistics.median(row[what] for row in rows) for what in ("cpu", "wall", "most")]
        out.append(f"| {name} | {cells[0]:.2f} | {cells[1]:.2f} | {cells[2]:.1f} |")
    return out


def write(page, lines):
    text = page.read_text(encoding="utf-8")
    begin, end = "<!-- tiles measured -->\n", "<!-- end of tiles measured -->"
    before, rest = text.split(begin)
    _, after = rest.split(end)
    page.write_text(before + begin + "\n".join(lines) + "\n" + end + after, encoding="utf-8")
    print("\n".join(lines))


main()
