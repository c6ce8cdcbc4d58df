"""The server that is asked, and where tiles are."""

import json
import math
import os
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request


class Server:
    """The built program over a dataset, on a port of its own; or one that runs already."""

    def __init__(self, base, program, data, child=None):
        self.base, self.program, self.data, self.child = base, program, data, child

    @classmethod
    def start(cls, program, data, work):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DESMIGRATIF_")}
        # Programs of others sign in nowhere; and what everybody may see is what an archive holds.
        environment["DESMIGRATIF_ACCESS"] = "public"
        log = work / "log"
        with log.open("wb") as into:
            child = subprocess.Popen(
                [program, "serve", "--data", data, "--state", work / "state", "--listen", "127.0.0.1:0"],
                stdout=subprocess.PIPE, stderr=into, text=True, env=environment,
            )
        for line in child.stdout:
            if "http://" in line:
                return cls("http://" + line.split("http://")[1].split()[0].rstrip("/"), program, data, child)
        raise AssertionError(f"the server did not start ({child.wait()}): {log.read_text()[-2000:]}")

    def stop(self):
        if self.child:
            self.child.terminate()
            self.child.wait(20)

    def ask(self, path, body=None, **headers):
        """Status, headers and the bytes as they were sent."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.base + path, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def json(self, path, body=None):
        told = {"Content-Type": "application/json"} if body is not None else {}
        status, _, text = self.ask(path, None if body is None else json.dumps(body).encode(), **told)
        assert status == 200, f"{path}: {status} {text[:500]!r}"
        return json.loads(text)

    def rows(self, sql, *params):
        """The rows of a statement, all of them."""
        answer = self.json("/api/v1/sql", {"sql": sql, "params": params, "limit": 100_000})
        assert not answer["truncated"], sql
        return answer["items"]

    def address(self, sql, form, **more):
        """The address of a statement's answer."""
        return f"{self.base}/api/v1/sql?" + urllib.parse.urlencode({"q": sql, "format": form, **more})

    def answer(self, sql, form, **more):
        """The bytes of a statement's answer."""
        status, _, body = self.ask(self.address(sql, form, **more).removeprefix(self.base))
        assert status == 200, f"{form}: {status} {body[:500]!r}"
        return body

    def tile(self, layers, tile, coding="gzip", ending="mvt"):
        """The bytes of a tile as they were sent; None where there is none."""
        z, x, y = tile
        status, headers, body = self.ask(f"/tiles/{layers}/{z}/{x}/{y}.{ending}", Accept_Encoding=coding)
        assert status in (200, 204), f"{layers}/{z}/{x}/{y}: {status} {body[:500]!r}"
        assert status == 204 or headers.get("Content-Encoding", "identity") == coding
        return body if status == 200 else None


def tile_at(zoom, lon, lat):
    """The tile of a place, by the formula of the OpenStreetMap wiki."""
    side = 1 << zoom
    row = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return zoom, min(int((lon + 180) / 360 * side), side - 1), min(max(int(row * side), 0), side - 1)


def tiles_of(zoom, bounds):
    """Every tile that a box (west, south, east, north) meets."""
    west, south, east, north = bounds
    _, left, top = tile_at(zoom, west, north)
    _, right, bottom = tile_at(zoom, east, south)
    return [(zoom, x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]


def box_of(tile, margin=0.0):
    """West, south, east, north of a tile in degrees, larger by a share of its side on each of them."""
    zoom, x, y = tile
    side = 1 << zoom
    lat = lambda row: math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / side))))
    lon = lambda column: column / side * 360 - 180
    return lon(x - margin), lat(y + 1 + margin), lon(x + 1 + margin), lat(y - margin)
