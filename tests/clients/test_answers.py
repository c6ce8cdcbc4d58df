"""Answers of statements, read by the libraries that analysts use: same rows, types, nulls, geometry and system."""

import csv
import datetime
import io
import json
from pathlib import Path

import duckdb
import duckdb_extension_spatial
import geopandas
import openpyxl
import pandas
import polars
import pyarrow
import pyarrow.ipc
import pyarrow.parquet
import pyogrio
import pyproj
import pytest
import shapely

# What is lost first: zeros of codes, the empty text beside null, quotes and line ends, the last digit of a number.
MIXED = """
SELECT code, name, n, share, yes, day, ST_Point(lon, lat) AS geometry FROM (VALUES
  ('11.01', 'Lhok ''Nga, "barat"', 1, 0.1, true, DATE '2018-01-31', 95.25, 5.5),
  ('52.10', '', NULL, -1234567.875, false, NULL, NULL, NULL),
  ('0052', NULL, 9007199254740993, NULL, NULL, DATE '1999-12-31', 116.1234567890123, -8.65),
  ('91', 'Dua' || chr(10) || 'baris; é 中', -3, 1e-12, true, DATE '2026-11-29', 140.7, -2.5)
) AS t(code, name, n, share, yes, day, lon, lat)
"""
COLUMNS = ["code", "name", "n", "share", "yes", "day"]
ROWS = [
    ("11.01", "Lhok 'Nga, \"barat\"", 1, 0.1, True, datetime.date(2018, 1, 31), "POINT (95.25 5.5)"),
    ("52.10", "", None, -1234567.875, False, None, None),
    ("0052", None, 9007199254740993, None, None, datetime.date(1999, 12, 31), "POINT (116.1234567890123 -8.65)"),
    ("91", "Dua\nbaris; é 中", -3, 1e-12, True, datetime.date(2026, 11, 29), "POINT (140.7 -2.5)"),
]
PLAIN = [row[:-1] for row in ROWS]
POINTS = [None if row[-1] is None else shapely.from_wkt(row[-1]) for row in ROWS]

# Real rows: outlines, numbers with all their digits, values that nobody knows.
REGENCY = """
SELECT v.code, v.name, v.district_code, v.lon, v.area_km2, o.id AS office, v.geometry
FROM villages v LEFT JOIN ltsa_offices o ON o.area_code = v.district_code
WHERE v.regency_code = '52.03' ORDER BY v.code
"""


@pytest.fixture(scope="module")
def duck():
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    extension = next(Path(duckdb_extension_spatial.__file__).parent.rglob("spatial.duckdb_extension*"))
    connection.execute(f"LOAD '{extension}'")
    return connection


@pytest.fixture(scope="module")
def regency(server):
    """The rows as JSON has them; they are the dataset's own, as its files say."""
    rows = server.rows(REGENCY)
    filters = [("regency_code", "=", "52.03")]
    columns = ["code", "name", "district_code", "lon", "area_km2", "geometry"]
    table = pyarrow.parquet.read_table(server.data / "villages.parquet", columns=columns, filters=filters)
    stored = table.sort_by("code").to_pylist()
    assert len(rows) == len(stored) > 200
    for row, known in zip(rows, stored):
        row["geometry"] = row["geometry"] and shapely.geometry.shape(row["geometry"])
        known["geometry"] = shapely.from_wkb(known["geometry"])
        assert {key: row[key] for key in columns} == known
    return rows


def same_shapes(found, expected):
    """Vertex by vertex."""
    found = [shape if shape is not None and not isinstance(shape, float) else None for shape in found]
    assert [shape is None for shape in found] == [shape is None for shape in expected]
    for one, other in zip(found, expected):
        assert one is None or shapely.equals_identical(one, other), f"{one}\n{other}"


def is_degrees(crs):
    """Longitude, latitude on WGS 84, by whatever name."""
    crs = pyproj.CRS(crs)
    return crs.is_geographic and (crs.to_epsg() == 4326 or crs.to_authority() == ("OGC", "CRS84"))


def objects(frame, columns):
    """The rows of a pandas frame, null as None."""
    taken = frame[columns].astype(object)
    return list(taken.where(taken.notna(), None).itertuples(index=False, name=None))


# ---- JSON ----


def test_json(server):
    answer = json.loads(server.answer(MIXED, "json"))
    found = [tuple(row[name] for name in COLUMNS) for row in answer["items"]]
    # Beyond 2^53 a number is a text: readers of JSON would round it.
    expected = [(*row[:2], str(row[2]) if row[2] and row[2] > 2**53 else row[2], *row[3:5], row[5] and row[5].isoformat()) for row in PLAIN]
    assert found == expected
    same_shapes([row["geometry"] and shapely.geometry.shape(row["geometry"]) for row in answer["items"]], POINTS)
    assert (answer["row_count"], answer["truncated"]) == (4, False)


# ---- CSV ----


