//! Bodies that are a plan with more fields beside its own: read, and as the description of the
//! interface shows them.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::extract::json_error;
use crate::http::problem::ApiResult;
use crate::mcda::Plan;
use crate::strict;

/// Separates the plan from the fields that a request adds to it.
///
/// # Errors
/// A field that neither knows, or a value of another type.
pub fn split<T: DeserializeOwned>(
    mut body: Map<String, Value>,
    fields: &[&str],
) -> ApiResult<(Plan, T)> {
    let mut own = Map::new();
    for name in fields {
        if let Some(value) = body.shift_remove(*name) {
            own.insert((*name).to_owned(), value);
        }
    }
    let own = strict::from_value(Value::Object(own)).map_err(|error| json_error(&error))?;
    let plan = strict::from_value(Value::Object(body)).map_err(|error| json_error(&error))?;
    Ok((plan, own))
}

/// Fields that a request adds to a plan.
pub trait BesidePlan: ToSchema {
    /// What the whole body is called.
    const BODY: &'static str;
    /// What the whole body is.
    const MEANING: &'static str;
}

/// The schema of a plan and the fields of `T` as one object: both parts refuse fields that they do
/// not know, so a list of both schemas (`allOf`) would refuse everything.
pub struct PlanAnd<T>(PhantomData<T>);

impl<T: BesidePlan> PartialSchema for PlanAnd<T> {
    fn schema() -> RefOr<Schema> {
        match (Plan::schema(), T::schema()) {
            (RefOr::T(Schema::Object(mut plan)), RefOr::T(Schema::Object(more))) => {
                plan.description = Some(T::MEANING.to_owned());
                plan.properties.extend(more.properties);
                plan.required.extend(more.required);
                RefOr::T(Schema::Object(plan))
            }
            (plan, _) => plan,
        }
    }
}

impl<T: BesidePlan> ToSchema for PlanAnd<T> {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed(T::BODY)
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Plan::schemas(schemas);
        T::schemas(schemas);
    }
}
