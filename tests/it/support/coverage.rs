//! Coverage once more, in SQL of its own over the tables as they were imported.

use serde_json::Value;

/// The levels with the length of their codes.
pub const LEVELS: [(&str, usize); 3] = [("province", 2), ("regency", 5), ("district", 8)];

/// The statement that gives what `/api/v1/coverage` must answer for a level and a year, in order of
/// code. Need is published by regency, and by some provinces for themselves.
pub fn coverage(level: &str, year: Option<i32>) -> String {
    let length = LEVELS.iter().find(|(name, _)| *name == level).unwrap().1;
    let areas = if level == "regency" { "regencies".to_owned() } else { format!("{level}s") };
    let of_year = match year {
        None => "status <> 'imputed'".to_owned(),
        Some(year) => format!("status IN ('observed', 'modelled') AND year = {year}"),
    };
    let by_then = |column: &str| match year {
        None => "TRUE".to_owned(),
        Some(year) => format!("({column} IS NULL OR {column} <= {year})"),
    };
    let (designated, operating) = (by_then("year"), by_then("CAST(substr(since, 1, 4) AS INT)"));
    format!(
        "WITH stated AS (
             SELECT area_code, value, year,
                    row_number() OVER (
                        PARTITION BY area_code
                        ORDER BY CASE status WHEN 'averaged' THEN 1 ELSE 0 END, year DESC,
                                 CASE status WHEN 'observed' THEN 0 ELSE 1 END, source_rank NULLS LAST, source
                    ) AS nth
             FROM indicator_values
             WHERE indicator = 'pmi_placed' AND value IS NOT NULL AND length(area_code) <= 5
                   AND status <> 'partial' AND {of_year}
         ),
         own AS (SELECT area_code AS code, value, year FROM stated WHERE nth = 1),
         summed AS (
             SELECT substr(code, 1, 2) AS code, sum(value) AS value, max(year) AS year, count(*) AS parts
             FROM own WHERE length(code) = 5 GROUP BY 1
         ),
         parts AS (SELECT province_code AS code, count(*) AS parts FROM regencies GROUP BY 1),
         counted AS (SELECT substr(code, 1, {length}) AS code, count(*) AS villages FROM villages GROUP BY 1),
         made AS (
             SELECT substr(village_code, 1, {length}) AS code, count(DISTINCT village_code) AS designated
             FROM designations WHERE {designated} GROUP BY 1
         ),
         offices AS (
             SELECT substr(area_code, 1, {length}) AS code, count(*) AS ltsa FROM ltsa_offices
             WHERE status = 'operating' AND length(area_code) >= {length} AND {operating} GROUP BY 1
         ),
         joined AS (
             SELECT a.code, coalesce(c.villages, 0) AS villages, coalesce(m.designated, 0) AS designated,
                    coalesce(w.value, s.value) AS need, coalesce(w.year, s.year) AS need_year,
                    coalesce(o.ltsa, 0) AS ltsa,
                    CASE WHEN w.value IS NULL AND s.value IS NOT NULL THEN p.parts END AS parts,
                    CASE WHEN w.value IS NULL THEN s.parts END AS parts_with_need
             FROM {areas} a
             LEFT JOIN counted c ON c.code = a.code
             LEFT JOIN made m ON m.code = a.code
             LEFT JOIN own w ON w.code = a.code
             LEFT JOIN summed s ON s.code = a.code
             LEFT JOIN offices o ON o.code = a.code
             LEFT JOIN parts p ON p.code = a.code
         ),
         shared AS (
             SELECT *, sum(need) OVER () AS all_need,
                    sum(CASE WHEN need IS NOT NULL THEN designated END) OVER () AS all_designated
             FROM joined
         ),
         measured AS (
             SELECT *, CASE WHEN need > 0 THEN 1000.0 * designated / need END AS per_1000,
                    CASE WHEN all_need > 0 THEN all_designated * need / all_need END AS expected,
                    CASE WHEN all_need > 0 THEN all_designated * need / all_need - designated END AS gap
             FROM shared
         )
         SELECT code, villages, designated, need, need_year, per_1000, expected, gap,
                CASE WHEN gap IS NOT NULL THEN rank() OVER (ORDER BY gap DESC NULLS LAST) END AS rank,
                ltsa, parts, parts_with_need
         FROM measured ORDER BY code"
    )
}

/// Fails where an answer of `/api/v1/coverage` differs from what the statement of [`coverage`] gave.
pub fn same(answer: &Value, recounted: &Value, what: &str) {
    let (given, counted) = (rows(answer), rows(recounted));
    assert_eq!(given.len(), counted.len(), "{what}");
    for (given, counted) in given.iter().zip(counted) {
        let columns = counted.as_object().unwrap();
        for (column, expected) in columns {
            let (found, place) = (&given[column], format!("{what} {}: {column}", counted["code"]));
            match (found.as_f64(), expected.as_f64()) {
                (Some(found), Some(expected)) => {
                    let close = (found - expected).abs() <= 1e-9 * expected.abs().max(1.0);
                    assert!(close, "{place} is {found}, not {expected}");
                }
                _ => assert_eq!(found, expected, "{place}"),
            }
        }
    }
    closes(answer, what);
}

/// Fails where the sums of an answer about all areas of a level are not those of its rows, or its
/// gaps do not sum to zero.
pub fn closes(answer: &Value, what: &str) {
    let (items, total) = (rows(answer), &answer["total"]);
    let sum = |column: &str, keep: &dyn Fn(&&Value) -> bool| {
        items.iter().filter(keep).filter_map(|row| row[column].as_f64()).sum::<f64>()
    };
    let unknown = |row: &&Value| row["need"].is_null();
    assert_eq!(total["designated"].as_f64(), Some(sum("designated", &|_| true)), "{what}");
    let apart = total["designated_where_need_unknown"].as_f64().unwrap();
    assert_eq!(apart, sum("designated", &unknown), "{what}");
    if let Some(gap) = total["gap"].as_f64() {
        assert!(gap.abs() < 1e-9, "{what}: gaps sum to {gap}");
        assert!(sum("gap", &|_| true).abs() < 1e-9, "{what}");
        let shared = sum("designated", &|row| !unknown(row));
        assert!((sum("expected", &|_| true) - shared).abs() < 1e-9, "{what}");
    }
}

fn rows(answer: &Value) -> &Vec<Value> {
    answer["items"].as_array().unwrap()
}