def test_csv_by_pandas(server):
    frame = pandas.read_csv(server.address(MIXED, "csv"), dtype={"code": str, "n": "Int64"}, parse_dates=["day"])
    assert list(frame.columns) == [*COLUMNS, "geometry"]
    frame["day"] = frame["day"].dt.date
    # pandas knows no difference between an empty text and none.
    assert objects(frame, COLUMNS) == [(row[0], row[1] or None, *row[2:]) for row in PLAIN]
    same_shapes([text if pandas.isna(text) else shapely.from_wkt(text) for text in frame["geometry"]], POINTS)


def test_csv_by_polars(server):
    frame = polars.read_csv(server.answer(MIXED, "csv"), schema_overrides={"code": polars.String}, try_parse_dates=True)
    assert frame.schema["n"] == polars.Int64 and frame.schema["share"] == polars.Float64
    assert frame.schema["yes"] == polars.Boolean and frame.schema["day"] == polars.Date
    found = [(row[0], row[1] or None, *row[2:]) for row in frame.select(COLUMNS).rows()]
    assert found == [(row[0], row[1] or None, *row[2:]) for row in PLAIN]


def test_csv_by_duckdb_tells_empty_from_missing(server, duck, tmp_path):
    file = tmp_path / "answer.csv"
    file.write_bytes(server.answer(MIXED, "csv"))
    found = duck.execute(
        f"SELECT {', '.join(COLUMNS)} FROM read_csv('{file}', types = {{'code': 'VARCHAR'}}, allow_quoted_nulls = false)"
    )
    assert [column[1] for column in found.description] == ["VARCHAR", "VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE"]
    assert found.fetchall() == PLAIN


def test_csv_for_spreadsheets_begins_with_a_mark(server):
    text = server.answer(MIXED, "csv", bom="true")
    assert text.startswith(b"\xef\xbb\xbf")
    assert next(csv.reader(io.StringIO(text.decode("utf-8-sig")))) == [*COLUMNS, "geometry"]


# ---- Arrow ----


def arrow(server, sql, **more):
    return pyarrow.ipc.open_stream(server.answer(sql, "arrow", **more)).read_all()


def test_arrow_by_pyarrow(server):
    table = arrow(server, MIXED)
    table.validate(full=True)
    types = [table.schema.field(name).type for name in COLUMNS]
    assert types[2:] == [pyarrow.int64(), pyarrow.float64(), pyarrow.bool_(), pyarrow.date32()]
    assert all(pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind) or kind == pyarrow.string_view() for kind in types[:2])
    assert list(zip(*(table[name].to_pylist() for name in COLUMNS))) == PLAIN


def test_arrow_by_polars_and_duckdb(server, duck):
    table = polars.read_ipc_stream(io.BytesIO(server.answer(MIXED, "arrow")), columns=COLUMNS)
    assert table.schema["code"] == polars.String and table.rows() == PLAIN
    answer = arrow(server, MIXED).select(COLUMNS)
    assert duck.sql("SELECT * FROM answer").fetchall() == PLAIN


def test_arrow_by_geopandas(server, regency):
    frame = geopandas.GeoDataFrame.from_arrow(arrow(server, MIXED))
    assert is_degrees(frame.crs)
    same_shapes(list(frame.geometry), POINTS)
    frame = geopandas.GeoDataFrame.from_arrow(arrow(server, REGENCY))
    assert is_degrees(frame.crs)
    same_rows(frame, regency)


# ---- Parquet ----


def test_parquet_by_pyarrow_pandas_polars_and_duckdb(server, duck, tmp_path):
    file = tmp_path / "answer.parquet"
    file.write_bytes(server.answer(MIXED, "parquet"))
    table = pyarrow.parquet.read_table(file)
    assert list(zip(*(table[name].to_pylist() for name in COLUMNS))) == PLAIN
    frame = pandas.read_parquet(server.address(MIXED, "parquet"), columns=COLUMNS, dtype_backend="pyarrow")
    assert objects(frame, COLUMNS) == PLAIN
    frame = polars.read_parquet(file)
    assert frame.schema["code"] == polars.String and frame.select(COLUMNS).rows() == PLAIN
    found = duck.execute(f"SELECT {', '.join(COLUMNS)}, ST_AsWKB(geometry), typeof(geometry) FROM '{file}'").fetchall()
    assert [row[:-2] for row in found] == PLAIN
    assert found[0][-1].startswith("GEOMETRY"), found[0][-1]
    same_shapes([row[-2] and shapely.from_wkb(bytes(row[-2])) for row in found], POINTS)


def test_parquet_by_geopandas(server, regency, tmp_path):
    frame = geopandas.read_parquet(io.BytesIO(server.answer(MIXED, "parquet")))
    assert is_degrees(frame.crs)
    same_shapes(list(frame.geometry), POINTS)
    file = tmp_path / "regency.parquet"
    file.write_bytes(server.answer(REGENCY, "parquet"))
    frame = geopandas.read_parquet(file)
    assert is_degrees(frame.crs)
    same_rows(frame, regency)
    # Only the columns that are asked for.
    assert list(geopandas.read_parquet(file, columns=["code", "geometry"]).columns) == ["code", "geometry"]


