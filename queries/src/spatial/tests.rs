//! The indexed join against the engine's own loop over all pairs, which asks the scalar functions.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::util::pretty::pretty_format_batches;
use datafusion::datasource::MemTable;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::physical_plan::displayable;
use datafusion::prelude::{SessionConfig, SessionContext};
use geo::{Geometry, MultiPolygon};
use geoarrow_array::GeoArrowArray;
use proptest::prelude::*;

use super::{HeldPlaces, physical_rules};
use crate::geometry::{multipolygons, read_text};

/// A row of a test table: a place on a small grid, a geometry in any form, an area.
#[derive(Debug, Clone)]
struct Row {
    place: Option<(i32, i32)>,
    any: Option<String>,
    area: Option<String>,
    key: Option<i64>,
}

fn square(x: i32, y: i32, wide: i32, high: i32) -> String {
    let (east, north) = (x + wide, y + high);
    format!("({x} {y},{east} {y},{east} {north},{x} {north},{x} {y})")
}

fn area() -> impl Strategy<Value = String> {
    let at = || (0..7i32, 0..7i32, 1..5i32, 1..5i32);
    prop_oneof![
        3 => at().prop_map(|(x, y, w, h)| format!("MULTIPOLYGON(({}))", square(x, y, w, h))),
        2 => (at(), at()).prop_map(|((x, y, w, h), (u, v, ..))| format!("MULTIPOLYGON((({x} {y},{} {v},{u} {},{x} {y})))", x + w, y + h)),
        2 => (0..4i32, 0..4i32).prop_map(|(x, y)| format!("MULTIPOLYGON(({},{}))", square(x, y, 5, 5), square(x + 1, y + 1, 2, 3))),
        // Two parts that touch in a corner or lie apart.
        2 => (0..4i32, 0..4i32, 0..3i32).prop_map(|(x, y, gap)| format!("MULTIPOLYGON(({}),({}))", square(x, y, 2, 2), square(x + 2 + gap, y + 2, 2, 2))),
        // A ring that crosses itself.
        1 => (0..4i32, 0..4i32).prop_map(|(x, y)| format!("MULTIPOLYGON((({x} {y},{} {},{} {y},{x} {},{x} {y})))", x + 3, y + 3, x + 3, y + 3)),
        1 => Just("MULTIPOLYGON EMPTY".to_owned()),
    ]
}

fn anything() -> impl Strategy<Value = String> {
    let at = || (0..7i32, 0..7i32);
    prop_oneof![
        3 => at().prop_map(|(x, y)| format!("POINT({x} {y})")),
        2 => (at(), at()).prop_filter("two places", |(a, b)| a != b).prop_map(|((x, y), (u, v))| format!("LINESTRING({x} {y},{u} {v})")),
        1 => (at(), at()).prop_map(|((x, y), (u, v))| format!("MULTIPOINT(({x} {y}),({u} {v}))")),
        3 => area(),
        1 => at().prop_map(|(x, y)| format!("POLYGON({})", square(x, y, 2, 3))),
        1 => prop_oneof![Just("POINT EMPTY"), Just("POLYGON EMPTY"), Just("GEOMETRYCOLLECTION EMPTY")].prop_map(str::to_owned),
    ]
}

fn row() -> impl Strategy<Value = Row> {
    let place = proptest::option::weighted(0.9, (0..7i32, 0..7i32));
    let any = proptest::option::weighted(0.9, anything());
    let area = proptest::option::weighted(0.9, area());
    (place, any, area, proptest::option::weighted(0.9, 0..4i64))
        .prop_map(|(place, any, area, key)| Row { place, any, area, key })
}

