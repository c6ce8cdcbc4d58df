"""The questions of the benchmark, each engine's in the way that it answers best.

`ours` goes over HTTP; the peers are in engines.py. A peer without a statement of its own is asked `same`, or ours where there is
none. The rows of all must be the same: numbers are rounded in the statements where the last digits may differ. `None` says that
an engine has no such function.
"""

BOX = "ST_MakeEnvelope(115.0, -9.0, 116.0, -8.0)"

# Of PostGIS, points stand in a column (`point`, and `place` as geography), each with its index: engines.py.
QUESTIONS = {
    "box": {
        "title": "Villages whose polygon meets a box",
        "ours": f"SELECT count(*) AS n FROM villages WHERE ST_Intersects(geometry, {BOX})",
        "sedonadb": "SELECT count(*) AS n FROM villages WHERE ST_Intersects(geometry, ST_SetCRS(ST_GeomFromText('POLYGON((115 -9,116 -9,116 -8,115 -8,115 -9))'), 'OGC:CRS84'))",
    },
    "one": {
        "title": "Villages (points) in the polygon of one regency",
        "ours": "SELECT count(*) AS n FROM villages WHERE ST_Contains((SELECT geometry FROM regencies WHERE code = '52.03'), ST_Point(lon, lat))",
        "same": "SELECT count(*) AS n FROM villages v, regencies r WHERE r.code = '52.03' AND ST_Contains(r.geometry, ST_Point(v.lon, v.lat))",
        "sedonadb": "SELECT count(*) AS n FROM villages v, regencies r WHERE r.code = '52.03' AND ST_Contains(r.geometry, ST_SetCRS(ST_Point(v.lon, v.lat), 'OGC:CRS84'))",
        "postgis": "SELECT count(*) AS n FROM villages v, regencies r WHERE r.code = '52.03' AND ST_Contains(r.geometry, v.point)",
    },
    "points": {
        "title": "All villages (points) in all regencies, counted",
        "ours": "SELECT r.code AS code, count(*) AS n FROM villages v JOIN regencies r ON ST_Contains(r.geometry, ST_Point(v.lon, v.lat)) GROUP BY r.code ORDER BY r.code",
        "sedonadb": "SELECT r.code AS code, count(*) AS n FROM villages v JOIN regencies r ON ST_Contains(r.geometry, ST_SetCRS(ST_Point(v.lon, v.lat), 'OGC:CRS84')) GROUP BY r.code ORDER BY r.code",
        "postgis": "SELECT r.code AS code, count(*) AS n FROM villages v JOIN regencies r ON ST_Contains(r.geometry, v.point) GROUP BY r.code ORDER BY r.code",
    },
    "homes": {
        "title": "500,000 points in random order in the polygons of all villages, counted by province",
        "needs": "points",
        "ours": "SELECT v.province_code AS code, count(*) AS n FROM points p JOIN villages v ON ST_Contains(v.geometry, ST_Point(p.lon, p.lat)) GROUP BY v.province_code ORDER BY 1",
        "sedonadb": "SELECT v.province_code AS code, count(*) AS n FROM points p JOIN villages v ON ST_Contains(v.geometry, ST_SetCRS(ST_Point(p.lon, p.lat), 'OGC:CRS84')) GROUP BY v.province_code ORDER BY 1",
        "postgis": "SELECT v.province_code AS code, count(*) AS n FROM points p JOIN villages v ON ST_Contains(v.geometry, p.point) GROUP BY v.province_code ORDER BY 1",
    },
    "homes_5m": {
        "title": "The same of 5 million points",
        "needs": "points_5m",
        "ours": "SELECT v.province_code AS code, count(*) AS n FROM points_5m p JOIN villages v ON ST_Contains(v.geometry, ST_Point(p.lon, p.lat)) GROUP BY v.province_code ORDER BY 1",
        "sedonadb": "SELECT v.province_code AS code, count(*) AS n FROM points_5m p JOIN villages v ON ST_Contains(v.geometry, ST_SetCRS(ST_Point(p.lon, p.lat), 'OGC:CRS84')) GROUP BY v.province_code ORDER BY 1",
        "postgis": None,
    },
    "districts": {
        "title": "Area of what villages share with districts, province 52, by district",
        "ours": "SELECT d.code AS code, round(sum(ST_Area(ST_Intersection(v.geometry, d.geometry))), 6) AS a FROM villages v JOIN districts d ON ST_Intersects(v.geometry, d.geometry) WHERE v.province_code = '52' AND d.province_code = '52' GROUP BY d.code ORDER BY d.code",
        "postgis": "SELECT d.code AS code, round(sum(ST_Area(ST_Intersection(v.geometry, d.geometry)))::numeric, 6) AS a FROM villages v JOIN districts d ON ST_Intersects(v.geometry, d.geometry) WHERE v.province_code = '52' AND d.province_code = '52' GROUP BY d.code ORDER BY d.code",
    },
    "near": {
        "title": "Villages within 25 km of the service offices",
        "ours": "SELECT o.id AS id, count(*) AS n FROM ltsa_offices o JOIN villages v ON ST_DWithin(ST_Point(v.lon, v.lat), ST_Point(o.lon, o.lat), 25000) GROUP BY o.id ORDER BY o.id",
        "duckdb": "SELECT o.id AS id, count(*) AS n FROM ltsa_offices o JOIN villages v ON abs(v.lat - o.lat) < 0.23 AND ST_Distance_Spheroid(ST_Point(v.lat, v.lon), ST_Point(o.lat, o.lon)) <= 25000 GROUP BY o.id ORDER BY o.id",
        "sedonadb": "SELECT o.id AS id, count(*) AS n FROM ltsa_offices o JOIN villages v ON ST_DWithin(ST_GeogPoint(v.lon, v.lat), ST_GeogPoint(o.lon, o.lat), 25000) GROUP BY o.id ORDER BY o.id",
        "postgis": "SELECT o.id AS id, count(*) AS n FROM ltsa_offices o JOIN villages v ON ST_DWithin(v.place, o.place, 25000) GROUP BY o.id ORDER BY o.id",
    },
    # Asked by the distance: of offices that stand at one place any may be named.
    "nearest": {
        "title": "Metres to the nearest of the service offices, the mean of every regency's villages",
        "ours": "SELECT v.regency_code AS code, round(avg(n.m)) AS m FROM villages v CROSS JOIN LATERAL (SELECT ST_DistanceSpheroid(ST_Point(v.lon, v.lat), ST_Point(lon, lat)) AS m FROM ltsa_offices WHERE lon IS NOT NULL ORDER BY m LIMIT 1) n WHERE v.lon IS NOT NULL GROUP BY v.regency_code ORDER BY 1",
        "duckdb": "SELECT code, round(avg(m)) AS m FROM (SELECT v.code AS village, v.regency_code AS code, min(ST_Distance_Spheroid(ST_Point(v.lat, v.lon), ST_Point(o.lat, o.lon))) AS m FROM villages v, ltsa_offices o WHERE o.lon IS NOT NULL AND v.lon IS NOT NULL GROUP BY ALL) GROUP BY code ORDER BY 1",
        "sedonadb": "SELECT v.code AS code, round(avg(ST_Distance(ST_GeogPoint(v.lon, v.lat), ST_GeogPoint(o.lon, o.lat)))) AS m FROM (SELECT regency_code AS code, lon, lat, ST_Point(lon, lat) AS p FROM villages WHERE lon IS NOT NULL) v JOIN (SELECT lon, lat, ST_Point(lon, lat) AS p FROM ltsa_offices WHERE lon IS NOT NULL) o ON ST_KNN(v.p, o.p, 1, TRUE) GROUP BY v.code ORDER BY 1",
        "postgis": "SELECT v.regency_code AS code, round(avg(ST_Distance(n.place, v.place))::numeric) AS m FROM villages v CROSS JOIN LATERAL (SELECT place FROM ltsa_offices o WHERE o.place IS NOT NULL ORDER BY o.place <-> v.place LIMIT 1) n WHERE v.place IS NOT NULL GROUP BY v.regency_code ORDER BY 1",
    },
    "nearest_500": {
        "title": "The nearest of 514 regencies' middles of every village, counted by regency",
        "ours": "SELECT n.code AS code, count(*) AS n FROM villages v CROSS JOIN LATERAL (SELECT code, ST_DistanceSpheroid(ST_Point(v.lon, v.lat), ST_Point(lon, lat)) AS m FROM regencies WHERE lon IS NOT NULL ORDER BY m LIMIT 1) n WHERE v.lon IS NOT NULL GROUP BY n.code ORDER BY n.code",
        "duckdb": "SELECT code, count(*) AS n FROM (SELECT v.code AS village, arg_min(o.code, ST_Distance_Spheroid(ST_Point(v.lat, v.lon), ST_Point(o.lat, o.lon))) AS code FROM villages v, regencies o WHERE o.lon IS NOT NULL AND v.lon IS NOT NULL GROUP BY v.code) GROUP BY code ORDER BY code",
        "sedonadb": "SELECT o.code AS code, count(*) AS n FROM (SELECT ST_Point(lon, lat) AS p FROM villages WHERE lon IS NOT NULL) v JOIN (SELECT code, ST_Point(lon, lat) AS p FROM regencies WHERE lon IS NOT NULL) o ON ST_KNN(v.p, o.p, 1, TRUE) GROUP BY o.code ORDER BY o.code",
        "postgis": "SELECT n.code AS code, count(*) AS n FROM villages v CROSS JOIN LATERAL (SELECT code FROM regencies o WHERE o.place IS NOT NULL ORDER BY o.place <-> v.place LIMIT 1) n WHERE v.place IS NOT NULL GROUP BY n.code ORDER BY n.code",
    },
    "dissolve_villages": {
        "title": "Villages dissolved to regencies",
        "ours": "SELECT regency_code AS code, round(ST_Area(ST_Union(geometry)), 4) AS a FROM villages GROUP BY regency_code ORDER BY 1",
        "duckdb": "SELECT regency_code AS code, round(ST_Area(ST_Union_Agg(geometry)), 4) AS a FROM villages GROUP BY regency_code ORDER BY 1",
        "sedonadb": "SELECT regency_code AS code, round(ST_Area(ST_Union_Agg(geometry)), 4) AS a FROM villages GROUP BY regency_code ORDER BY 1",
        "postgis": "SELECT regency_code AS code, round(ST_Area(ST_Union(geometry))::numeric, 4) AS a FROM villages GROUP BY regency_code ORDER BY 1",
    },
    "dissolve": {
        "title": "Districts dissolved to regencies",
        "ours": "SELECT regency_code AS code, round(ST_Area(ST_Union(geometry)), 4) AS a FROM districts GROUP BY regency_code ORDER BY 1",
        "duckdb": "SELECT regency_code AS code, round(ST_Area(ST_Union_Agg(geometry)), 4) AS a FROM districts GROUP BY regency_code ORDER BY 1",
        "sedonadb": "SELECT regency_code AS code, round(ST_Area(ST_Union_Agg(geometry)), 4) AS a FROM districts GROUP BY regency_code ORDER BY 1",
        "postgis": "SELECT regency_code AS code, round(ST_Area(ST_Union(geometry))::numeric, 4) AS a FROM districts GROUP BY regency_code ORDER BY 1",
    },
    "window": {
        "title": "Rank of villages by area within their regency, joined with names",
        "ours": "SELECT r.name AS regency, x.code, x.place FROM (SELECT code, regency_code, rank() OVER (PARTITION BY regency_code "
        "ORDER BY area_km2 DESC NULLS LAST, code) AS place FROM villages) x JOIN regencies r ON r.code = x.regency_code "
        "WHERE x.place <= 3 ORDER BY x.code",
    },
    "score": {
        "title": "The first 100 villages by a weighted score with filters",
        "ours": "SELECT code, round(0.6 * area_km2 - 0.3 * abs(lat) + 0.1 * lon, 6) AS score FROM villages "
        "WHERE lat IS NOT NULL AND area_km2 > 1 AND kind = 'desa' ORDER BY score DESC, code LIMIT 100",
        "postgis": "SELECT code, round((0.6 * area_km2 - 0.3 * abs(lat) + 0.1 * lon)::numeric, 6) AS score FROM villages "
        "WHERE lat IS NOT NULL AND area_km2 > 1 AND kind = 'desa' ORDER BY score DESC, code LIMIT 100",
    },
}


def questions(names, tables):
    """Key, title, and the statement of each engine, of what the dataset has the tables for."""
    for key, question in QUESTIONS.items():
        if question.get("needs", "villages") in tables:
            same = question.get("same", question["ours"])
            yield key, question["title"], {"ours": question["ours"], **{name: question.get(name, same) for name in names}}
