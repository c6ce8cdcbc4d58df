"""QGIS without a screen opens what docs/clients.md tells its users to open."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from support import tile_at
from test_page import PAGE

TILE = tile_at(8, 116.53, -8.65)


@pytest.fixture(scope="module")
def python():
    """The Python that has QGIS: Debian's own, which need not be the first on the path."""
    for candidate in ("/usr/bin/python3", shutil.which("python3")):
        if candidate and subprocess.run([candidate, "-c", "import qgis.core"], capture_output=True).returncode == 0:
            return candidate
    pytest.skip("QGIS: there is no python3-qgis (make test-clients installs it, or apt-get install python3-qgis: about 200 packages)")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("qgis")


@pytest.fixture(scope="module")
def told(python, server, folder):
    (code,) = re.findall(r"^```qgis\n(.*?)^```\n", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    file = folder / "layers.py"
    file.write_text(code.replace("http://127.0.0.1:8080", server.base))
    # Without a screen, and with a profile of its own.
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    script = Path(__file__).with_name("qgis_layers.py")
    command = [python, script, file, folder, *map(str, TILE)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_the_layer_of_vector_tiles_loads_and_is_drawn(told):
    villages = told["villages"]
    assert (villages["valid"], villages["crs"], villages["zooms"], villages["errors"]) == (True, "EPSG:3857", [4, 12], [])
    # Both colours that stand for a property's value.
    assert min(villages["low"], villages["high"]) > 1000, villages


def test_a_statement_is_a_layer(server, told):
    offices = told["offices"]
    assert (offices["valid"], offices["crs"]) == (True, "EPSG:4326")
    rows = server.rows("SELECT id, name, lon, lat FROM ltsa_offices WHERE lon IS NOT NULL ORDER BY id")
    assert sorted(offices["rows"]) == [[row["id"], row["name"], [row["lon"], row["lat"]]] for row in rows]


def test_the_layer_of_pictures_loads_and_is_drawn(server, told):
    zoom, x, y = TILE
    status, _, body = server.ask(f"/maps/districts/{zoom}/{x}/{y}.png?indicator=idm")
    if status == 501:
        pytest.skip(f"QGIS, pictures of maps: {json.loads(body)['detail']} (make maps, beside the program that is tested)")
    picture = told["picture"]
    assert (status, picture["valid"], picture["crs"], picture["errors"]) == (200, True, "EPSG:3857", [])
    assert picture["pixels"] > 10_000 and picture["colours"] > 3, picture
