//! The named questions: SQL files with a heading, built into the program.
//!
//! A heading is a run of comment lines:
//!
//! ```text
//! -- title_id: …          -- title_en: …
//! -- description_id: …    -- description_en: …
//! -- param: name type default — description
//! ```
//!
//! Types are `text`, `integer`, `number` and `boolean`; `null` as default means none.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::error::QueryError;
use crate::params::Params;
use crate::request::QueryRequest;

macro_rules! questions {
    ($($name:literal),* $(,)?) => {
        const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../sql/", $name, ".sql")))),*];
    };
}

questions![
    "claims_versus_register",
    "coverage_by_regency",
    "designations_by_year_and_funding",
    "missing_by_regency",
    "nearest_designated",
    "pillar_progress",
    "recompute_ranking",
    "underserved_villages",
    "villages_far_from_ltsa",
    "villages_in_box",
];

/// A question with a name.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = QuestionInfo))]
pub struct NamedQuery {
    /// Its name in the address.
    pub name: &'static str,
    /// Title in Indonesian.
    pub title_id: String,
    /// Title in English.
    pub title_en: String,
    /// What it answers, in Indonesian.
    pub description_id: String,
    /// What it answers, in English.
    pub description_en: String,
    /// The SQL, with `$name` for every parameter.
    pub sql: String,
    /// The parameters.
    pub params: Vec<NamedParam>,
}

/// A parameter of a named question.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = QuestionParam))]
pub struct NamedParam {
    /// Its name.
    pub name: String,
    /// `text`, `integer`, `number` or `boolean`.
    #[serde(rename = "type")]
    pub data_type: String,
    /// The value when none is given; null means that there must be none.
    #[cfg_attr(feature = "openapi", schema(value_type = Value))]
    pub default: Json,
    /// What it is, in English.
    pub description_en: String,
}

/// All named questions, by name.
///
/// # Errors
/// [`QueryError::Internal`] when a file has a wrong heading; a test keeps that from happening.
pub fn named_queries() -> Result<Vec<NamedQuery>, QueryError> {
    FILES.iter().map(|(name, text)| parse(name, text)).collect()
}

impl NamedQuery {
    /// The request with parameters as texts, as they come from an address.
    ///
    /// # Errors
    /// [`QueryError::Parameter`] for an unknown parameter or one of another type.
    pub fn request<'a>(
        &self,
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<QueryRequest, QueryError> {
        let mut values: Map<String, Json> = Map::new();
        for param in &self.params {
            values.insert(param.name.clone(), param.default.clone());
        }
        for (name, text) in given {
            let Some(param) = self.params.iter().find(|param| param.name == name) else {
                let known = self
                    .params
                    .iter()
                    .map(|param| param.name.as_str())
                    .collect::<Vec<_>>()
                    .join(", ");
                return Err(QueryError::parameter(
                    name,
                    format!("is not a parameter of {}; it has: {known}", self.name),
                ));
            };
            values.insert(param.name.clone(), param.read(text)?);
        }
        let params = if values.is_empty() { Params::None } else { Params::Named(values) };
        Ok(QueryRequest::new(self.sql.clone()).with_params(params))
    }
}

impl NamedParam {
    fn read(&self, text: &str) -> Result<Json, QueryError> {
        let value = match self.data_type.as_str() {
            "text" => Some(Json::from(text)),
            "integer" => text.parse::<i64>().ok().map(Json::from),
            "number" => {
                text.parse::<f64>().ok().and_then(serde_json::Number::from_f64).map(Json::Number)
            }
            _ => text.parse::<bool>().ok().map(Json::from),
        };
        value.ok_or_else(|| {
            QueryError::parameter(&self.name, format!("must be {}, not `{text}`", self.data_type))
        })
    }
}

fn parse(name: &'static str, text: &str) -> Result<NamedQuery, QueryError> {
    let wrong = |problem: &str| QueryError::internal(format!("queries/sql/{name}.sql: {problem}"));
    let heading: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("-- ")).collect();
    let field = |key: &str| {
        let found = heading.iter().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
        found.map(str::to_owned).ok_or_else(|| wrong(&format!("lacks `-- {key}:`")))
    };
    let params = heading
        .iter()
        .filter_map(|line| line.strip_prefix("param: "))
        .map(|line| {
            parse_param(line).ok_or_else(|| wrong(&format!("cannot read the parameter `{line}`")))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let sql: Vec<&str> = text.lines().skip(heading.len()).collect();
    Ok(NamedQuery {
        name,
        title_id: field("title_id")?,
        title_en: field("title_en")?,
        description_id: field("description_id")?,
        description_en: field("description_en")?,
        sql: sql.join("\n").trim().to_owned(),
        params,
    })
}

fn parse_param(line: &str) -> Option<NamedParam> {
    let (definition, description) = line.split_once(" — ")?;
    let mut words = definition.splitn(3, ' ');
    let (name, data_type, default) = (words.next()?, words.next()?, words.next()?);
    if !matches!(data_type, "text" | "integer" | "number" | "boolean") {
        return None;
    }
    let mut param = NamedParam {
        name: name.to_owned(),
        data_type: data_type.to_owned(),
        default: Json::Null,
        description_en: description.to_owned(),
    };
    if default != "null" {
        param.default = param.read(default).ok()?;
    }
    Some(param)
}
