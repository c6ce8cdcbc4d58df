//! The most that each route may be asked for. A route that is new has to say so here, or the watchdog fails.

mod facts;
mod lists;
mod people;
mod registry;

use std::fmt::Write as _;

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

pub use facts::Facts;

/// Bytes of the longest bodies.
const LONGEST: usize = 8 << 20;
const ZIGZAG: &str = "a zigzag";
const EVENTS: (&str, &str) = ("accept", "text/event-stream");

/// A request.
pub struct Heavy {
    pub what: &'static str,
    status: u16,
    method: &'static str,
    path: String,
    header: Option<(&'static str, &'static str)>,
    body: Option<String>,
}

impl Heavy {
    fn get(what: &'static str, path: impl Into<String>) -> Self {
        Self { what, status: 200, method: "GET", path: path.into(), header: None, body: None }
    }

    fn post(what: &'static str, path: impl Into<String>, body: impl ToString) -> Self {
        Self { method: "POST", body: Some(body.to_string()), ..Self::get(what, path) }
    }

    fn with(self, header: (&'static str, &'static str)) -> Self {
        Self { header: Some(header), ..self }
    }

    fn answered(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// Whether this is the status that it should have; of a small country a tile may be empty.
    pub fn is_answered_as(&self, status: u16) -> bool {
        // Nobody draws where the program for it was not built.
        let undrawn = status == 501 && self.path.starts_with("/maps/");
        // Of a large country a zigzag asks too much.
        let refused = status == 400 && self.what == ZIGZAG;
        status == self.status
            || undrawn
            || refused
            || (status == 204 && self.path.starts_with("/tiles/"))
    }

    /// What saves something is asked once.
    pub fn codings(&self) -> &'static [&'static str] {
        let saves =
            matches!(self.status, 201) || self.method == "PUT" || self.path.ends_with("/sign");
        if saves || self.header == Some(EVENTS) { &["br"] } else { &["identity", "br"] }
    }

    pub fn request(&self, client: &Client, base: &str) -> RequestBuilder {
        let method = self.method.parse().unwrap();
        let mut request = client.request(method, format!("{base}{}", self.path));
        if let Some((name, value)) = self.header {
            request = request.header(name, value);
        }
        match &self.body {
            Some(body) => request.header("content-type", "application/json").body(body.clone()),
            None => request,
        }
    }
}

