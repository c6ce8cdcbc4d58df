//! Everything that may be asked of a dataset. A route that is new has to say here what it may be asked, or the test fails.

use serde_json::{Value, json};

/// Formats of rows.
const FORMATS: [&str; 7] = ["json", "csv", "arrow", "parquet", "geojson", "fgb", "xlsx"];
/// Statements beside reading every table.
const STATEMENTS: [&str; 9] = [
    "SELECT sum(value) FROM indicator_values WHERE indicator = 'pmi_placed' AND area_code LIKE '11.%'",
    "SELECT avg(value), max(value), min(value), stddev(value) FROM indicator_values WHERE year = 2024",
    "SELECT r.code, r.name, i.value FROM regencies r JOIN indicator_values i ON i.area_code = r.code",
    "SELECT code, geometry, pmi_placed, pmi_per_1000 FROM village_indicators",
    "SELECT code FROM village_indicators WHERE pmi_placed < 5",
    "SELECT code FROM village_indicators ORDER BY pmi_placed, code",
    "SELECT count(*) FROM village_indicators WHERE pmi_placed BETWEEN 3 AND 3",
    "SELECT code, ntile(4) OVER (ORDER BY need) AS part FROM coverage_by_regency",
    "SELECT table_name, column_name FROM information_schema.columns",
];

/// A request.
#[derive(Debug, Clone)]
pub struct Ask {
    pub method: &'static str,
    pub path: String,
    pub body: Option<Value>,
}

fn get(path: impl Into<String>) -> Ask {
    Ask { method: "GET", path: path.into(), body: None }
}

fn post(path: impl Into<String>, body: Value) -> Ask {
    Ask { method: "POST", path: path.into(), body: Some(body) }
}

/// What the requests name: tables and named questions, as the server lists them.
pub struct Names {
    pub tables: Vec<String>,
    pub questions: Vec<String>,
}

fn plan(beside: &Value) -> Value {
    let mut plan = json!({
        "criteria": [
            {"indicator": "pmi_placed", "weight": 2},
            {"indicator": "pmi_per_1000", "weight": 1},
            {"indicator": "idm", "weight": 1},
        ],
        "candidates": {},
        "missing": "worst",
    });
    plan.as_object_mut().unwrap().extend(beside.as_object().unwrap().clone());
    plan
}

