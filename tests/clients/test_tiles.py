"""Vector tiles as served, read by GDAL's driver and by the package mapbox-vector-tile."""

import gzip
import math
from collections import Counter

import mapbox_vector_tile
import numpy
import pyarrow.parquet
import pyogrio
import pyproj
import pytest
import shapely

from support import box_of, tile_at, tiles_of
from tables import Tables, code_of

LOMBOK, JAKARTA, ACEH = (116.53, -8.65), (106.83, -6.2), (95.35, 5.5)
TILES = [
    ("provinces", 0, JAKARTA), ("provinces", 4, LOMBOK), ("provinces", 7, ACEH),
    ("regencies", 3, JAKARTA), ("regencies", 6, LOMBOK), ("regencies", 9, ACEH),
    ("districts", 6, JAKARTA), ("districts", 8, LOMBOK), ("districts", 11, ACEH),
    ("villages", 7, ACEH), ("villages", 9, LOMBOK), ("villages", 10, JAKARTA), ("villages", 12, LOMBOK),
    ("villages", 14, LOMBOK),
]
NAMES = [f"{layer}-{zoom}" for layer, zoom, _ in TILES]
DEGREES = pyproj.Transformer.from_crs(3857, "OGC:CRS84", always_xy=True).transform


@pytest.fixture(scope="module")
def tables(server):
    return Tables(server)


def read_by_package(data):
    """Id and properties of the features of each layer."""
    layers = mapbox_vector_tile.decode(gzip.decompress(data))
    return {
        name: [(feature["id"], feature["properties"]) for feature in layer["features"]] for name, layer in layers.items()
    }


def frames_by_gdal(data, tile, folder):
    """A frame for each layer, in degrees. The bytes are written as they came, compressed."""
    zoom, x, y = tile
    path = folder / f"{zoom}-{x}-{y}.mvt"
    path.write_bytes(data)
    frames = {}
    for name in pyogrio.list_layers(path)[:, 0]:
        frame = pyogrio.read_dataframe(path, layer=name, X=x, Y=y, Z=zoom, CLIP="NO")
        assert frame.crs == "EPSG:3857"
        frames[name] = frame
    return frames


def read_by_gdal(data, tile, folder):
    def features(frame):
        named = frame.drop(columns="geometry").to_dict("records")
        # A column has a value for every feature: what a feature does not carry is null.
        return [(int(row.pop("mvt_id")), {key: value for key, value in row.items() if not is_null(value)}) for row in named]

    return {name: features(frame) for name, frame in frames_by_gdal(data, tile, folder).items()}


def is_null(value):
    return value is None or value != value


@pytest.mark.parametrize("layer, zoom, place", TILES, ids=NAMES)
def test_a_tile_says_what_the_table_says(server, tables, tmp_path, layer, zoom, place):
    tile = tile_at(zoom, *place)
    data = server.tile(layer, tile)
    assert data.startswith(b"\x1f\x8b"), "compressed by gzip, as was asked"
    package, gdal = read_by_package(data), read_by_gdal(data, tile, tmp_path)
    assert set(package) == set(gdal) == {layer}
    tables.holds(layer, zoom, package[layer])
    tables.holds(layer, zoom, gdal[layer])
    assert Counter(number for number, _ in package[layer]) == Counter(number for number, _ in gdal[layer])


@pytest.mark.parametrize("layer, zoom, place", TILES, ids=NAMES)
def test_a_tile_has_the_areas_that_meet_it_and_no_others(server, layer, zoom, place):
    tile = tile_at(zoom, *place)
    found = {code_of(number, layer) for number, _ in read_by_package(server.tile(layer, tile))[layer]}

    def meeting(margin):
        sql = f"SELECT code FROM {layer} WHERE ST_Intersects(geometry, ST_MakeEnvelope($1, $2, $3, $4))"
        rows = server.rows(sql, *box_of(tile, margin))
        return {row["code"] for row in rows}

    # Simplified by a few units of 4,096, with 64 units of its neighbours around.
    surely, possibly = meeting(-8 / 4096), meeting((64 + 8) / 4096)
    assert surely, "a tile with nothing in it shows nothing"
    assert surely <= found, f"missing: {sorted(surely - found)[:5]}"
    assert found <= possibly, f"from elsewhere: {sorted(found - possibly)[:5]}"


