use serde_json::{Value as Json, json};

use super::{ENGINE, document, rows, value};

#[tokio::test]
async fn every_table_is_there_and_can_be_read() {
    let expected = [
        "area_aliases",
        "area_changes",
        "claims",
        "code_bridge",
        "coverage_by_district",
        "coverage_by_province",
        "coverage_by_regency",
        "coverage_pillars",
        "coverage_rounds",
        "designation_decrees",
        "designations",
        "districts",
        "events",
        "indicator_values",
        "indicators",
        "institutions",
        "ltsa_desks",
        "ltsa_offices",
        "office_desks",
        "office_holders",
        "officers",
        "partnerships",
        "pillar_status",
        "pillar_wordings",
        "pillars",
        "plan_templates",
        "programmes",
        "provinces",
        "regencies",
        "round_quotas",
        "rounds",
        "statements",
        "system_join_report",
        "system_queries",
        "village_indicators",
        "village_indicators_of_three_years",
        "village_indicators_with_imputed",
        "villages",
    ];
    let names: Vec<&str> = ENGINE.tables().iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, expected);
    for table in ENGINE.tables() {
        let counted = value(&format!("SELECT count(*) FROM {}", table.name)).await;
        if let Some(rows) = table.rows {
            assert_eq!(counted, json!(rows), "{}", table.name);
        }
        let shown = document(&format!("SELECT * FROM {} LIMIT 3", table.name)).await;
        let columns: Vec<&str> = shown["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c["name"].as_str().unwrap())
            .collect();
        let documented: Vec<&str> =
            table.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(columns, documented, "{}", table.name);
    }
}

#[tokio::test]
async fn every_table_and_column_is_described_in_both_languages() {
    for table in ENGINE.tables() {
        assert!(
            !table.description_id.is_empty() && !table.description_en.is_empty(),
            "{}",
            table.name
        );
        for column in &table.columns {
            assert!(
                !column.description_id.is_empty() && !column.description_en.is_empty(),
                "{}.{}",
                table.name,
                column.name
            );
        }
    }
}