fn table(rows: &[Row]) -> Arc<MemTable> {
    let areas: Vec<Option<MultiPolygon<f64>>> = rows
        .iter()
        .map(|row| match read_text(row.area.as_ref()?).unwrap() {
            Geometry::MultiPolygon(parts) => Some(parts),
            other => panic!("{other:?}"),
        })
        .collect();
    let areas = multipolygons(areas.iter().map(Option::as_ref)).unwrap();
    let number = |of: fn((i32, i32)) -> f64| -> ArrayRef {
        Arc::new(rows.iter().map(|row| row.place.map(of)).collect::<Float64Array>())
    };
    let columns: Vec<(Field, ArrayRef)> = vec![
        (
            Field::new("id", DataType::Int64, false),
            Arc::new(Int64Array::from_iter_values(0..rows.len() as i64)),
        ),
        (
            Field::new("key", DataType::Int64, true),
            Arc::new(rows.iter().map(|row| row.key).collect::<Int64Array>()),
        ),
        (Field::new("x", DataType::Float64, true), number(|(x, _)| f64::from(x))),
        (Field::new("y", DataType::Float64, true), number(|(_, y)| f64::from(y))),
        // Around the antimeridian.
        (
            Field::new("lon", DataType::Float64, true),
            number(|(x, _)| if x < 4 { f64::from(x) + 177.0 } else { f64::from(x) - 184.0 }),
        ),
        (
            Field::new("wkt", DataType::Utf8, true),
            Arc::new(rows.iter().map(|row| row.any.clone()).collect::<StringArray>()),
        ),
        (areas.data_type().to_field("area", true), areas.to_array_ref()),
        // What a filter finds by an index, under the names that the tables have.
        (areas.data_type().to_field("geometry", true), areas.to_array_ref()),
        (Field::new("lat", DataType::Float64, true), number(|(_, y)| f64::from(y))),
        (
            Field::new("code", DataType::Utf8, false),
            Arc::new(
                (0..rows.len())
                    .map(|id| Some(format!("{}.{:02}", 11 + id / 4, id % 4)))
                    .collect::<StringArray>(),
            ),
        ),
    ];
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().unzip();
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).unwrap();
    let middle = rows.len() / 3;
    let parts = vec![
        vec![batch.slice(0, middle)],
        vec![batch.slice(middle, middle), batch.slice(2 * middle, rows.len() - 2 * middle)],
    ];
    Arc::new(MemTable::try_new(schema, parts).unwrap())
}

fn session(indexed: bool, a: &[Row], b: &[Row]) -> SessionContext {
    let (a, b) = (table(a), table(b));
    let config = SessionConfig::new().with_target_partitions(2).with_batch_size(8);
    let mut builder = SessionStateBuilder::new_with_default_features().with_config(config);
    if indexed {
        let batches =
            [&a, &b].into_iter().filter_map(|table| crate::tables::held_batches(&**table));
        let held = HeldPlaces::new(batches.flatten());
        builder = builder.with_physical_optimizer_rules(physical_rules(Arc::new(held)));
    }
    let context = SessionContext::new_with_state(builder.build());
    crate::functions::register(&context);
    context.register_table("a", a).unwrap();
    context.register_table("b", b).unwrap();
    context
}

/// The rows, sorted, and the plan.
async fn answer(context: &SessionContext, sql: &str) -> (Vec<String>, String) {
    let frame = context.sql(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let plan = frame.create_physical_plan().await.unwrap();
    let text = displayable(plan.as_ref()).indent(false).to_string();
    let batches = datafusion::physical_plan::collect(plan, context.task_ctx()).await;
    let batches = batches.unwrap_or_else(|error| panic!("{sql}: {error}\n{text}"));
    let shown = pretty_format_batches(&batches).unwrap().to_string();
    // The first line with bars has the names; there is none when there is no batch.
    let lines = shown.lines().filter(|line| line.starts_with('|')).skip(1);
    let mut rows: Vec<String> = lines.map(|line| line.replace(' ', "")).collect();
    rows.sort();
    (rows, text)
}

/// Every way to join on a condition.
fn statements(condition: &str) -> Vec<String> {
    let mut all = Vec::new();
    for kind in ["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"] {
        all.push(format!("SELECT a.id, b.id, a.wkt, b.x FROM a {kind} b ON {condition}"));
    }
    for (side, kind) in
        [("a", "LEFT SEMI"), ("a", "LEFT ANTI"), ("b", "RIGHT SEMI"), ("b", "RIGHT ANTI")]
    {
        all.push(format!("SELECT {side}.id, {side}.wkt FROM a {kind} JOIN b ON {condition}"));
    }
    for word in ["EXISTS", "NOT EXISTS"] {
        all.push(format!("SELECT id FROM a WHERE {word} (SELECT 1 FROM b WHERE {condition})"));
        all.push(format!("SELECT id FROM b WHERE {word} (SELECT 1 FROM a WHERE {condition})"));
        all.push(format!(
            "SELECT id FROM a WHERE id = 1 OR {word} (SELECT 1 FROM b WHERE {condition})"
        ));
    }
    all.push(format!("SELECT count(*) FROM a, b WHERE {condition}"));
    all.push(format!("SELECT key FROM a WHERE key IN (SELECT key FROM b WHERE {condition})"));
    all.push(format!("WITH few AS (SELECT * FROM b WHERE id < 9) SELECT a.id, b.id FROM few b RIGHT JOIN (SELECT * FROM a ORDER BY id LIMIT 10) a ON {condition}"));
    all
}

const RELATIONS: [&str; 9] = [
    "ST_Contains",
    "ST_Within",
    "ST_Covers",
    "ST_CoveredBy",
    "ST_Intersects",
    "ST_Equals",
    "ST_Touches",
    "ST_Crosses",
    "ST_Overlaps",
];

/// A geometry of each table.
fn operands() -> impl Strategy<Value = (String, String)> {
    let of = |table: &'static str| {
        proptest::sample::select(vec![
            format!("ST_Point({table}.x, {table}.y)"),
            format!("{table}.area"),
            format!("{table}.area"),
            format!("ST_GeomFromText({table}.wkt)"),
            format!("ST_Envelope({table}.area)"),
        ])
    };
    (of("a"), of("b"))
}

