//! The heaviest requests about what people record.

use serde_json::{Value, json};

use super::{Facts, Heavy, nested};

/// Rows that one request may have.
const MOST: usize = 1_000;

pub fn of(method: &str, route: &str, facts: &Facts) -> Option<Vec<Heavy>> {
    Some(match (method, route) {
        ("GET", "/api/v1/registry") => {
            vec![Heavy::get("all", format!("{route}?withdrawn=true&limit=1000"))]
        }
        ("GET", "/api/v1/registry/export.csv") => {
            vec![Heavy::get("all", format!("{route}?table=designations&withdrawn=true"))]
        }
        ("GET", "/api/v1/registry/export.json") => vec![Heavy::get("as it is", route)],
        ("POST", "/api/v1/registry") => {
            let row = |village: &String| json!({"village_code": village, "programme": "none", "status": "designated", "source": "x".repeat(1_000)});
            let rows: Vec<Value> = facts.villages.iter().cycle().take(MOST).map(row).collect();
            let body = |rows: Vec<Value>| json!({"table": "designations", "rows": rows});
            let again: Vec<Value> = rows.iter().cycle().take(MOST + 1).cloned().collect();
            vec![
                Heavy::post("as many rows as may be, all wrong", route, body(rows)).answered(422),
                Heavy::post("a row more", route, body(again)).answered(400),
                Heavy::post("nested lists", route, nested()).answered(400),
            ]
        }
        ("GET", "/api/v1/proposals") => {
            let frozen = &facts.frozen;
            vec![Heavy::get(
                "of a frozen selection",
                format!("{route}?limit=500&scenario={frozen}"),
            )]
        }
        ("POST", "/api/v1/proposals/check") => {
            let codes: Vec<&String> = facts.villages.iter().cycle().take(500).collect();
            let body = json!({"village_codes": codes, "scenario": facts.frozen});
            vec![
                Heavy::post("as many villages as may be", route, body),
                Heavy::post("nested lists", route, nested()).answered(400),
            ]
        }
        ("POST", "/api/v1/registry/{id}/withdraw") => {
            let reason = json!({"reason": "x".repeat(1_000)});
            vec![Heavy::post("nothing", "/api/v1/registry/x/withdraw", reason).answered(404)]
        }
        ("POST", "/api/v1/registry/{id}/approve") => {
            vec![Heavy::post("nothing", "/api/v1/registry/x/approve", json!({})).answered(404)]
        }
        _ => return None,
    })
}