#[tokio::test]
async fn villages_are_counted_and_have_the_columns_of_the_contract() {
    assert_eq!(value("SELECT count(*) FROM villages").await, json!(geodata::testing::VILLAGES));
    assert_eq!(value("SELECT count(*) FROM villages WHERE geometry IS NULL").await, json!(1));
    let document = document("SELECT * FROM villages LIMIT 0").await;
    let types: Vec<String> = document["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| format!("{} {}", c["name"].as_str().unwrap(), c["type"].as_str().unwrap()))
        .collect();
    assert_eq!(
        types,
        [
            "code text",
            "name text",
            "kind text",
            "district_code text",
            "regency_code text",
            "province_code text",
            "lon double",
            "lat double",
            "area_km2 double",
            "geometry geometry"
        ]
    );
}

#[tokio::test]
async fn a_village_takes_the_latest_value_of_its_own_ancestor_and_of_no_other() {
    let found = rows("SELECT code, pmi_placed, poverty_pct, idm FROM village_indicators WHERE code IN ('52.03.01.2001', '52.03.01.2003', '52.71.01.1001', '53.01.01.2001') ORDER BY code").await;
    assert_eq!(found.len(), 4);
    assert_eq!(found[0], [json!("52.03.01.2001"), json!(3000), json!(15), json!(0.61)]);
    // Its latest value is of an older year than those of its neighbours.
    assert_eq!(found[1], [json!("52.03.01.2003"), json!(3000), json!(15), json!(0.55)]);
    assert_eq!(found[2], [json!("52.71.01.1001"), json!(1000), json!(8), json!(null)]);
    assert_eq!(found[3], [json!("53.01.01.2001"), json!(null), json!(25), json!(null)]);
}

#[tokio::test]
async fn designated_counts_villages_and_not_designations() {
    assert_eq!(value("SELECT count(*) FROM designations").await, json!(5));
    assert_eq!(value("SELECT count(*) FROM village_indicators WHERE designated").await, json!(4));
    assert_eq!(ENGINE.village_indicators().num_rows(), geodata::testing::VILLAGES);
}

#[tokio::test]
async fn coverage_of_regencies_is_as_computed_by_hand() {
    let found = rows("SELECT code, province_code, villages, designated, need, per_1000, expected, gap, rank, ltsa, status FROM coverage_by_regency ORDER BY code").await;
    // 3 designated where need is known, 3000 + 1000: expected 2.25 and 0.75. The fourth is in no share.
    assert_eq!(
        found[0],
        [
            json!("52.03"),
            json!("52"),
            json!(21),
            json!(2),
            json!(3000),
            json!(2.0 / 3.0),
            json!(2.25),
            json!(0.25),
            json!(1),
            json!(1),
            json!("observed")
        ]
    );
    assert_eq!(
        found[1],
        [
            json!("52.71"),
            json!("52"),
            json!(10),
            json!(1),
            json!(1000),
            json!(1),
            json!(0.75),
            json!(-0.25),
            json!(2),
            json!(0),
            json!("observed")
        ]
    );
    assert_eq!(
        found[2],
        [
            json!("53.01"),
            json!("53"),
            json!(10),
            json!(1),
            json!(null),
            json!(null),
            json!(null),
            json!(null),
            json!(null),
            json!(0),
            json!("missing")
        ]
    );
}

#[tokio::test]
async fn coverage_of_provinces_sums_and_of_districts_stays_unknown() {
    let provinces = rows("SELECT code, villages, designated, need, gap, rank, ltsa, status FROM coverage_by_province ORDER BY code").await;
    assert_eq!(
        provinces[0],
        [
            json!("52"),
            json!(31),
            json!(3),
            json!(4000),
            json!(0),
            json!(1),
            json!(2),
            json!("observed")
        ]
    );
    assert_eq!(
        provinces[1],
        [
            json!("53"),
            json!(10),
            json!(1),
            json!(null),
            json!(null),
            json!(null),
            json!(0),
            json!("missing")
        ]
    );
    let years = rows("SELECT need_year FROM coverage_by_regency ORDER BY code").await;
    assert_eq!(years, [[json!(2024)], [json!(2024)], [json!(null)]]);
    let districts = rows("SELECT code, regency_code, province_code, villages, designated, need, gap, rank FROM coverage_by_district ORDER BY code").await;
    assert_eq!(districts.len(), 5);
    assert_eq!(
        districts[0],
        [
            json!("52.03.01"),
            json!("52.03"),
            json!("52"),
            json!(10),
            json!(2),
            json!(null),
            json!(null),
            json!(null)
        ]
    );
}

#[tokio::test]
async fn the_log_remembers_queries_and_their_outcome() {
    let mark = "SELECT 'the log remembers'";
    rows(mark).await;
    super::error("SELECT 'the log remembers' FROM nowhere").await;
    let found = rows("SELECT outcome, rows FROM system_queries WHERE sql LIKE 'SELECT ''the log remembers''%' ORDER BY id").await;
    assert_eq!(found, [[json!("ok"), json!(1)], [json!("unknown_table"), json!(0)]]);
}

#[tokio::test]
async fn the_catalogue_can_be_asked_in_sql() {
    let tables = rows("SHOW TABLES").await;
    assert!(tables.iter().any(|row| row.contains(&json!("villages"))));
    let columns: Vec<Json> =
        rows("DESCRIBE villages").await.into_iter().map(|row| row[0].clone()).collect();
    let villages = ENGINE.tables().iter().find(|table| table.name == "villages").unwrap();
    let documented: Vec<&str> = villages.columns.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(columns, documented);
    assert_eq!(rows("SHOW COLUMNS FROM villages").await.len(), 10);
    assert!(rows("SHOW FUNCTIONS").await.len() > 100);
    let plan = rows("EXPLAIN SELECT count(*) FROM villages").await;
    let kinds: Vec<&Json> = plan.iter().map(|row| &row[0]).collect();
    assert_eq!(kinds, ["logical_plan", "physical_plan"]);
    let analyzed = rows("EXPLAIN ANALYZE SELECT name FROM villages ORDER BY name").await;
    assert!(analyzed[0][1].as_str().unwrap().contains("output_rows=41"), "{analyzed:?}");
}

#[tokio::test]
async fn columns_of_the_same_name_do_not_hide_each_other() {
    let document = document("SELECT v.code, r.code FROM villages v JOIN regencies r ON r.code = v.regency_code ORDER BY v.code LIMIT 1").await;
    assert_eq!(document["items"][0], json!({"code": "52.03.01.2001", "code_2": "52.03"}));
}
