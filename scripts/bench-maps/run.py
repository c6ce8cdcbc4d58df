"""Measures how many raster tiles a second are drawn, of villages in Java at zoom 8: every picture for the first time.

    run.py BINARY DATASET PAGE

desmigratif-maps lies beside BINARY. Each picture has another tile, indicator, scheme or theme: neither a picture nor, in the
first round over the tiles, what it is drawn of is kept from before. CPU is that of the server and its two renderers.
"""

import http.client
import itertools
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ZOOM = 8
COLUMNS, ROWS = range(202, 210), range(132, 135)
JAVA = ("31", "32", "33", "34", "35", "36")
SECONDS = float(os.environ.get("SECONDS_EACH", "10"))
CONNECTIONS = 4
PORT = 21290
TICK = os.sysconf("SC_CLK_TCK")


def get(connection, address):
    connection.request("GET", address)
    answer = connection.getresponse()
    return answer.status, answer.read()


def connect():
    return http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)


def begin(binary, dataset, state):
    command = [binary, "serve", "--data", dataset, "--state", state, "--listen", f"127.0.0.1:{PORT}"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(1200):
        try:
            status, _ = get(connect(), "/maps/provinces/0/0/0.png")
            if status == 501:
                server.terminate()
                sys.exit("maps are not drawn here: make maps, and a Vulkan driver")
            if status == 200:
                return server
        except OSError:
            time.sleep(0.1)
    server.terminate()
    sys.exit("the server does not answer")


def stats(process):
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    status = Path(f"/proc/{process}/status").read_text()
    return (int(fields[11]) + int(fields[12])) / TICK, int(status.split("VmRSS:")[1].split()[0]) / 1024


def children(process):
    tasks = Path(f"/proc/{process}/task").iterdir()
    found = [child for task in tasks for child in (task / "children").read_text().split()]
    return [child for child in found if os.readlink(f"/proc/{child}/exe").endswith("/desmigratif-maps")]


def pictures(connection):
    """Addresses of tiles that have villages, each with another look, the tiles first."""
    indicators = json.loads(get(connection, "/api/v1/indicators")[1])["items"]
    # What is known of villages themselves: figures of regencies would be a few large areas of one colour.
    shown = [one["id"] for one in indicators if one.get("tile") and one["level"] == "village"]
    rows = "SELECT lon, lat FROM villages WHERE lon IS NOT NULL AND substr(code, 1, 2) IN ('" + "','".join(JAVA) + "')"
    body = json.dumps({"sql": rows, "limit": 100_000})
    connection.request("POST", "/api/v1/sql", body, {"Content-Type": "application/json", "Accept": "application/json"})
    answer = connection.getresponse()
    told = json.loads(answer.read())
    if answer.status != 200:
        sys.exit(f"the villages of Java: {told}")
    counts = {}
    for row in told["items"]:
        x = int((row["lon"] + 180) / 360 * 2**ZOOM)
        y = int((0.5 - math.asinh(math.tan(math.radians(row["lat"]))) / (2 * math.pi)) * 2**ZOOM)
        counts[x, y] = counts.get((x, y), 0) + 1
    tiles = sorted(counts)
    looks = itertools.product(("quantile", "equal", "natural", "diverging"), ("light", "dark"), shown)
    addresses = [
        f"/maps/villages/{ZOOM}/{x}/{y}.png?indicator={indicator}&scheme={scheme}&theme={theme}"
        for scheme, theme, indicator in looks
        for x, y in tiles
    ]
    return addresses, len(tiles), sum(counts.values())


def load(addresses, until):
    """Draws until then; answers milliseconds and bytes of each."""
    waiting, found, lock = iter(addresses), [], threading.Lock()

    def one():
        connection = connect()
        while time.perf_counter() < until:
            with lock:
                address = next(waiting, None)
            if address is None:
                return
            begun = time.perf_counter()
            status, body = get(connection, address)
            if status != 200:
                sys.exit(f"{address}: {status} {body[:300]}")
            found.append(((time.perf_counter() - begun) * 1e3, len(body)))

    threads = [threading.Thread(target=one) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def main():
    binary, dataset, page = sys.argv[1:4]
    with tempfile.TemporaryDirectory() as state:
        server = begin(binary, dataset, state)
        try:
            addresses, tiles, villages = pictures(connect())
            # The renderers have compiled their shaders and both have begun.
            load(["/maps/regencies/7/103/66.png", "/maps/regencies/7/102/66.png", "/maps/regencies/7/101/66.png"] * 2, time.perf_counter() + 5)
            time.sleep(2)
            renderers = children(server.pid)
            before = [stats(process)[0] for process in (server.pid, *renderers)]
            begun = time.perf_counter()
            found = load(addresses, begun + SECONDS)
            took = time.perf_counter() - begun
            after = [stats(process) for process in (server.pid, *renderers)]
        finally:
            server.terminate()
            server.wait(30)
    spent = [(now[0] - then) * 1e3 / len(found) for now, then in zip(after, before)]
    times = sorted(ms for ms, _ in found)
    lines = [
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} processors ({platform.machine()}), load {os.getloadavg()[0]:.1f}; {tiles} tiles with "
        f"{villages:,} villages, {len(found)} pictures of 256 pixels by {len(renderers)} renderers, {CONNECTIONS} connections.\n",
        "| tiles a second | CPU ms a tile: server | renderers | ms a tile: median | p95 | KB a tile | RSS MB: server | renderer |",
        "|---|---|---|---|---|---|---|---|",
        f"| {len(found) / took:.1f} | {spent[0]:.1f} | {sum(spent[1:]):.1f} | {statistics.median(times):.0f} | {times[int(len(times) * 0.95)]:.0f} "
        f"| {statistics.mean(size for _, size in found) / 1e3:.1f} | {after[0][1]:.0f} | {statistics.mean(row[1] for row in after[1:]):.0f} |",
    ]
    write(Path(page), lines)


def write(page, lines):
    text = page.read_text(encoding="utf-8")
    begin, end = "<!-- maps measured -->\n", "<!-- end of maps measured -->"
    before, rest = text.split(begin)
    _, after = rest.split(end)
    page.write_text(before + begin + "\n".join(lines) + "\n" + end + after, encoding="utf-8")
    print("\n".join(lines))


main()