# ---- GeoJSON ----


def same_rows(frame, rows):
    names = [name for name in rows[0] if name != "geometry"]
    assert objects(frame, names) == [tuple(row[name] for name in names) for row in rows]
    same_shapes(list(frame.geometry), [row["geometry"] for row in rows])


def test_geojson_by_gdal(server, regency):
    # Beyond 2^53 a number is a text, and then so is its column.
    expected = [(*row[:2], None if row[2] is None else str(row[2]), *row[3:]) for row in PLAIN]
    # A small answer says its length, without which /vsicurl/ reads nothing.
    assert pyogrio.read_arrow("/vsicurl/" + server.address(MIXED, "geojson"))[1].num_rows == len(PLAIN)
    meta, table = pyogrio.read_arrow("/vsicurl_streaming/" + server.address(MIXED, "geojson"))
    assert is_degrees(meta["crs"])
    assert list(zip(*(table[name].to_pylist() for name in COLUMNS))) == expected
    same_shapes([shape and shapely.from_wkb(shape) for shape in table[meta["geometry_name"] or "wkb_geometry"].to_pylist()], POINTS)
    frame = geopandas.read_file(server.address(REGENCY, "geojson"))
    assert is_degrees(frame.crs)
    same_rows(frame, regency)


# ---- FlatGeobuf ----


def test_flatgeobuf_by_gdal(server, regency, tmp_path):
    assert pyogrio.read_arrow("/vsicurl/" + server.address(MIXED, "fgb"))[1].num_rows == len(PLAIN)
    file = tmp_path / "answer.fgb"
    file.write_bytes(server.answer(MIXED, "fgb"))
    meta, table = pyogrio.read_arrow(file)
    assert is_degrees(meta["crs"])
    found = zip(*(table[name].to_pylist() for name in COLUMNS))
    found = [(*row[:5], row[5].date() if isinstance(row[5], datetime.datetime) else row[5]) for row in found]
    assert found == PLAIN
    # GDAL's reading of this format by columns has no place for a geometry that is missing; row by row it has.
    same_shapes(list(geopandas.read_file(file, use_arrow=False).geometry), POINTS)
    file.write_bytes(server.answer(REGENCY, "fgb"))
    frame = geopandas.read_file(file)
    assert is_degrees(frame.crs)
    same_rows(frame, regency)


# ---- XLSX ----


def test_xlsx_by_openpyxl(server):
    book = openpyxl.load_workbook(io.BytesIO(server.answer("SELECT code, n, share, yes, day FROM (" + MIXED + ") m WHERE code <> '0052'", "xlsx")))
    heading, *rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert heading == ("code", "n", "share", "yes", "day")
    found = [(*row[:4], row[4].date() if isinstance(row[4], datetime.datetime) else row[4]) for row in rows]
    assert found == [(row[0], *row[2:]) for row in PLAIN if row[0] != "0052"]
    assert all(isinstance(row[0], str) for row in rows)


# ---- the whole country ----


@pytest.mark.parametrize("form", ["csv", "arrow", "parquet", "json"])
def test_the_whole_country_is_one_answer(server, form):
    sql = "SELECT code, regency_code, area_km2 FROM villages ORDER BY code"
    body = io.BytesIO(server.answer(sql, form, limit=100_000))
    if form == "csv":
        frame = pandas.read_csv(body, dtype={"code": str, "regency_code": str})
    elif form == "arrow":
        frame = pyarrow.ipc.open_stream(body).read_all().to_pandas()
    elif form == "parquet":
        frame = pandas.read_parquet(body)
    else:
        frame = pandas.DataFrame(json.load(body)["items"])
    known = pandas.read_parquet(server.data / "villages.parquet", columns=["code", "regency_code", "area_km2"])
    pandas.testing.assert_frame_equal(frame.astype({"code": object, "regency_code": object}), known.astype({"code": object, "regency_code": object}), check_exact=True)


def test_without_a_limit_files_have_every_row_and_json_says_that_there_are_more(server):
    sql = "SELECT code FROM villages ORDER BY code"
    every = len(pandas.read_parquet(server.data / "villages.parquet", columns=["code"]))
    assert every > 10_000
    assert len(pandas.read_csv(server.address(sql, "csv"), dtype=str)) == every
    assert pyarrow.ipc.open_stream(io.BytesIO(server.answer(sql, "arrow"))).read_all().num_rows == every
    assert len(pandas.read_parquet(io.BytesIO(server.answer(sql, "parquet")))) == every
    answer = json.loads(server.answer(sql, "json"))
    assert (answer["row_count"], answer["truncated"]) == (10_000, True)
