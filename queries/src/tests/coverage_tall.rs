//! Rounds and pillars apart, held against SQL over the tables that they follow from.

use serde_json::{Value as Json, json};

use super::{rows, value};

/// The levels with the digits of their codes.
const LEVELS: [(&str, usize); 3] = [("province", 2), ("regency", 5), ("district", 8)];

/// One level after the other.
fn of_levels(sql: impl Fn(&str, usize) -> String) -> String {
    LEVELS.map(|(level, digits)| sql(level, digits)).join(" UNION ALL ")
}

/// That two statements have the same rows.
async fn same(one: &str, other: &str) {
    for (a, b) in [(one, other), (other, one)] {
        let left = rows(&format!("SELECT * FROM ({a}) AS a EXCEPT SELECT * FROM ({b}) AS b")).await;
        assert_eq!(left, Vec::<Vec<Json>>::new(), "of {a} and not of {b}");
    }
    let count = async |sql: &str| value(&format!("SELECT count(*) FROM ({sql}) AS t")).await;
    assert_eq!(count(one).await, count(other).await);
    assert_ne!(count(one).await, json!(0));
}

#[tokio::test]
async fn rounds_are_those_of_the_designations() {
    let each = "SELECT DISTINCT village_code, programme, round, year FROM designations";
    let numbered = format!(
        "SELECT *, row_number() OVER (PARTITION BY village_code ORDER BY year NULLS FIRST, programme, round NULLS FIRST) AS n FROM ({each}) AS e"
    );
    let expected = of_levels(|level, digits| {
        format!(
            "SELECT '{level}' AS level, substr(village_code, 1, {digits}) AS code, programme, round, year, count(*) AS designated, \
             count(*) FILTER (WHERE n = 1) AS first_designated FROM ({numbered}) AS d GROUP BY 2, 3, 4, 5"
        )
    });
    let own = "SELECT level, code, programme, round, year, designated, first_designated FROM coverage_rounds";
    same(own, &expected).await;
    // By the end of a year, as the answers on coverage count them.
    let then = of_levels(|level, digits| {
        format!(
            "SELECT r.level, r.code, r.year, r.designated_by_then, count(DISTINCT d.village_code) AS counted FROM coverage_rounds AS r \
             JOIN designations AS d ON substr(d.village_code, 1, {digits}) = r.code AND coalesce(d.year, 0) <= r.year \
             WHERE r.level = '{level}' GROUP BY 1, 2, 3, 4"
        )
    });
    let wrong = format!("SELECT count(*) FROM ({then}) AS t WHERE designated_by_then <> counted");
    assert_eq!(value(&wrong).await, json!(0));
    for (level, _) in LEVELS {
        let sum = format!(
            "SELECT count(*) FROM coverage_by_{level} AS c LEFT JOIN (SELECT code, sum(first_designated) AS n FROM coverage_rounds \
             WHERE level = '{level}' GROUP BY code) AS r ON r.code = c.code WHERE coalesce(r.n, 0) <> c.designated"
        );
        assert_eq!(value(&sum).await, json!(0), "{level}");
    }
    // A village of two programmes is in the round of each, and first in one.
    let found = rows("SELECT programme, round, year, designated, first_designated, designated_by_then FROM coverage_rounds WHERE code = '52.03' ORDER BY year").await;
    let expected = [
        json!(["desmigratif", "r2019", 2017, 1, 1, 1]),
        json!(["desmigratif", "r2019", 2018, 1, 1, 2]),
        json!(["sbmi", "r2019", 2019, 1, 0, 2]),
    ];
    assert_eq!(found.into_iter().map(Json::Array).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn pillars_are_by_year_and_state_with_the_unknown_apart() {
    let found = rows("SELECT year, pillar_no, designated, active, running, stalled, not_started, other, unknown FROM coverage_pillars WHERE level = 'regency' AND code = '52.03' ORDER BY year, pillar_no").await;
    let expected = [
        json!([2017, 1, 1, 0, 0, 0, 0, 0, 1]),
        json!([2017, 2, 1, 0, 0, 0, 0, 0, 1]),
        json!([2018, 1, 2, 0, 0, 0, 0, 0, 2]),
        json!([2018, 2, 2, 0, 0, 0, 0, 0, 2]),
        json!([2019, 1, 2, 0, 1, 0, 0, 0, 1]),
        json!([2019, 2, 2, 0, 0, 0, 0, 0, 2]),
    ];
    assert_eq!(found.into_iter().map(Json::Array).collect::<Vec<_>>(), expected);
    // The same by SQL: the last record of each village and pillar until the end of each year.
    let years = "SELECT DISTINCT year FROM coverage_pillars";
    let taking = format!(
        "SELECT DISTINCT y.year, d.village_code, d.programme, p.pillar_no FROM ({years}) AS y CROSS JOIN designations AS d \
         JOIN pillars AS p ON p.programme = d.programme WHERE coalesce(d.year, 0) <= y.year"
    );
    let last = format!(
        "SELECT t.year, t.village_code, t.programme, t.pillar_no, s.state, \
         row_number() OVER (PARTITION BY t.year, t.village_code, t.programme, t.pillar_no ORDER BY s.as_of DESC NULLS LAST) AS n \
         FROM ({taking}) AS t LEFT JOIN pillar_status AS s ON s.village_code = t.village_code AND s.programme = t.programme \
         AND s.pillar_no = t.pillar_no AND CAST(substr(s.as_of, 1, 4) AS INT) <= t.year"
    );
    let expected = of_levels(|level, digits| {
        let state = |state: &str| format!("count(*) FILTER (WHERE state = '{state}') AS {state}");
        let states = ["active", "running", "stalled", "not_started"].map(state).join(", ");
        format!(
            "SELECT '{level}' AS level, substr(village_code, 1, {digits}) AS code, year, programme, pillar_no, count(*) AS designated, \
             {states}, count(*) FILTER (WHERE state IS NULL) AS unknown FROM ({last}) AS l WHERE n = 1 GROUP BY 2, 3, 4, 5"
        )
    });
    let own = "SELECT level, code, year, programme, pillar_no, designated, active, running, stalled, not_started, unknown FROM coverage_pillars";
    same(own, &expected).await;
    let sums = "SELECT count(*) FROM coverage_pillars WHERE designated <> active + running + stalled + not_started + other + unknown";
    assert_eq!(value(sums).await, json!(0));
    for (level, _) in LEVELS {
        let active = format!(
            "SELECT count(*) FROM coverage_by_{level} AS c JOIN (SELECT code, sum(active) AS n FROM coverage_pillars \
             WHERE level = '{level}' AND year = 2019 GROUP BY code) AS p ON p.code = c.code WHERE coalesce(c.active_pillars, 0) <> p.n"
        );
        assert_eq!(value(&active).await, json!(0), "{level}");
    }
}
