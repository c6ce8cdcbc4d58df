//! Tables of one's own: 200,000 points on a grid, whose counts follow from arithmetic.

use std::fmt::Write as _;
use std::sync::LazyLock;

use geodata::dataset::Dataset;
use geodata::import::import;
use geodata::progress::Silent;
use geodata::values::Values;
use serde_json::{Value as Json, json};

use crate::{Format, Limits, QueryEngine, QueryRequest};

const SPEC: &str = r#"
title_id = "Uji"
title_en = "Test"
vintage = "2025"
year = 2025
source = [{ key = "office", title = "An office", licence = "CC0" }]
[register]
province = { file = "provinces.csv", source = "office", code = "code", name = "name" }
regency = { file = "regencies.csv", source = "office", code = "code", name = "name" }
district = { file = "districts.csv", source = "office", code = "code", name = "name" }
village = { file = "villages.csv", source = "office", code = "code", name = "name" }
[[tables]]
name = "points"
file = "points.csv"
source = "office"
vintage = "2024"
title_id = "Titik"
title_en = "Points"
geometry = { lon = "x", lat = "y" }
columns = [
    { name = "n", type = "integer", id = "Nomor", en = "Number" },
    { name = "village_code", type = "area", id = "Desa", en = "Village" },
    { name = "fee", type = "number", unit = "Rp", id = "Biaya", en = "Fee" },
]
[[tables]]
name = "lines"
file = "lines.geojson"
source = "office"
title_id = "Garis"
title_en = "Lines"
geometry = { file = true, kind = "shapes" }
columns = [{ name = "n", type = "integer", id = "Nomor", en = "Number" }]
[[tables]]
name = "notes"
file = "notes.csv"
source = "office"
title_id = "Catatan"
title_en = "Notes"
columns = [{ name = "text", type = "text", id = "Isi", en = "Text" }, { name = "day", type = "date", id = "Hari", en = "Day" }, { name = "at", type = "timestamp", id = "Saat", en = "Moment" }]
"#;

/// Points in a row and in a column, a hundredth of a degree apart, from 110 -8; every thousandth has no place.
const GRID: (usize, usize) = (500, 400);

fn dataset(dir: &std::path::Path) -> Dataset {
    let put = |name: &str, text: &str| std::fs::write(dir.join(name), text).unwrap();
    put("provinces.csv", "code,name\n52,Nusa Tenggara Barat\n");
    put("regencies.csv", "code,name\n52.03,Lombok Timur\n");
    put("districts.csv", "code,name\n52.03.01,Keruak\n");
    put("villages.csv", "code,name\n52.03.01.2001,Sukamaju\n52.03.01.2002,Mawar\n");
    let mut points = String::from("n,village_code,fee,x,y\n");
    for n in 0..GRID.0 * GRID.1 {
        // Far from each other in the file are neighbours on the map.
        let at = n * 7919 % (GRID.0 * GRID.1);
        let (x, y) = (110.0 + (at % GRID.0) as f64 / 100.0, -8.0 + (at / GRID.0) as f64 / 100.0);
        let place = if at % 1000 == 999 { ",".to_owned() } else { format!("{x:.2},{y:.2}") };
        writeln!(points, "{at},52.03.01.200{},{}.5,{place}", 1 + at % 2, at % 7).unwrap();
    }
    put("points.csv", &points);
    let line = |n: usize| {
        let x = 110.0 + n as f64 / 1000.0;
        format!(
            r#"{{"type":"Feature","properties":{{"n":{n}}},"geometry":{{"type":"LineString","coordinates":[[{x},-7],[{x},-6.9]]}}}}"#
        )
    };
    let lines: Vec<String> = (0..40_000).map(|n| line(n * 7 % 5000)).collect();
    put(
        "lines.geojson",
        &format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", lines.join(",")),
    );
    put("notes.csv", "text,day,at\nb,2024-01-02,2024-01-02T03:04:05Z\n,,\na,2023-01-02,\n");
    put("spec.toml", SPEC);
    let out = dir.join("out");
    import(&dir.join("spec.toml"), dir, &out, false, &Silent).unwrap();
    Dataset::open(&out).unwrap()
}

static ENGINE: LazyLock<QueryEngine> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let dataset = dataset(dir.path());
    // Files are read on when another dataset took the place of theirs, or none.
    QueryEngine::new(&dataset, &Values::new(&dataset).unwrap(), Limits::default()).unwrap()
});

async fn rows(sql: &str) -> Vec<Vec<Json>> {
    let answer = ENGINE.run(QueryRequest::new(sql)).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    let bytes = ENGINE.encode(answer, Format::Json, "v").unwrap().collect().await;
    let bytes = bytes.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let document: Json = serde_json::from_slice(&bytes).unwrap();
    let items = document["items"].as_array().unwrap();
    items.iter().map(|item| item.as_object().unwrap().values().cloned().collect()).collect()
}

async fn count(condition: &str) -> u64 {
    let rows = rows(&format!("SELECT count(*) FROM points WHERE {condition}")).await;
    rows[0][0].as_u64().unwrap()
}

