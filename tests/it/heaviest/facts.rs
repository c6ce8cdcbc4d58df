//! What the heaviest requests are made of.

use reqwest::Client;
use serde_json::{Value, json};

use super::LONGEST;

/// What requests are made of.
pub struct Facts {
    /// The plan to begin with, without its condition.
    pub plan: Value,
    /// The same, as a draft.
    pub draft: String,
    /// A scenario that is frozen.
    pub frozen: String,
    /// Codes.
    pub provinces: Vec<String>,
    pub regencies: Vec<String>,
    pub villages: Vec<String>,
    /// Named questions.
    pub questions: Vec<String>,
}

impl Facts {
    pub async fn gather(client: &Client, base: &str) -> Self {
        let get = async |path: &str| -> Value {
            client.get(format!("{base}{path}")).send().await.unwrap().json().await.unwrap()
        };
        let post = async |path: &str, body: Value| -> Value {
            let request = client.post(format!("{base}{path}")).json(&body);
            let answer = request.send().await.unwrap();
            let (status, text) = (answer.status(), answer.text().await.unwrap());
            assert!(status.is_success(), "{path}: {text}");
            serde_json::from_str(&text).unwrap()
        };
        let of = |list: &Value, key: &str| -> Vec<String> {
            let items = list["items"].as_array().unwrap().iter();
            items.map(|item| item[key].as_str().unwrap().to_owned()).collect()
        };
        let mut plan = get("/api/v1/plan/default").await;
        plan["candidates"] = json!({});
        let count = json!({"count": 20, "time_limit_s": 10});
        plan["constraints"] = count;
        let codes = async |level: &str| {
            let sql = format!("SELECT code FROM {level} ORDER BY code");
            of(&post("/api/v1/sql", json!({"sql": sql, "limit": 100_000})).await, "code")
        };
        let scenario = async || {
            let new = json!({"name": "Berat", "plan": plan});
            post("/api/v1/scenarios", new).await["id"].as_str().unwrap().to_owned()
        };
        let (draft, frozen) = (scenario().await, scenario().await);
        post(&format!("/api/v1/scenarios/{frozen}/freeze"), json!({"version": 1})).await;
        Self {
            provinces: codes("provinces").await,
            regencies: codes("regencies").await,
            villages: codes("villages").await,
            questions: of(&get("/api/v1/queries").await, "name"),
            plan,
            draft,
            frozen,
        }
    }

    /// The plan with fields beside its own.
    pub fn planned(&self, beside: Value) -> Value {
        let mut plan = self.plan.clone();
        plan.as_object_mut().unwrap().extend(beside.as_object().unwrap().clone());
        plan
    }

    /// The plan over all villages, found by a condition that is computed.
    pub fn conditional(&self, beside: Value) -> Value {
        let mut plan = self.planned(beside);
        plan["candidates"] = json!({"where": "code LIKE '%.%' OR name = 'x'"});
        plan
    }

    /// A plan whose rows fill the longest body.
    pub fn rows(&self, beside: Value) -> Value {
        let mut plan = self.planned(beside);
        let rows: Vec<Value> =
            (0..LONGEST / 64).map(|n| json!({"id": format!("{n}"), "a": n, "b": n % 97})).collect();
        plan["candidates"] = json!({ "rows": rows });
        plan["constraints"] = Value::Null;
        plan["criteria"] = json!([
            {"indicator": "a", "weight": 1, "direction": "cost", "goalposts": [0, 1e6]},
            {"indicator": "b", "weight": 1, "direction": "benefit", "goalposts": [0, 100]},
        ]);
        plan
    }
}
