"""The questions of the benchmark, each engine's in the way that it answers best.

`ours` goes over HTTP, `duckdb` runs with its spatial extension. The rows of both must be the same:
numbers are rounded in the statements where the last digits may differ. `None` says that an engine has no such function.
"""

BOX = "ST_MakeEnvelope(115.0, -9.0, 116.0, -8.0)"

# Of the questions below, those whose statement is the same for all.
PLAIN = {
    "window": (
        "Rank of villages by area within their regency, joined with names",
        "SELECT r.name AS regency, x.code, x.place FROM (SELECT code, regency_code, rank() OVER (PARTITION BY regency_code "
        "ORDER BY area_km2 DESC, code) AS place FROM villages) x JOIN regencies r ON r.code = x.regency_code "
        "WHERE x.place <= 3 ORDER BY x.code",
    ),
    "score": (
        "The first 100 villages by a weighted score with filters",
        "SELECT code, round(0.6 * area_km2 - 0.3 * abs(lat) + 0.1 * lon, 6) AS score FROM villages "
        "WHERE lat IS NOT NULL AND area_km2 > 1 AND kind = 'desa' ORDER BY score DESC, code LIMIT 100",
    ),
}

QUESTIONS = {
    "box": {
        "title": "Villages whose polygon meets a box",
        "ours": f"SELECT count(*) AS n FROM villages WHERE ST_Intersects(geometry, {BOX})",
        "duckdb": f"SELECT count(*) AS n FROM villages WHERE ST_Intersects(geometry, {BOX})",
    },
    "one": {
        "title": "Villages (points) in the polygon of one regency",
        "ours": "SELECT count(*) AS n FROM villages WHERE ST_Contains((SELECT geometry FROM regencies WHERE code = '52.03'), ST_Point(lon, lat))",
        "duckdb": "SELECT count(*) AS n FROM villages v, regencies r WHERE r.code = '52.03' AND ST_Contains(r.geometry, ST_Point(v.lon, v.lat))",
    },
    "points": {
        "title": "All villages (points) in all regencies, counted",
        "ours": "SELECT r.code AS code, count(*) AS n FROM villages v JOIN regencies r ON ST_Contains(r.geometry, ST_Point(v.lon, v.lat)) GROUP BY r.code ORDER BY r.code",
    },
    "districts": {
        "title": "Area of what villages share with districts, province 52, by district",
        "ours": "SELECT d.code AS code, round(sum(ST_Area(ST_Intersection(v.geometry, d.geometry))), 6) AS a FROM villages v JOIN districts d ON ST_Intersects(v.geometry, d.geometry) WHERE v.province_code = '52' AND d.province_code = '52' GROUP BY d.code ORDER BY d.code",
    },
    "near": {
        "title": "Villages within 25 km of the service offices",
        "ours": "SELECT o.id AS id, count(*) AS n FROM ltsa_offices o JOIN villages v ON ST_DWithin(ST_Point(v.lon, v.lat), ST_Point(o.lon, o.lat), 25000) GROUP BY o.id ORDER BY o.id",
        "duckdb": "SELECT o.id AS id, count(*) AS n FROM ltsa_offices o JOIN villages v ON abs(v.lat - o.lat) < 0.23 AND ST_Distance_Spheroid(ST_Point(v.lat, v.lon), ST_Point(o.lat, o.lon)) <= 25000 GROUP BY o.id ORDER BY o.id",
    },
    "nearest": {
        "title": "The nearest service office of every village, counted by office",
        "ours": "SELECT n.id AS id, count(*) AS n FROM villages v CROSS JOIN LATERAL (SELECT id, ST_DistanceSpheroid(ST_Point(v.lon, v.lat), ST_Point(lon, lat)) AS m FROM ltsa_offices WHERE lon IS NOT NULL ORDER BY m LIMIT 1) n WHERE v.lon IS NOT NULL GROUP BY n.id ORDER BY n.id",
        "duckdb": "SELECT id, count(*) AS n FROM (SELECT v.code, arg_min(o.id, ST_Distance_Spheroid(ST_Point(v.lat, v.lon), ST_Point(o.lat, o.lon))) AS id FROM villages v, ltsa_offices o WHERE o.lon IS NOT NULL AND v.lon IS NOT NULL GROUP BY v.code) GROUP BY id ORDER BY id",
    },
    "dissolve": {
        "title": "Districts of province 52 dissolved to regencies",
        "ours": "SELECT regency_code AS code, round(ST_Area(ST_Union(geometry)), 6) AS a FROM districts WHERE province_code = '52' GROUP BY regency_code ORDER BY 1",
        "duckdb": "SELECT regency_code AS code, round(ST_Area(ST_Union_Agg(geometry)), 6) AS a FROM districts WHERE province_code = '52' GROUP BY regency_code ORDER BY 1",
    },
}


def questions():
    """Key, title, and the statement of each engine."""
    for key, question in QUESTIONS.items():
        same = question["ours"]
        yield key, question["title"], {name: question.get(name, same) for name in ("ours", "duckdb")}
    for key, (title, statement) in PLAIN.items():
        yield key, title, dict.fromkeys(("ours", "duckdb"), statement)
