//! The heaviest requests about lists of villages.

use serde_json::{Value, json};

use super::{Facts, Heavy};

/// Rows of the longest list.
const ROWS: usize = 20_000;

/// Those of a route about lists; none where it is another.
pub fn of(method: &str, route: &str, facts: &Facts) -> Option<Vec<Heavy>> {
    let area = facts.provinces.first()?;
    Some(match (method, route) {
        ("GET", "/api/v1/lists/template.xlsx" | "/api/v1/lists/template.csv") => {
            vec![Heavy::get("a province", format!("{route}?area={area}"))]
        }
        ("POST", "/api/v1/lists/preview") => {
            let path = format!("{route}?area={area}");
            // None of them joins, and each is told of at length.
            let wrong = |n: usize| json!({"row": n, "village": format!("Atlantis {n}"), "kind": "x", "year": "y", "count": "z"});
            let right = |n: usize| {
                let village = facts.villages.get(n % facts.villages.len());
                json!({"row": n, "village_code": village, "kind": "PMI", "year": "2025", "count": "1"})
            };
            let rows = |row: &dyn Fn(usize) -> Value| json!({"rows": (0..ROWS).map(row).collect::<Vec<_>>()});
            vec![
                Heavy::post("rows that do not join", path.clone(), rows(&wrong)),
                Heavy::post("rows of one village", path, rows(&right)),
            ]
        }
        ("GET", "/api/v1/lists") => vec![Heavy::get("none yet", format!("{route}?area={area}"))],
        ("GET", "/api/v1/lists/{id}") => {
            vec![Heavy::get("none", "/api/v1/lists/none").answered(404)]
        }
        ("POST", "/api/v1/lists") => {
            // It is read to its end before it is compared with what was seen.
            let row = |n: usize| {
                let village = facts.villages.get(n % facts.villages.len());
                let year = (2000 + n / facts.villages.len() % 26).to_string();
                json!({"row": n, "village_code": village, "kind": "PMI", "year": year, "count": "1"})
            };
            let rows = json!({"rows": (0..ROWS).map(row).collect::<Vec<_>>()});
            let path = format!("{route}?area={area}&expect=0");
            vec![Heavy::post("not what was seen", path, rows).answered(422)]
        }
        _ => return None,
    })
}