/// What a route is asked, of routes that tell of the dataset; an empty list of others.
pub fn asks(method: &str, route: &str, names: &Names) -> Vec<Ask> {
    match (method, route) {
        ("GET", "/api/v1/areas") => ["?level=regency", "?q=kupang", "?parent=11", ""]
            .map(|query| get(format!("{route}{query}")))
            .to_vec(),
        ("GET", "/api/v1/areas/{code}") => ["11", "11.01", "11.71", "11.01.01", "11.01.01.2001", "12.01"]
            .map(|code| get(format!("/api/v1/areas/{code}")))
            .to_vec(),
        ("GET", "/api/v1/villages") => vec![get(format!("{route}?area=11.01&limit=100"))],
        ("POST", "/api/v1/villages/search") => {
            let ring = json!([[109, -9], [116, -9], [116, -5], [109, -5], [109, -9]]);
            vec![post(route, json!({"type": "Polygon", "coordinates": [ring]}))]
        }
        ("GET", "/api/v1/coverage") => ["province", "regency", "district"]
            .into_iter()
            .flat_map(|level| {
                ["", "&year=2024", "&year=2022", "&years=3", "&include_imputed=true"]
                    .map(|rest| get(format!("{route}?level={level}{rest}")))
            })
            .collect(),
        ("GET", "/api/v1/proposals") => ["", "?area=11.01"].map(|rest| get(format!("{route}{rest}"))).to_vec(),
        ("POST", "/api/v1/proposals/check") => {
            vec![post(route, json!({"village_codes": ["11.01.01.2001", "11.71.01.1001"]}))]
        }
        ("GET", "/api/v1/coverage/compare") => {
            ["11.01,11.71", "11,12", "11.01,12.01&year=2024", "11,12&maps=pmi_placed"]
                .map(|codes| get(format!("{route}?codes={codes}")))
                .to_vec()
        }
        ("GET", "/api/v1/coverage/compare.pdf") => ["codes=11.01,11.71", "codes=11,12&year=2024&lang=en&maps=pmi_placed"]
            .map(|rest| get(format!("{route}?{rest}")))
            .to_vec(),
        ("GET", "/api/v1/dataset/report") => vec![get(format!("{route}?limit=10000"))],
        ("GET", "/tiles/{layers}") => vec![
            get("/tiles/provinces,regencies,districts,villages,designations,ltsa.json"),
            get("/tiles/villages.json?area=11.01"),
        ],
        ("GET", "/tiles/{layers}/{z}/{x}/{y}") => tiles(),
        ("GET", "/styles/{name}") => vec![get("/styles/plan.json"), get("/styles/base.json")],
        ("GET", "/maps/{layer}/{z}/{x}/{y}") => {
            vec![get("/maps/regencies/7/103/66.png?indicator=pmi_placed")]
        }
        ("GET", "/maps/static.png") => vec![get(format!("{route}?layer=regencies&indicator=pmi_placed"))],
        ("GET", "/api/v1/queries/{name}") => names
            .questions
            .iter()
            .flat_map(|name| FORMATS.map(|format| get(format!("/api/v1/queries/{name}?format={format}"))))
            .collect(),
        ("GET", "/api/v1/sql") => {
            vec![get(format!("{route}?format=csv&q=SELECT+*+FROM+indicator_values"))]
        }
        ("POST", "/api/v1/sql") => {
            let whole = names.tables.iter().map(|table| format!("SELECT * FROM {table}"));
            let all = whole.chain(STATEMENTS.map(str::to_owned));
            all.flat_map(|sql| {
                FORMATS.map(|format| post(format!("{route}?format={format}"), json!({"sql": sql, "limit": 10_000})))
            })
            .collect()
        }
        ("POST", "/api/v1/rankings") => [
            json!({}),
            json!({"method": "topsis"}),
            json!({"candidates": {"where": "pmi_placed < 5"}}),
            json!({"candidates": {"where": "coalesce(pmi_placed, 1) > 3"}}),
        ]
        .map(|beside| post(route, plan(&beside)))
        .to_vec(),
        ("POST", "/api/v1/rankings/explain") => {
            let two = json!({"id": "11.01.01.2001", "other": "11.71.01.1001"});
            vec![post(route, plan(&two))]
        }
        ("POST", "/api/v1/rankings/sensitivity") => {
            let few = json!({"draws": 50, "selection_draws": 2, "constraints": {"count": 3}});
            vec![post(route, plan(&few))]
        }
        ("POST", "/api/v1/rankings/reversals" | "/api/v1/weights/diagnostics") => {
            vec![post(route, plan(&json!({})))]
        }
        ("POST", "/api/v1/selections") => {
            vec![post(route, plan(&json!({"constraints": {"count": 5}})))]
        }
        ("POST", "/api/v1/selections/near") => {
            let basket = json!(["11.01.01.2001", "11.01.01.2002"]);
            vec![post(route, plan(&json!({"basket": basket, "constraints": {"spacing_km": 50}})))]
        }
        ("POST", "/api/v1/equity") => {
            vec![post(route, json!({"selected": ["11.01.01.2001", "12.01.01.2002"], "seats": 10}))]
        }
        ("GET", "/api/v1/lists/template.xlsx" | "/api/v1/lists/template.csv") => {
            vec![get(format!("{route}?area=11.01"))]
        }
        // What is held against what is known: residents of the village, sums of today.
        ("POST", "/api/v1/lists/preview") => ["0", "3", "4", "5", "200", "100000"]
            .map(|count| {
                let row = json!({"row": 2, "village_code": "11.01.01.2001", "kind": "PMI", "year": "2024", "count": count});
                post(format!("{route}?area=11"), json!({ "rows": [row] }))
            })
            .into(),
        // As they are; what they tell hangs on the dataset.
        (
            "GET",
            "/readyz" | "/api/v1/dataset" | "/api/v1/indicators" | "/api/v1/tables"
            | "/api/v1/functions" | "/api/v1/queries" | "/api/v1/plan/default"
            | "/api/v1/plan/templates" | "/docs" | "/api/v1/openapi.json",
        ) => vec![get(route)],
        // Tables of one's own withhold nothing, and the country has none.
        ("GET" | "POST", "/api/v1/tables/{table}/within")
        | ("GET", "/tiles/tables/{table}" | "/tiles/tables/{table}/{z}/{x}/{y}")
        // Arithmetic on what the reader sends.
        | ("POST", "/api/v1/weights/ahp" | "/api/v1/weights/roc")
        // About the process, for few: see `readers`.
        | ("GET", "/healthz" | "/metrics" | "/api/v1/events")
        | ("DELETE", "/api/v1/sql/{id}") => Vec::new(),
        // About people and what is saved: see `readers`.
        (_, route)
            if ["session", "tokens", "people", "scenarios", "registry", "lists"]
                .iter()
                .any(|of| route.starts_with(&format!("/api/v1/{of}"))) =>
        {
            Vec::new()
        }
        _ => panic!("say here what {method} {route} may be asked, so that nobody learns small numbers from it"),
    }
}

/// The tiles of the country at several zooms, of all layers and of one, in both encodings.
fn tiles() -> Vec<Ask> {
    let mut all = Vec::new();
    for z in [3, 6, 8, 10] {
        let at = |lon: f64, lat: f64| {
            let n = f64::from(1u32 << z);
            let y = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0;
            (((lon + 180.0) / 360.0 * n) as u32, (y * n) as u32)
        };
        for (x, y) in [at(110.2, -7.95), at(110.2, -7.85), at(111.2, -7.95)] {
            for layers in ["provinces,regencies,districts,villages,designations,ltsa", "regencies"]
            {
                for rest in ["mvt", "mlt", "mvt?area=11.01"] {
                    all.push(get(format!("/tiles/{layers}/{z}/{x}/{y}.{rest}")));
                }
            }
        }
    }
    all
}
