//! Bodies that are a plan with more fields beside its own: read, and as the description of the
//! interface shows them.

use std::borrow::Cow;
use std::marker::PhantomData;

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::extract::{json, json_error};
use crate::app::AppState;
use crate::http::problem::{ApiError, ApiResult};
use crate::strict;
use mcda::Plan;

/// The body of a request: a plan, and the fields that the request adds to it.
pub struct WithPlan<T>(pub Plan, pub T);

impl<T: BesidePlan + DeserializeOwned + Send + 'static> FromRequest<AppState> for WithPlan<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &AppState) -> ApiResult<Self> {
        json(request, app, |text| {
            let body = strict::from_slice(text).map_err(|error| json_error(&error))?;
            split(body).map(|(plan, own)| Self(plan, own))
        })
        .await
    }
}

/// Separates the plan from the fields that a request adds to it.
///
/// # Errors
/// A field that neither knows, or a value of another type.
fn split<T: BesidePlan + DeserializeOwned>(mut body: Map<String, Value>) -> ApiResult<(Plan, T)> {
    let mut own = Map::new();
    for name in T::FIELDS {
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
    /// Their names.
    const FIELDS: &'static [&'static str];
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
