//! How evenly designations follow need, before a selection and after it.

use serde_json::{Value, json};

use crate::rankings::fixture;
use crate::support::TestServer;
use crate::support::server::{column, expect_json, problem};

fn close(found: &Value, expected: f64, what: &str) {
    let found = found.as_f64().unwrap();
    assert!(
        (found - expected).abs() <= 1e-12 + 1e-9 * expected.abs(),
        "{what}: {found} {expected}"
    );
}

async fn of(server: &TestServer, body: Value) -> Value {
    expect_json(server.post("/api/v1/equity", &body)).await
}

fn reference_rows() -> Vec<Value> {
    let given = &fixture()["equity"];
    let units = given["units"].as_array().unwrap();
    (0..units.len())
        .map(|i| {
            let designated = given["designated"][i].as_f64().unwrap() as u32;
            json!({"id": units[i], "need": given["need_pmi"][i], "designated": designated})
        })
        .collect()
}

#[tokio::test]
async fn rows_of_ones_own_give_the_reference_values() {
    let server = TestServer::start().await;
    let mut rows = reference_rows();
    rows.push(json!({"id": "unknown", "need": null, "designated": 3, "selected": 1}));
    let found = of(&server, json!({"rows": rows, "seats": 10})).await;
    let expected = &fixture()["equity"];
    let number = |key: &str| expected[key].as_f64().unwrap();
    close(&found["before"]["gini"], number("gini_need_weighted"), "gini");
    close(&found["before"]["hoover"], number("hoover_index"), "hoover");
    let lorenz = found["before"]["lorenz"].as_array().unwrap();
    assert_eq!(lorenz.len(), 6);
    for (k, point) in lorenz.iter().enumerate() {
        close(&point[0], expected["lorenz_x_cum_need"][k].as_f64().unwrap(), "x");
        close(&point[1], expected["lorenz_y_cum_designated"][k].as_f64().unwrap(), "y");
    }
    for (i, item) in found["items"].as_array().unwrap().iter().enumerate() {
        let gap = expected["coverage_gap (expected-designated)"][i].as_f64().unwrap();
        close(&item["gap_before"], gap, "gap");
        assert_eq!(item["gap_after"], item["gap_before"], "nothing is selected");
        let seats = |key: &str| expected[key][i].as_f64();
        assert_eq!(item["hamilton"].as_f64(), seats("quota_10_seats_largest_remainder"));
        assert_eq!(item["sainte_lague"].as_f64(), seats("quota_10_seats_sainte_lague"));
    }
    assert_eq!(found["after"], found["before"]);
    let without = json!([{"code": "unknown", "name": null, "designated": 3, "selected": 1}]);
    assert_eq!(found["without_need"], without);
    assert_eq!(found["warnings"][0]["code"], "villages_without_need");
}

#[tokio::test]
async fn a_selection_where_need_is_largest_evens_out() {
    let server = TestServer::start().await;
    // Regencies need 100, 200, 300 and 400; the first and the third have a designated village each.
    let selected = ["12.02.01.2001", "12.02.01.2002", "11.71.01.1001"];
    let found = of(&server, json!({"selected": selected})).await;
    assert_eq!((&found["level"], &found["need_unit"]), (&json!("regency"), &json!("%")));
    assert_eq!(column(&found, "code"), ["11.01", "11.71", "12.01", "12.02"]);
    assert_eq!(column(&found, "need"), ["100.0", "200.0", "300.0", "400.0"]);
    assert_eq!(column(&found, "need_year"), ["2024"; 4]);
    assert_eq!(column(&found, "designated"), ["1", "0", "1", "0"]);
    assert_eq!(column(&found, "selected"), ["0", "1", "0", "2"]);
    assert_eq!(column(&found, "name")[3], "Kabupaten Malang");
    let items = found["items"].as_array().unwrap();
    close(&items[3]["gap_before"], 2.0 * 0.4, "gap before");
    close(&items[3]["gap_after"], 5.0 * 0.4 - 2.0, "gap after");
    // Three seats: 0.3, 0.6, 0.9 and 1.2 of one.
    assert_eq!(column(&found, "hamilton"), ["0", "1", "1", "1"]);
    assert_eq!(column(&found, "sainte_lague"), ["0", "1", "1", "1"]);
    assert_eq!(found["seats"], 3);
    let gini = |when: &str| found[when]["gini"].as_f64().unwrap();
    assert!(gini("after") < gini("before"));
    assert_eq!((&found["without_need"], &found["warnings"]), (&json!([]), &json!([])));
    let covered = server.json("/api/v1/coverage?level=regency").await;
    for (item, of) in items.iter().zip(covered["items"].as_array().unwrap()) {
        close(&item["gap_before"], of["gap"].as_f64().unwrap(), "as the coverage page has it");
    }

    let provinces =
        of(&server, json!({"selected": selected, "level": "province", "seats": 10})).await;
    assert_eq!(column(&provinces, "selected"), ["1", "2"]);
    assert_eq!(column(&provinces, "hamilton"), ["3", "7"]);
}

#[tokio::test]
async fn villages_count_once_and_who_is_designated_already_is_told() {
    let server = TestServer::start().await;
    let selected = ["11.01.01.2001", "11.01.01.2002", "11.01.01.2002"];
    let found = of(&server, json!({"selected": selected})).await;
    assert_eq!(column(&found, "selected"), ["1", "0", "0", "0"]);
    let codes = column(&json!({"items": found["warnings"]}), "code");
    assert_eq!(codes, ["selected_twice", "designated_already"]);
    let nothing = of(&server, json!({"selected": []})).await;
    assert_eq!((&nothing["seats"], &nothing["after"]), (&json!(0), &nothing["before"]));
}

#[tokio::test]
async fn what_cannot_be_compared_is_named() {
    let server = TestServer::start().await;
    let row = |need: f64| json!({"id": "a", "need": need, "designated": 1});
    for (body, code, named) in [
        (json!({"selected": ["99.99.99.2999"]}), "area_not_found", "99.99.99.2999"),
        (json!({"selected": ["desa"]}), "invalid_code", "desa"),
        (json!({"selected": ["11.01"]}), "invalid_body", "`selected[0]`"),
        (json!({"selected": [], "level": "district"}), "invalid_body", "`level`"),
        (json!({"selected": [], "rows": []}), "invalid_body", "either"),
        (json!({}), "invalid_body", "either"),
        (json!({"rows": [row(1.0), row(-1.0)]}), "invalid_body", "`rows[1].need`"),
        (json!({"rows": [row(1.0)], "seats": 1_000_000}), "invalid_body", "`seats`"),
        (json!({"rows": [{"id": "a", "needs": 1, "designated": 1}]}), "unknown_field", "`needs`"),
        (json!({"selection": []}), "unknown_field", "`selection`"),
    ] {
        let refused = problem(server.post("/api/v1/equity", &body)).await;
        assert_eq!(refused.code, code, "{body}: {}", refused.body);
        assert!(refused.body["detail"].as_str().unwrap().contains(named), "{}", refused.body);
    }
    let nothing = of(&server, json!({"rows": [{"id": "a", "need": 0, "designated": 0}]})).await;
    assert!(nothing["before"].is_null());
    assert_eq!(nothing["warnings"][0]["code"], "no_need");
}