@pytest.mark.parametrize("zoom", [8, 11])
def test_every_village_of_a_box_is_found_once_at_a_zoom(server, zoom):
    box = (116.0, -8.95, 116.7, -8.2)
    sql = "SELECT code, lon, lat FROM villages WHERE geometry IS NOT NULL AND lon BETWEEN $1 AND $3 AND lat BETWEEN $2 AND $4"
    rows = server.rows(sql, *box)
    assert len(rows) > 300
    # The tile in which a village's point lies answers for it.
    at = {row["code"]: tile_at(zoom, row["lon"], row["lat"]) for row in rows}
    times = Counter()
    for tile in tiles_of(zoom, box):
        data = server.tile("villages", tile)
        for number, _ in read_by_package(data)["villages"] if data else ():
            code = code_of(number, "villages")
            times[code] += at.get(code) == tile
    assert {code: times[code] for code in at} == dict.fromkeys(at, 1)


def test_points_are_where_the_table_has_them(server, tmp_path):
    rows = server.rows("SELECT code, name, lon, lat FROM village_indicators WHERE designated AND lon IS NOT NULL")
    # The id of an office is its place in the dataset's table.
    offices = pyarrow.parquet.read_table(server.data / "ltsa_offices.parquet", columns=["name", "lon", "lat"]).to_pylist()
    expected = {
        "designations": {int(row["code"].replace(".", "")): row for row in rows},
        "ltsa": {place: row for place, row in enumerate(offices, 1) if row["lon"] is not None},
    }
    zoom, found = 6, {"designations": {}, "ltsa": {}}
    for tile in tiles_of(zoom, (94.9, -11.1, 141.1, 6.1)):
        data = server.tile("designations,ltsa", tile)
        west, south, east, north = box_of(tile)
        for layer, frame in frames_by_gdal(data, tile, tmp_path).items() if data else ():
            places = shapely.transform(frame.geometry.values, DEGREES, interleaved=False)
            for number, name, lon, lat in zip(frame.mvt_id, frame.name, shapely.get_x(places), shapely.get_y(places)):
                if west <= lon < east and south < lat <= north:
                    assert number not in found[layer], f"{layer} {number} is in two tiles"
                    found[layer][int(number)] = (name, lon, lat)
    unit = 360 / 2**zoom / 4096
    for layer, rows in expected.items():
        assert rows and set(found[layer]) == set(rows), layer
        for number, row in rows.items():
            name, lon, lat = found[layer][number]
            assert name == row["name"]
            assert math.dist((lon, lat), (row["lon"], row["lat"])) < unit, f"{layer} {number}"


def test_areas_lie_where_the_table_has_them(server, tmp_path):
    """Put together from its tiles, a regency's villages have the table's outlines: GDAL knows where a tile lies."""
    rows = server.rows(
        "SELECT code, ST_AsText(geometry) AS shape, ST_XMin(geometry) AS west, ST_YMin(geometry) AS south, "
        "ST_XMax(geometry) AS east, ST_YMax(geometry) AS north FROM villages WHERE district_code = '52.03.01' AND geometry IS NOT NULL"
    )
    assert len(rows) > 5
    bounds = [pick(row[side] for row in rows) for side, pick in (("west", min), ("south", min), ("east", max), ("north", max))]
    parts = {row["code"]: [] for row in rows}
    for tile in tiles_of(12, bounds):
        data = server.tile("villages", tile)
        if data is None:
            continue
        frame = frames_by_gdal(data, tile, tmp_path)["villages"]
        # The tile without what it shows of its neighbours.
        shapes = shapely.transform(frame.geometry.values, DEGREES, interleaved=False)
        shapes = shapely.intersection(shapely.make_valid(shapes), shapely.box(*box_of(tile)))
        for number, shape in zip(frame.mvt_id, shapes):
            parts.get(code_of(int(number), "villages"), []).append(shape)
    for row in rows:
        table, tiles = shapely.from_wkt(row["shape"]), shapely.union_all(numpy.array(parts[row["code"]]))
        apart = shapely.area(shapely.symmetric_difference(table, tiles)) / shapely.area(table)
        assert apart < 0.02, f"{row['code']}: {apart:.1%} of the area is elsewhere"


def test_gdal_opens_a_zoom_by_its_address(server, tables):
    """All tiles of a zoom as one layer, found by the description beside them."""
    frame = pyogrio.read_dataframe(f"MVT:{server.base}/tiles/regencies/5", layer="regencies", CLIP="NO")
    codes = {code_of(int(number), "regencies") for number in frame.mvt_id}
    expected = {row["code"] for row in server.rows("SELECT code FROM regencies WHERE geometry IS NOT NULL")}
    assert codes == expected
    # The description says in words what a property means, for which GDAL takes every property as text.
    rows = frame.drop_duplicates("mvt_id").drop(columns="geometry").to_dict("records")
    number = lambda name, value: value if name == "name" else int(value)
    features = [(int(row.pop("mvt_id")), {name: number(name, value) for name, value in row.items() if not is_null(value)}) for row in rows]
    tables.holds("regencies", 5, features)