fn condition() -> impl Strategy<Value = String> {
    let relation = (proptest::sample::select(RELATIONS.to_vec()), operands())
        .prop_map(|(relation, (a, b))| (relation.to_owned(), a, b, String::new()));
    let limit = proptest::sample::select(vec![
        "0",
        "111000.5",
        "a.key * 90000",
        "250000",
        "b.x * 50000",
        "NULL",
        "(SELECT max(key) * 90000 FROM a)",
    ]);
    let far = (Just("ST_Point(a.lon, a.y)".to_owned()), Just("ST_Point(b.lon, b.y)".to_owned()));
    let near = (prop_oneof![operands(), far], limit).prop_flat_map(|((a, b), limit)| {
        proptest::sample::select(vec![
            ("ST_DWithin".to_owned(), a.clone(), b.clone(), format!(", {limit}")),
            ("ST_DistanceSpheroid".to_owned(), a.clone(), b.clone(), format!(") <= ({limit}")),
            ("ST_Distance".to_owned(), a, b, format!(") < ({limit}) / 100000.0 + (0")),
        ])
    });
    let rest = proptest::sample::select(vec![
        "",
        "",
        " AND a.id < b.id + 3",
        " AND a.key = b.key",
        " AND b.id = a.id",
        " AND a.key = b.key AND ST_Intersects(a.area, b.area)",
        " AND a.key IS NOT DISTINCT FROM b.key",
        " AND ST_Area(a.area) > ST_Area(b.area)",
    ]);
    (prop_oneof![3 => relation, 1 => near], any::<bool>(), rest).prop_map(
        |((function, a, b, more), turned, rest)| {
            let (a, b) = if turned { (b, a) } else { (a, b) };
            format!("{function}({a}, {b}{more}){rest}")
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_index_answers_as_the_loop_over_all_pairs(
        a in proptest::collection::vec(row(), 0..30), b in proptest::collection::vec(row(), 0..30), condition in condition(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (indexed, plain) = (session(true, &a, &b), session(false, &a, &b));
            for sql in statements(&condition) {
                let (found, plan) = answer(&indexed, &sql).await;
                let (expected, loops) = answer(&plain, &sql).await;
                assert!(!loops.contains("SpatialJoinExec"), "{loops}");
                // NULL as a limit is no condition: the engine finds out that nothing holds. An outer join keeps
                // a subquery's value as a column, and the limit is one of neither side.
                let certain = !condition.contains("NULL") && !condition.contains("SELECT");
                assert!(plan.contains("SpatialJoinExec") || !certain, "{sql}\n{plan}");
                let certain = condition.ends_with("FROM a))") && sql.contains("a JOIN b");
                assert!(plan.contains("SpatialJoinExec") || !certain, "{sql}\n{plan}");
                assert_eq!(found, expected, "{sql}\n{plan}\n{a:?}\n{b:?}");
            }
        });
    }
}

/// A filter on where the rows of `a` are.
fn filter() -> impl Strategy<Value = String> {
    let place = proptest::sample::select(vec!["geometry", "geometry", "ST_Point(lon, lat)"]);
    let known = prop_oneof![
        4 => anything().prop_map(|text| format!("ST_GeomFromText('{text}')")),
        1 => (170..185i32, 0..7i32).prop_map(|(x, y)| format!("ST_Point({}, {y})", if x > 180 { x - 360 } else { x })),
        1 => Just("(SELECT geometry FROM b WHERE id = 0)".to_owned()),
        1 => Just("(SELECT geometry FROM b WHERE id < 0)".to_owned()),
    ];
    let form = proptest::sample::select(
        RELATIONS
            .into_iter()
            .map(|relation| (relation.to_owned(), String::new()))
            .chain(
                ["geometry_overlaps", "ST_Disjoint"].map(|name| (name.to_owned(), String::new())),
            )
            .chain([
                ("ST_DWithin".to_owned(), ", 300000".to_owned()),
                ("ST_DWithin".to_owned(), ", (SELECT max(key) * 90000 FROM b)".to_owned()),
                ("2 >= ST_Distance".to_owned(), String::new()),
                ("ST_Distance".to_owned(), ", true) <= (150000".to_owned()),
                ("ST_DistanceSphere".to_owned(), ") < (400000".to_owned()),
            ])
            .collect::<Vec<_>>(),
    );
    let rest = proptest::sample::select(vec![
        "",
        "",
        " AND key > 1",
        " AND ST_Intersects(geometry, ST_Point(3, 3))",
        " AND in_area(code, '12')",
        " AND in_area(code, (SELECT '13.0' || max(key)::text FROM b)) AND NOT in_area(code, '14.02')",
        " AND ST_DWithin(ST_Point(lon, lat), ST_Point(180, 2), 400000)",
        " OR key = 2",
    ]);
    (place, known, form, any::<bool>(), rest).prop_map(
        |(place, known, (function, more), turned, rest)| {
            let (a, b) = if turned { (known.as_str(), place) } else { (place, known.as_str()) };
            format!("{function}({a}, {b}{more}){rest}")
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_filter_by_the_index_finds_the_rows_that_a_look_at_each_finds(
        a in proptest::collection::vec(row(), 1..40), b in proptest::collection::vec(row(), 1..4), filter in filter(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (indexed, plain) = (session(true, &a, &b), session(false, &a, &b));
            for sql in [
                format!("SELECT id, wkt, x FROM a WHERE {filter}"),
                format!("SELECT key, count(*) FROM (SELECT * FROM a WHERE key IS NOT NULL) WHERE {filter} GROUP BY key"),
                format!("SELECT id FROM a WHERE {filter} ORDER BY id LIMIT 3"),
                format!("SELECT id FROM a WHERE in_area(code, '12') AND (key > 0 OR {filter})"),
                format!("SELECT a.id, b.id FROM (SELECT * FROM a WHERE {filter}) a LEFT JOIN b ON ST_Intersects(a.geometry, b.geometry)"),
            ] {
                let (found, plan) = answer(&indexed, &sql).await;
                let (expected, _) = answer(&plain, &sql).await;
                let certain = !["ST_Disjoint", " OR ", "EMPTY"].iter().any(|word| filter.contains(word));
                assert!(plan.contains("SpatialScanExec") || !certain, "{sql}\n{plan}");
                assert_eq!(found, expected, "{sql}\n{plan}\n{a:?}\n{b:?}");
            }
        });
    }
}

/// Every way to ask for the nearest.
fn nearest_statements(distance: &str, count: usize) -> Vec<String> {
    let numbered = |join: &str, window: &str, condition: &str| {
        format!(
            "SELECT * FROM (SELECT a.id, b.id AS other, a.wkt, {distance} AS d, {window} AS n FROM a {join}) WHERE {condition}"
        )
    };
    let row_number = format!("row_number() OVER (PARTITION BY a.id ORDER BY {distance}, b.id)");
    let rank = format!("rank() OVER (PARTITION BY a.key ORDER BY {distance})");
    vec![
        numbered("CROSS JOIN b", &row_number, &format!("n <= {count}")),
        numbered("LEFT JOIN b ON true", &row_number, &format!("n < {} AND d < 5", count + 1)),
        numbered(", (SELECT * FROM b WHERE id < 9) AS b", &row_number, &format!("{count} = n")),
        numbered("CROSS JOIN b", &rank, &format!("{count} >= n")),
        format!("SELECT a.id, min({distance}) AS d FROM a, b GROUP BY a.id"),
        format!("SELECT a.key, a.x, min({distance}) AS d FROM b CROSS JOIN a GROUP BY a.key, a.x"),
    ]
}

fn distance() -> impl Strategy<Value = String> {
    let far = (Just("ST_Point(a.lon, a.y)".to_owned()), Just("ST_Point(b.lon, b.y)".to_owned()));
    (prop_oneof![2 => operands(), 1 => far], any::<bool>(), 0..6usize).prop_map(
        |((a, b), turned, form)| {
            let (a, b) = if turned { (b, a) } else { (a, b) };
            match form {
                0 => format!("ST_Distance({a}, {b})"),
                1 => format!("ST_Distance({a}, {b}, true)"),
                2 => format!("ST_Distance({a}, {b}, false)"),
                3 => format!("ST_DistanceSphere({a}, {b})"),
                4 => format!("ST_DistanceSpheroid({a}, {b}) / 1000"),
                _ => format!("ST_DistanceSpheroid({a}, {b})"),
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_nearest_are_those_of_all_pairs(
        a in proptest::collection::vec(row(), 1..25), b in proptest::collection::vec(row(), 1..25), distance in distance(), count in 1..5usize,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (indexed, plain) = (session(true, &a, &b), session(false, &a, &b));
            for sql in nearest_statements(&distance, count) {
                let (found, plan) = answer(&indexed, &sql).await;
                let (expected, _) = answer(&plain, &sql).await;
                assert!(plan.contains("SpatialJoinExec") && plan.contains("nearest="), "{sql}\n{plan}");
                assert_eq!(found, expected, "{sql}\n{plan}\n{a:?}\n{b:?}");
            }
        });
    }
}