/// A ring that goes up and down the country as often as a body holds.
fn zigzag() -> String {
    let positions = LONGEST / 24 - 100;
    let mut ring = String::from("[90.0,-12.0]");
    for n in 0..positions {
        let (lon, lat) =
            (90.0 + 52.0 * n as f64 / positions as f64, if n % 2 == 0 { 7 } else { -12 });
        write!(ring, ",[{lon:.6},{lat}]").unwrap();
    }
    format!(r#"{{"type":"Polygon","coordinates":[[{ring},[90.0,-12.0]]]}}"#)
}

/// JSON of the longest body that is no object of any route.
fn nested() -> String {
    format!(r#"{{"plan":[{}[]]}}"#, "[],".repeat(LONGEST / 3 - 10))
}

/// The requests of a route that cost the most.
pub fn heaviest(method: &str, route: &str, facts: &Facts) -> Vec<Heavy> {
    let of_frozen = |rest: &str| format!("/api/v1/scenarios/{}{rest}", facts.frozen);
    let of_draft = |rest: &str| format!("/api/v1/scenarios/{}{rest}", facts.draft);
    let all = json!({"limit": 100_000});
    match (method, route) {
        ("GET", "/healthz" | "/readyz" | "/metrics" | "/docs") => {
            vec![Heavy::get("as it is", route)]
        }
        ("GET", "/api/v1/openapi.json" | "/api/v1/session" | "/api/v1/dataset") => {
            vec![Heavy::get("as it is", route)]
        }
        (
            "GET",
            "/api/v1/indicators" | "/api/v1/tables" | "/api/v1/functions" | "/api/v1/queries",
        ) => {
            vec![Heavy::get("as it is", route)]
        }
        ("GET", "/api/v1/dataset/report") => {
            vec![Heavy::get("all lines", format!("{route}?limit=10000"))]
        }
        ("GET", "/api/v1/areas") => {
            let words = vec!["a"; 100].join("+");
            vec![
                Heavy::get("a hundred words", format!("{route}?q={words}")),
                Heavy::get("a letter", format!("{route}?q=a&limit=10000")),
                Heavy::get("all villages", format!("{route}?level=village&limit=10000")),
            ]
        }
        ("GET", "/api/v1/areas/{code}") => facts
            .provinces
            .iter()
            .take(40)
            .map(|code| Heavy::get("a province", format!("/api/v1/areas/{code}")))
            .collect(),
        ("GET", "/api/v1/villages") => vec![
            Heavy::get("a box", format!("{route}?bbox=90,-12,142,7&limit=10000")),
            Heavy::get("all around", format!("{route}?near=110,-7&radius_m=20000000&limit=10000")),
            Heavy::get("the nearest", format!("{route}?near=110,-7&k=10000&limit=10000")),
            Heavy::get(
                "the nearest of few",
                format!("{route}?near=110,-7&k=10000&limit=10000&area={}", facts.provinces[0]),
            ),
        ],
        ("POST", "/api/v1/villages/search") => vec![
            Heavy::post(ZIGZAG, format!("{route}?limit=10000"), zigzag()),
            Heavy::post("nested lists", route, nested()).answered(400),
        ],
        // No dataset here has a table of one's own: what is left is reading the request.
        ("GET", "/api/v1/tables/{table}/within") => {
            let path = "/api/v1/tables/none/within?bbox=90,-12,142,7";
            vec![Heavy::get("no table", path).answered(404)]
        }
        ("POST", "/api/v1/tables/{table}/within") => {
            let path = "/api/v1/tables/none/within";
            vec![Heavy::post("a zigzag of no table", path, zigzag()).answered(404)]
        }
        ("GET", "/tiles/tables/{table}") => {
            vec![Heavy::get("no table", "/tiles/tables/none.json").answered(404)]
        }
        ("GET", "/tiles/tables/{table}/{z}/{x}/{y}") => {
            vec![Heavy::get("no table", "/tiles/tables/none/4/13/8.mvt").answered(404)]
        }
        ("GET", "/api/v1/coverage") => vec![
            Heavy::get("districts", format!("{route}?level=district")),
            Heavy::get("three years", format!("{route}?level=district&years=3")),
        ],
        ("GET", "/api/v1/coverage/compare.pdf") => {
            let most = facts.provinces.iter().chain(&facts.regencies).take(6);
            let codes = most.map(String::as_str).collect::<Vec<_>>().join(",");
            vec![Heavy::get("provinces", format!("{route}?codes={codes}&lang=en"))]
        }
        ("GET", "/api/v1/coverage/compare") => {
            let most = facts.regencies.iter().chain(&facts.provinces).take(20);
            let codes = most.map(String::as_str).collect::<Vec<_>>().join(",");
            vec![
                Heavy::get("regencies", format!("{route}?codes={codes}")),
                Heavy::get(
                    "regencies and their maps",
                    format!("{route}?codes={codes}&maps=designated"),
                ),
                Heavy::get(
                    "provinces",
                    format!(
                        "{route}?codes={}",
                        facts.provinces[..facts.provinces.len().min(20)].join(",")
                    ),
                ),
            ]
        }
        ("GET", "/tiles/{layers}") => {
            vec![Heavy::get(
                "all layers",
                "/tiles/provinces,regencies,districts,villages,designations,ltsa.json",
            )]
        }
        ("GET", "/tiles/{layers}/{z}/{x}/{y}") => {
            let layers = "provinces,regencies,districts,villages,designations,ltsa";
            [(4, 13, 8), (6, 51, 33), (7, 103, 66), (9, 412, 265)]
                .into_iter()
                .map(|(z, x, y)| {
                    Heavy::get("all layers", format!("/tiles/{layers}/{z}/{x}/{y}.mvt?v=other"))
                })
                .collect()
        }
        ("GET", "/styles/{name}") => vec![Heavy::get("the plan", "/styles/plan.json")],
        ("GET", "/api/v1/queries/{name}") => {
            let path = |name: &String| format!("/api/v1/queries/{name}");
            facts.questions.iter().map(|name| Heavy::get("a question", path(name))).collect()
        }
        ("GET", "/api/v1/sql") => vec![
            Heavy::get("rows", format!("{route}?limit=100000&q=SELECT+*+FROM+village_indicators")),
            Heavy::get(
                "shapes",
                format!("{route}?format=geojson&q=SELECT+code,geometry+FROM+regencies"),
            ),
        ],
        ("POST", "/api/v1/sql") => {
            let values: Vec<usize> = (0..LONGEST / 10).collect();
            // As long as a statement may be.
            let list = values[..37_000].iter().map(usize::to_string).collect::<Vec<_>>().join(",");
            let list = format!("SELECT 1 WHERE 1 IN ({list})");
            let statement = |sql: &str| json!({"sql": sql, "limit": 100_000});
            vec![
                Heavy::post("rows", route, statement("SELECT * FROM village_indicators")),
                Heavy::post(
                    "rows as CSV",
                    format!("{route}?format=csv&bom=true"),
                    statement("SELECT * FROM village_indicators"),
                ),
                Heavy::post(
                    "shapes",
                    format!("{route}?format=csv"),
                    statement("SELECT code, geometry FROM districts"),
                ),
                Heavy::post(
                    "columns",
                    format!("{route}?format=parquet"),
                    statement("SELECT * FROM villages"),
                ),
                Heavy::post("a long list", route, statement(&list)),
                Heavy::post("many values", route, json!({"sql": "SELECT 1", "params": values}))
                    .answered(400),
            ]
        }
        ("DELETE", "/api/v1/sql/{id}") => {
            vec![Heavy {
                method: "DELETE",
                ..Heavy::get("nobody", "/api/v1/sql/nobody").answered(404)
            }]
        }
        ("GET", "/api/v1/plan/default" | "/api/v1/plan/templates") => {
            vec![Heavy::get("as it is", route)]
        }
        ("POST", "/api/v1/rankings") => vec![
            Heavy::post("everybody", route, facts.conditional(all.clone())),
            Heavy::post(
                "everybody by another method",
                route,
                facts.planned(json!({"method": "topsis", "limit": 100_000})),
            ),
            Heavy::post("rows", route, facts.rows(all)),
            Heavy::post("nested lists", route, nested()).answered(400),
        ],
        ("POST", "/api/v1/rankings/explain") => {
            let ids = json!({"id": facts.villages[0], "other": facts.villages[1]});
            vec![Heavy::post("two villages", route, facts.conditional(ids))]
        }
        ("POST", "/api/v1/rankings/sensitivity") => {
            let beside = json!({"draws": 200, "selection_draws": 2, "limit": 100_000, "selection_limit_s": 1});
            vec![
                Heavy::post("a long list", route, facts.conditional(beside.clone())),
                Heavy::post("events", route, facts.planned(beside)).with(EVENTS),
            ]
        }
        ("POST", "/api/v1/rankings/reversals") => {
            let mut plan = facts.plan.clone();
            plan["candidates"] = json!({"where": format!("code IN ('{}')", facts.villages[..facts.villages.len().min(200)].join("','"))});
            vec![Heavy::post("hundreds", route, plan)]
        }
        ("POST", "/api/v1/selections") => vec![
            Heavy::post("everybody competes", route, facts.conditional(json!({}))),
            Heavy::post("events", route, facts.planned(json!({}))).with(EVENTS),
        ],
        ("POST", "/api/v1/selections/near") => {
            let mut plan = facts.plan.clone();
            plan["basket"] = facts.villages[..facts.villages.len().min(10_000)].into();
            plan["constraints"]["spacing_km"] = json!(5);
            vec![Heavy::post("a full basket", route, plan)]
        }
        ("POST", "/api/v1/weights/ahp") => {
            let matrix = vec![vec![1; 15]; 15];
            let criteria: Vec<String> = (0..15).map(|n| n.to_string()).collect();
            vec![
                Heavy::post(
                    "many judges",
                    route,
                    json!({"criteria": criteria, "judges": vec![matrix; 15_000]}),
                ),
                Heavy::post("nested lists", route, nested()).answered(400),
            ]
        }
        ("POST", "/api/v1/weights/roc") => {
            let criteria: Vec<String> = (0..LONGEST / 12).map(|n| n.to_string()).collect();
            vec![Heavy::post("many criteria", route, json!({ "criteria": criteria })).answered(400)]
        }
        ("POST", "/api/v1/weights/diagnostics") => vec![
            Heavy::post("everybody", route, facts.conditional(json!({}))),
            Heavy::post("rows", route, facts.rows(json!({}))),
        ],
        ("POST", "/api/v1/equity") => {
            let rows = |count: usize| -> Value {
                (0..count)
                    .map(|n| json!({"id": n.to_string(), "need": n, "designated": 1}))
                    .collect()
            };
            let again: Vec<_> = facts.villages.iter().cycle().take(LONGEST / 18).collect();
            vec![
                Heavy::post("again and again", route, json!({"selected": again, "seats": 10_000})),
                Heavy::post("rows", route, json!({"rows": rows(10_000)})),
                Heavy::post("too many rows", route, json!({"rows": rows(LONGEST / 48)}))
                    .answered(400),
            ]
        }
        ("GET", "/api/v1/scenarios") => vec![Heavy::get("as it is", route)],
        ("GET", "/api/v1/scenarios/compare") => {
            let many = (0..11_000).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
            vec![
                Heavy::get("two", format!("{route}?ids={},{}", facts.frozen, facts.draft)),
                Heavy::get("many", format!("{route}?ids={many}")).answered(400),
            ]
        }
        ("GET", "/api/v1/scenarios/{id}") => vec![Heavy::get("a frozen one", of_frozen(""))],
        ("GET", "/api/v1/scenarios/{id}/annex.csv") => {
            vec![Heavy::get("as it is", of_frozen("/annex.csv"))]
        }
        ("GET", "/api/v1/scenarios/{id}/annex.xlsx") => {
            vec![Heavy::get("as it is", of_frozen("/annex.xlsx"))]
        }
        ("GET", "/api/v1/scenarios/{id}/annex.pdf") => {
            vec![Heavy::get("as it is", of_frozen("/annex.pdf"))]
        }
        ("GET", "/api/v1/scenarios/{id}/annex.geojson") => {
            vec![Heavy::get("as it is", of_frozen("/annex.geojson"))]
        }
        ("GET", "/api/v1/scenarios/{id}/letters/{file}") => {
            vec![Heavy::get("a letter", of_frozen(&format!("/letters/{}.pdf", facts.villages[0])))]
        }
        ("GET", "/api/v1/scenarios/{id}/history") => {
            vec![Heavy::get("as it is", of_frozen("/history"))]
        }
        ("POST", "/api/v1/scenarios") => vec![
            Heavy::post(
                "everybody",
                route,
                json!({"name": "Semua", "plan": facts.conditional(json!({}))}),
            )
            .answered(201),
            Heavy::post("nested lists", route, nested()).answered(400),
        ],
        ("PUT", "/api/v1/scenarios/{id}") => {
            let change = json!({"version": 1, "plan": facts.conditional(json!({}))});
            vec![Heavy { method: "PUT", ..Heavy::post("another plan", of_draft(""), change) }]
        }
        ("POST", "/api/v1/scenarios/{id}/duplicate") => {
            vec![
                Heavy::post("as it is", of_frozen("/duplicate"), json!({"name": "Salinan"}))
                    .answered(201),
            ]
        }
        ("POST", "/api/v1/scenarios/{id}/freeze") => {
            vec![
                Heavy::post("with events", of_draft("/freeze"), json!({"version": 2})).with(EVENTS),
            ]
        }
        ("POST", "/api/v1/scenarios/{id}/sign") => {
            let signature = json!({"level": "regency", "decision": "approved", "by": "Sari"});
            vec![Heavy::post("a level", of_frozen("/sign"), signature)]
        }
        ("GET", "/maps/{layer}/{z}/{x}/{y}") => {
            vec![Heavy::get("villages", "/maps/villages/8/206/134@2x.png")]
        }
        ("GET", "/maps/static.png") => vec![Heavy::get(
            "as large as may be",
            "/maps/static.png?layer=villages&width=2048&height=2048",
        )],
        _ => lists::of(method, route, facts)
            .or_else(|| people::of(method, route))
            .or_else(|| registry::of(method, route, facts))
            .unwrap_or_else(|| panic!("say here which request of {method} {route} costs the most")),
    }
}