/// How many of its row groups a plan reads, and of how many.
async fn groups(sql: &str) -> (usize, usize) {
    let plan = rows(&format!("EXPLAIN {sql}")).await;
    let plan = plan.iter().filter_map(|row| row[1].as_str()).collect::<Vec<_>>().join("\n");
    let part = plan.split("row_groups=").nth(1).unwrap_or_else(|| panic!("{plan}"));
    let (read, all) = part.split(',').next().unwrap().split_once('/').unwrap();
    (read.parse().unwrap(), all.parse().unwrap())
}

/// How many points of the grid lie in a box of hundredths of a degree from its corner, both ends within.
fn expected(x: std::ops::RangeInclusive<usize>, y: std::ops::RangeInclusive<usize>) -> u64 {
    let at = |n: &usize| x.contains(&(n % GRID.0)) && y.contains(&(n / GRID.0)) && n % 1000 != 999;
    (0..GRID.0 * GRID.1).filter(at).count() as u64
}

#[tokio::test]
async fn everything_is_there_and_a_filter_reads_only_the_groups_that_may_hold_it() {
    assert_eq!(
        rows("SELECT count(*), count(lon), count(geometry), sum(n) FROM points").await,
        [[json!(200_000), json!(199_800), json!(199_800), json!(200_000u64 * 199_999 / 2)]]
    );
    let some = expected(100..=149, 50..=69);
    let polygon = "ST_MakeEnvelope(110.995, -7.505, 111.495, -7.305)";
    for condition in [
        "lon BETWEEN 110.995 AND 111.495 AND lat BETWEEN -7.505 AND -7.305".to_owned(),
        format!("ST_Intersects(geometry, {polygon})"),
        format!("ST_Contains({polygon}, geometry)"),
        format!("ST_Within(ST_Point(lon, lat), {polygon})"),
        format!("ST_Within(geometry, {polygon}) AND fee > -1"),
    ] {
        assert_eq!(count(&condition).await, some, "{condition}");
        let (read, all) = groups(&format!("SELECT count(*) FROM points WHERE {condition}")).await;
        assert!(all == 7 && (1..=3).contains(&read), "{condition}: {read} of {all}");
    }
    for condition in [
        "n = 77",
        "fee < 0",
        "ST_DWithin(geometry, ST_Point(110, -8), 1500)",
        "ST_Distance(geometry, ST_Point(110, -8)) < 0.015",
    ] {
        let brute = count(&format!("({condition}) IS TRUE")).await;
        assert_eq!(count(condition).await, brute, "{condition}");
        if condition != "n = 77" {
            let (read, all) = groups(&format!("SELECT * FROM points WHERE {condition}")).await;
            assert!(read <= 2, "{condition}: {read} of {all}");
        }
    }
    let elsewhere = "SELECT * FROM points WHERE in_area(village_code, '53')";
    assert_eq!(groups(elsewhere).await, (0, 7));
    assert_eq!(count("in_area(village_code, '53')").await, 0);
    assert_eq!(count("in_area(village_code, '52.03.01.2001')").await, 100_000);
    assert_eq!(count("in_area(village_code, (SELECT min(code) FROM regencies))").await, 200_000);
    // What says nothing about bounds leaves all.
    for condition in [
        "NOT ST_Intersects(geometry, ST_Point(110, -8))",
        "ST_Disjoint(geometry, ST_Point(110, -8))",
        "lon > 114.9 OR ST_X(geometry) < 0",
        "lon IS NULL OR lat > -9",
    ] {
        let (read, all) = groups(&format!("SELECT * FROM points WHERE {condition}")).await;
        assert_eq!(read, all, "{condition}");
    }
    assert_eq!(count("NOT ST_Intersects(geometry, ST_Point(110, -8))").await, 199_799);
    assert_eq!(count("lon IS NULL").await, 200);
    assert_eq!(count("ST_Intersects(geometry, ST_Point(0, 0))").await, 0);
    assert_eq!(count("village_code = '52.03.01.2001' AND lon < 110.005").await, 400);
}

#[tokio::test]
async fn the_value_of_a_subquery_prunes_when_it_is_known() {
    let sql = "SELECT count(*) FROM points WHERE ST_Contains((SELECT ST_Buffer(geometry, 12500) FROM points WHERE n = 0), geometry)";
    let metres = "SELECT count(*) FROM points WHERE lon < (SELECT min(lon) + 0.005 FROM points)";
    let plan = rows(&format!("EXPLAIN ANALYZE {metres}")).await;
    let plan = plan[0][1].as_str().unwrap();
    let read: Vec<usize> = plan
        .split("row_groups_read=")
        .skip(1)
        .map(|rest| rest.split([',', ']']).next().unwrap().trim().parse().unwrap())
        .collect();
    assert!(read.iter().any(|read| *read < 7), "{read:?} in\n{plan}");
    assert_eq!(rows(metres).await, [[json!(400)]]);
    // Asked in a way that no bounds can answer.
    let brute = sql.replace("WHERE ST_Contains", "WHERE TRUE IS NOT DISTINCT FROM ST_Contains");
    let found = rows(sql).await;
    assert_eq!(found, rows(&brute).await);
    assert!((105..120).contains(&found[0][0].as_u64().unwrap()), "{found:?}");
}

