//! Bodies that are a plan with more fields beside its own, as the description of the interface
//! shows them. `routes::plan::split` reads them.

use std::borrow::Cow;
use std::marker::PhantomData;

use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::mcda::Plan;

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
