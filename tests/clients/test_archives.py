"""Layers as files, read by the package pmtiles, by sqlite3 and by GDAL."""

import json
import sqlite3
import subprocess

import pyogrio
import pytest
from pmtiles.reader import MmapSource, Reader, all_tiles

from support import tiles_of
from tables import Tables, code_of


@pytest.fixture(scope="module")
def export(program, data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("archives")

    def made(layer, kind, last):
        file = folder / f"{layer}.{kind}"
        command = [program, "tiles", "export", "--data", data, "--layer", layer, "--out", file, "--max-zoom", str(last)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return file

    return made


@pytest.fixture(scope="module")
def pmtiles(export):
    return export("districts", "pmtiles", 7)


@pytest.fixture(scope="module")
def mbtiles(export):
    return export("villages", "mbtiles", 6)


def served(server, layer, last, bounds):
    """Every tile of a layer up to a zoom, as a client that takes gzip gets it."""
    every = (tile for zoom in range(last + 1) for tile in tiles_of(zoom, bounds))
    return {tile: data for tile in every if (data := server.tile(layer, tile))}


def described(told, last):
    """The layer as TileJSON has it, but for where it ends."""
    (layer,) = told["vector_layers"]
    return [{**layer, "maxzoom": last}]


def same(archive, tiles):
    assert len(tiles) > 20
    assert set(archive) == set(tiles), f"in one of the two alone: {sorted(set(archive) ^ set(tiles))[:5]}"
    assert [tile for tile in tiles if archive[tile] != tiles[tile]] == []


def test_pmtiles_says_of_itself_what_tilejson_says(server, pmtiles):
    with pmtiles.open("rb") as file:
        reader = Reader(MmapSource(file))
        header, metadata = reader.header(), reader.metadata()
    told = server.json("/tiles/districts.json")
    assert (header["version"], header["tile_type"].name, header["tile_compression"].name) == (3, "MVT", "GZIP")
    assert (header["min_zoom"], header["max_zoom"], header["clustered"]) == (0, 7, True)
    bounds = [header[f"{side}_e7"] / 1e7 for side in ("min_lon", "min_lat", "max_lon", "max_lat")]
    assert bounds == pytest.approx(told["bounds"], abs=1e-6)
    assert bounds[0] <= header["center_lon_e7"] / 1e7 <= bounds[2] and bounds[1] <= header["center_lat_e7"] / 1e7 <= bounds[3]
    assert metadata["vector_layers"] == described(told, 7)
    assert metadata["name"] == "districts" and metadata["attribution"] == told["attribution"]


def test_pmtiles_has_the_tiles_that_are_served(server, pmtiles):
    with pmtiles.open("rb") as file:
        source = MmapSource(file)
        reader, archive = Reader(source), dict(all_tiles(source))
        # Found by the directory too, one at a time.
        assert [tile for tile, data in archive.items() if reader.get(*tile) != data] == []
        header = reader.header()
    assert header["addressed_tiles_count"] == len(archive)
    assert header["tile_contents_count"] == len(set(archive.values()))
    same(archive, served(server, "districts", 7, server.json("/tiles/districts.json")["bounds"]))


def test_mbtiles_is_the_database_that_its_specification_describes(server, mbtiles):
    told = server.json("/tiles/villages.json")
    with sqlite3.connect(mbtiles) as database:
        assert database.execute("PRAGMA application_id").fetchone() == (0x4D504258,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        metadata = dict(database.execute("SELECT name, value FROM metadata"))
        # Rows count from the south.
        rows = database.execute("SELECT zoom_level, tile_column, (1 << zoom_level) - 1 - tile_row, tile_data FROM tiles")
        archive = {(z, x, y): data for z, x, y, data in rows}
    assert (metadata["name"], metadata["format"], metadata["minzoom"], metadata["maxzoom"]) == ("villages", "pbf", "4", "6")
    assert [float(side) for side in metadata["bounds"].split(",")] == pytest.approx(told["bounds"])
    assert json.loads(metadata["json"])["vector_layers"] == described(told, 6)
    same(archive, served(server, "villages", 6, told["bounds"]))


@pytest.mark.parametrize("layer, kind, zoom", [("districts", "pmtiles", 7), ("villages", "mbtiles", 6)])
def test_gdal_finds_every_area_in_an_archive(request, server, layer, kind, zoom):
    file = request.getfixturevalue(kind)
    assert pyogrio.detect_write_driver(str(file)) is not None
    assert pyogrio.list_layers(file)[:, 0].tolist() == [layer]
    frame = pyogrio.read_dataframe(file, layer=layer, ZOOM_LEVEL=zoom, CLIP="NO")
    assert frame.crs == "EPSG:3857"
    codes = {code_of(int(number), layer) for number in frame.mvt_id}
    assert codes == {row["code"] for row in server.rows(f"SELECT code FROM {layer} WHERE geometry IS NOT NULL")}
    # An area has the same properties in each of its tiles, and they are the table's.
    properties = [name for name in frame.columns if name not in ("geometry", "mvt_id")]
    once = frame.groupby("mvt_id")[properties].nunique(dropna=False).max()
    assert once.max() == 1, once[once > 1]
    sample = frame.drop_duplicates("mvt_id").iloc[:: max(1, len(codes) // 300)].drop(columns="geometry").to_dict("records")
    features = [(int(row.pop("mvt_id")), {key: value for key, value in row.items() if value == value and value is not None}) for row in sample]
    Tables(server).holds(layer, zoom, features)