#[tokio::test]
async fn columns_of_one_name_keep_their_own_conditions() {
    // Of 199990 to 199999, which have the partners 0 to 9, those whose fee is below their partner.
    let condition =
        "(p.n = p.fee OR p.fee < o.n) AND p.n NOT IN (SELECT n FROM points WHERE n < 0)";
    for join in ["FULL JOIN", "RIGHT JOIN", "JOIN"] {
        let sql = format!(
            "SELECT p.n, p.fee, o.n AS o FROM points o {join} points p ON o.n = p.n - 199990 WHERE {condition} ORDER BY 1"
        );
        assert_eq!(
            rows(&sql).await,
            [
                [json!(199_997), json!(0.5), json!(7)],
                [json!(199_998), json!(1.5), json!(8)],
                [json!(199_999), json!(2.5), json!(9)],
            ],
            "{sql}"
        );
    }
}

#[tokio::test]
async fn joins_go_through_the_spatial_index_and_hold_the_areas() {
    let areas = "(SELECT 'a' AS code, ST_MakeEnvelope(110.995, -7.505, 111.495, -7.305) AS geometry UNION ALL SELECT 'b', ST_MakeEnvelope(109, -9, 110.005, -7.995))";
    let sql = format!(
        "SELECT a.code, count(*) FROM points p JOIN {areas} a ON ST_Contains(a.geometry, p.geometry) GROUP BY a.code ORDER BY 1"
    );
    let plan = rows(&format!("EXPLAIN {sql}")).await;
    let plan = plan[1][1].as_str().unwrap();
    assert!(plan.contains("SpatialJoinExec: index=") && plan.contains("OwnTableExec"), "{plan}");
    assert_eq!(
        rows(&sql).await,
        [
            [json!("a"), json!(expected(100..=149, 50..=69))],
            [json!("b"), json!(expected(0..=0, 0..=0))],
        ]
    );
    let nearest = "SELECT o.name, p.n FROM (VALUES ('x', 112.5, -6.004), ('y', 109.0, -8.0)) AS o(name, x, y)
        CROSS JOIN LATERAL (SELECT n FROM points ORDER BY ST_DistanceSphere(ST_Point(o.x, o.y), geometry) LIMIT 1) AS p ORDER BY 1";
    assert_eq!(rows(nearest).await, [[json!("x"), json!(250 + 200 * 500)], [json!("y"), json!(0)]]);
}

#[tokio::test]
async fn geometries_of_any_kind_and_rows_without_a_place_are_tables_too() {
    let whole =
        "SELECT count(*), count(DISTINCT n), round(sum(ST_XMax(geometry)) / 40000, 4) FROM lines";
    assert_eq!(rows(whole).await, [[json!(40_000), json!(5000), json!(112.4995)]]);
    let near = "ST_Intersects(geometry, ST_MakeEnvelope(109.9, -7.1, 110.0005, -6.95))";
    assert_eq!(rows(&format!("SELECT count(*) FROM lines WHERE {near}")).await, [[json!(8)]]);
    assert_eq!(groups(&format!("SELECT * FROM lines WHERE {near}")).await, (1, 2));
    assert_eq!(
        rows("SELECT text, day FROM notes ORDER BY day").await,
        [
            [json!("a"), json!("2023-01-02")],
            [json!("b"), json!("2024-01-02")],
            [Json::Null, Json::Null],
        ]
    );
    let later = "SELECT text FROM notes WHERE at > TIMESTAMP '2024-01-02 03:04:04' AND day >= DATE '2024-01-02'";
    assert_eq!(rows(later).await, [[json!("b")]]);
}

#[test]
fn the_catalogue_describes_them_like_other_tables() {
    let tables = ENGINE.tables();
    let points = tables.iter().find(|table| table.name == "points").unwrap();
    assert_eq!(
        (points.rows, points.description_en.as_str(), points.kind),
        (Some(200_000), "Points", "table")
    );
    let names: Vec<&str> = points.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["n", "village_code", "fee", "lon", "lat", "geometry"]);
    let fee = &points.columns[2];
    assert_eq!(
        (fee.unit.as_str(), fee.source.as_deref(), fee.vintage.as_deref()),
        ("Rp", Some("office"), Some("2024"))
    );
    assert_eq!(
        (fee.min.as_deref(), fee.max.as_deref(), fee.null_share),
        (Some("0.5"), Some("6.5"), Some(0.0))
    );
    let lon = &points.columns[3];
    assert_eq!(
        (lon.min.as_deref(), lon.max.as_deref(), lon.null_share),
        (Some("110"), Some("114.99"), Some(0.001))
    );
    assert_eq!(points.columns[5].data_type, "geometry");
    let villages = tables.iter().find(|table| table.name == "villages").unwrap();
    let code = &villages.columns[0];
    assert_eq!((code.min.as_deref(), code.null_share), (Some("52.03.01.2001"), Some(0.0)));
}
