//! The description of the interface (OpenAPI 3.1) and a page that shows it.
//!
//! The document is generated from the handlers. What holds for all of them is added here: any of
//! them may answer with a problem document.

use std::fmt::Write as _;

use axum::response::Html;
use serde_json::Value;
use utoipa::OpenApi;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder};

use crate::http::problem::{Code, Problem};

/// The part of the document that no handler contributes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Desmigratif planner",
        description = "Analytics and planning for the Desa Migran Produktif programme. Coordinates are lon,lat (CRS84); \
                       areas are named by their Kemendagri code, as text; unknown parameters are errors.",
        license(name = "MIT", identifier = "MIT")
    ),
    components(schemas(Problem)),
    tags(
        (name = "data", description = "The dataset, its catalogue and its areas"),
        (name = "sql", description = "SQL and the named questions"),
        (name = "map", description = "Vector tiles and styles"),
        (name = "lists", description = "Lists of migrant workers from villages"),
        (name = "planning", description = "Rankings and selections"),
        (name = "scenarios", description = "Saved plans, frozen selections, signatures, annexes"),
        (name = "registry", description = "What people add to the dataset"),
        (name = "service", description = "Health and metrics")
    )
)]
pub struct Base;

/// Adds to every operation that it may answer with a problem document.
pub fn with_problems(mut api: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let problem = ResponseBuilder::new()
        .description("Any failure; `code` says which")
        .content("application/problem+json", content)
        .build();
    for item in api.paths.paths.values_mut() {
        let operations =
            [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            operation.responses.responses.insert("default".to_owned(), RefOr::T(problem.clone()));
        }
    }
    api
}

/// The description as whoever reaches this server under a path needs it: `servers` says where its addresses begin, which
/// without one is the root of the host.
pub fn under(json: &str, prefix: &str) -> String {
    if prefix.is_empty() {
        return json.to_owned();
    }
    // A prefix has no letter that JSON writes otherwise.
    json.replacen('{', &format!("{{\n  \"servers\": [{{ \"url\": \"{prefix}\" }}],"), 1)
}

/// The page `/docs`: the whole description as one static document, without any script.
pub fn page(api: &Value) -> Html<String> {
    let mut html = String::from(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>\
         <title>Desmigratif: interface</title><style>body{font:15px/1.5 system-ui;max-width:60rem;margin:2rem auto;\
         padding:0 1rem;color-scheme:light dark}code{font-family:ui-monospace,monospace}h2{margin-top:2.5rem}\
         table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0;\
         border-bottom:1px solid #8884}details{margin:.4rem 0}summary code{font-weight:600}pre{overflow:auto}</style>\
         <h1>Desmigratif: interface</h1><p>The same as <a href=api/v1/openapi.json>openapi.json</a>.",
    );
    paragraph(&mut html, api.pointer("/info/description"));
    html.push_str("<h2>Addresses</h2>");
    for (path, item) in api["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            operation_html(&mut html, method, path, operation);
        }
    }
    html.push_str("<h2>Errors</h2><table><tr><th>code<th>status<th>meaning");
    for code in Code::ALL {
        let (name, status, title) = (code.name(), code.status().as_u16(), code.title());
        let _ = write!(html, "<tr id={name}><td><code>{name}</code><td>{status}<td>{title}");
    }
    html.push_str("</table><h2>Schemas</h2>");
    for (name, schema) in
        api.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten()
    {
        let text = serde_json::to_string_pretty(schema).unwrap_or_default();
        let _ = write!(
            html,
            "<details id='schema-{0}'><summary><code>{0}</code></summary><pre>{1}</pre></details>",
            escape(name),
            escape(&text)
        );
    }
    html.push_str("</html>");
    Html(html)
}

fn operation_html(html: &mut String, method: &str, path: &str, operation: &Value) {
    let summary = operation["summary"].as_str().unwrap_or_default();
    let _ = write!(
        html,
        "<details><summary><code>{} {}</code> {}</summary>",
        method.to_uppercase(),
        escape(path),
        escape(summary)
    );
    paragraph(html, operation.get("description"));
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !parameters.is_empty() {
        html.push_str("<table><tr><th>parameter<th>in<th>meaning");
    }
    for parameter in parameters {
        let text = |key: &str| escape(parameter[key].as_str().unwrap_or_default());
        let required = if parameter["required"] == true { " (required)" } else { "" };
        let _ = write!(
            html,
            "<tr><td><code>{}</code>{required}<td>{}<td>{}",
            text("name"),
            text("in"),
            text("description")
        );
    }
    html.push_str(if parameters.is_empty() { "" } else { "</table>" });
    if let Some(body) = operation.pointer("/requestBody/content") {
        html.push_str("<p>Body: ");
        contents(html, body);
    }
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        if status == "default" {
            continue;
        }
        let description = escape(response["description"].as_str().unwrap_or_default());
        let _ = write!(html, "<p>{}: {description} ", escape(status));
        contents(html, &response["content"]);
    }
    html.push_str("</details>");
}

/// The media types of a body, each with a link to its schema.
fn contents(html: &mut String, content: &Value) {
    for (media, body) in content.as_object().into_iter().flatten() {
        let _ = write!(html, "<code>{}</code> ", escape(media));
        let name =
            body.pointer("/schema/$ref").and_then(Value::as_str).and_then(|r| r.rsplit('/').next());
        if let Some(name) = name.map(escape) {
            let _ = write!(html, "(<a href='#schema-{name}'>{name}</a>) ");
        }
    }
}

fn paragraph(html: &mut String, text: Option<&Value>) {
    if let Some(text) = text.and_then(Value::as_str) {
        let _ = write!(html, "<p>{}", escape(text));
    }
}

fn escape(text: &str) -> String {
    let replace = |letter: char| match letter {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&#39;".to_owned(),
        other => other.to_string(),
    };
    text.chars().map(replace).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_escapes_what_it_shows() {
        let api = serde_json::json!({"info": {"description": "<script>"}, "paths": {"/a": {"get": {"summary": "'&\""}}}});
        let Html(page) = page(&api);
        assert!(page.contains("&lt;script&gt;") && page.contains("&#39;&amp;&quot;"));
        assert!(!page.contains("<script"));
    }

    #[test]
    fn every_error_code_has_an_anchor() {
        let Html(page) = page(&serde_json::json!({"paths": {}}));
        for code in Code::ALL {
            assert!(page.contains(&format!("id={}", code.name())), "{}", code.name());
        }
    }

    #[test]
    fn under_a_path_the_description_says_where_addresses_begin() {
        let json = r#"{"openapi": "3.1.0", "paths": {"/a": {}}}"#;
        assert_eq!(under(json, ""), json);
        let told: Value = serde_json::from_str(&under(json, "/desmigratif")).unwrap();
        assert_eq!(told["servers"], serde_json::json!([{"url": "/desmigratif"}]));
        assert_eq!((&told["openapi"], told["paths"]["/a"].is_object()), (&"3.1.0".into(), true));
    }
}
