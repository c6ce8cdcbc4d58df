//! The heaviest requests about people, where nobody has to sign in: then nobody can, and nobody has an account.

use serde_json::json;

use super::Heavy;

pub fn of(method: &str, route: &str) -> Option<Vec<Heavy>> {
    Some(match (method, route) {
        // Where nobody has to sign in nobody can, and nobody has an account.
        ("POST", "/api/v1/session") => {
            vec![
                Heavy::post("long words", route, json!({"login": long(), "password": long()}))
                    .answered(403),
            ]
        }
        ("POST", "/api/v1/session/first") => {
            let first = json!({"code": long(), "login": "a", "name": "A", "password": long()});
            vec![Heavy::post("long words", route, first).answered(403)]
        }
        ("POST", "/api/v1/session/invitation") => {
            let given = json!({"secret": long(), "password": long()});
            vec![Heavy::post("long words", route, given).answered(403)]
        }
        ("DELETE", "/api/v1/session") => {
            vec![Heavy { method: "DELETE", ..Heavy::get("as it is", route) }.answered(204)]
        }
        ("POST", "/api/v1/session/proof") => {
            vec![Heavy::post("a long word", route, json!({"password": long()})).answered(401)]
        }
        ("GET", "/api/v1/session/openid") => {
            let away = format!("{route}?ke=/{}", long());
            vec![Heavy::get("without a provider", &away[..4000]).answered(403)]
        }
        ("GET", "/api/v1/session/openid/callback") => {
            let back = format!("{route}?state=a&code={}", long());
            vec![Heavy::get("without a provider", &back[..4000]).answered(403)]
        }
        ("PUT", "/api/v1/session/password") => {
            let given = json!({"old": long(), "new": long()});
            vec![Heavy { method: "PUT", ..Heavy::post("long words", route, given) }.answered(401)]
        }
        ("PUT", "/api/v1/session/second") => {
            let given = json!({"code": long()});
            vec![Heavy { method: "PUT", ..Heavy::post("a long word", route, given) }.answered(401)]
        }
        ("POST" | "DELETE", "/api/v1/session/second") => {
            vec![Heavy { method: named(method), ..Heavy::get("as it is", route) }.answered(401)]
        }
        ("GET", "/api/v1/tokens") => vec![Heavy::get("as it is", route).answered(401)],
        ("POST", "/api/v1/tokens") => {
            let new = json!({"name": long(), "scopes": ["sql"], "days": 1});
            vec![Heavy::post("a long word", route, new).answered(401)]
        }
        ("DELETE", "/api/v1/tokens/{id}") => {
            vec![Heavy { method: "DELETE", ..Heavy::get("none", "/api/v1/tokens/x") }.answered(401)]
        }
        ("GET", "/api/v1/sessions") => vec![Heavy::get("as it is", route).answered(401)],
        ("DELETE", "/api/v1/sessions") => {
            vec![Heavy { method: "DELETE", ..Heavy::get("as it is", route) }.answered(401)]
        }
        ("DELETE", "/api/v1/sessions/{id}") => {
            let none = Heavy::get("none", "/api/v1/sessions/x");
            vec![Heavy { method: "DELETE", ..none }.answered(401)]
        }
        ("GET", "/api/v1/people") => vec![Heavy::get("as it is", route)],
        ("POST", "/api/v1/people") => {
            let grant = json!({"role": "regency", "area": "11.01"});
            let new = json!({"login": "siti", "name": "Siti", "grants": vec![grant; 50]});
            vec![Heavy::post("as many grants as may be", route, new).answered(201)]
        }
        ("PUT", "/api/v1/people/{id}") => {
            let change = json!({"disabled": true});
            let nobody = Heavy::post("nobody", "/api/v1/people/x", change);
            vec![Heavy { method: "PUT", ..nobody }.answered(404)]
        }
        ("POST", "/api/v1/people/{id}/invitation") => {
            vec![Heavy::post("nobody", "/api/v1/people/x/invitation", json!({})).answered(404)]
        }
        ("DELETE", "/api/v1/people/{id}/second") => {
            let nobody = Heavy::get("nobody", "/api/v1/people/x/second");
            vec![Heavy { method: "DELETE", ..nobody }.answered(404)]
        }
        ("DELETE", "/api/v1/people/{id}/sessions") => {
            let nobody = Heavy::get("nobody", "/api/v1/people/x/sessions");
            vec![Heavy { method: "DELETE", ..nobody }.answered(404)]
        }
        ("GET", "/api/v1/events") => vec![Heavy::get("all", route)],
        _ => return None,
    })
}

/// A word as long as a body may hold many of.
fn long() -> String {
    "x".repeat(100_000)
}

fn named(method: &str) -> &'static str {
    if method == "DELETE" { "DELETE" } else { "POST" }
}
