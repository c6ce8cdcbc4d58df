//! A question with a name, and its parameters.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::error::QueryError;
use crate::params::Params;
use crate::request::QueryRequest;

/// A question with a name.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = QuestionInfo))]
pub struct NamedQuery {
    /// Its name in the address.
    pub name: String,
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
    /// The columns of its answer, in order; none where its file does not say.
    pub columns: Vec<String>,
    /// What it answers over the demonstration dataset, where its file says.
    #[serde(skip)]
    pub expected: Vec<Expected>,
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
    /// The only values that it may have; any of its type where the list is empty.
    pub choices: Vec<String>,
    /// What it is, in Indonesian.
    pub description_id: String,
    /// What it is, in English.
    pub description_en: String,
}

/// What a question answers over the demonstration dataset when it is asked in one way.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expected {
    /// The parameters that are given; the others have their defaults.
    pub given: Vec<(String, String)>,
    /// Number of rows.
    pub rows: Option<usize>,
    /// Values of the first row, by column; those of other columns are not said.
    pub first: Map<String, Json>,
}

impl NamedQuery {
    /// The request with parameters as texts, as they come from an address.
    ///
    /// # Errors
    /// [`QueryError::Parameter`] for an unknown parameter, one of another type, or none of the choices.
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
    /// The value that a text stands for.
    pub(super) fn read(&self, text: &str) -> Result<Json, QueryError> {
        if !self.choices.is_empty() && !self.choices.iter().any(|choice| choice == text) {
            let choices = self.choices.join(", ");
            return Err(QueryError::parameter(
                &self.name,
                format!("must be one of {choices}, not `{text}`"),
            ));
        }
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
