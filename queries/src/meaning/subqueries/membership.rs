//! `x IN (SELECT y ...)` and `x NOT IN (SELECT y ...)`.
//!
//! True when some y equals x; otherwise unknown when there is a y and it or x is NULL; otherwise false.

use datafusion::common::not_impl_err;
use datafusion::common::tree_node::TreeNode;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, Subquery, in_subquery, lit, when};
use datafusion::scalar::ScalarValue;

use super::existence::{exists, has_one_row};
use super::maybe::unnamed;
use super::parts::{Place, Scope, first_column, from_outside, reach, subquery, subquery_of};

/// The question whether a value is among those of a subquery.
pub(super) struct Member<'a> {
    x: Expr,
    values: Subquery,
    scope: &'a Scope<'a>,
}

impl<'a> Member<'a> {
    pub(super) fn new(x: Expr, values: Subquery, scope: &'a Scope<'a>) -> Result<Self> {
        reach(&values, scope)?;
        if x.exists(|inner| Ok(subquery_of(inner).is_some()))? {
            return not_impl_err!(
                "a subquery on the left of IN (SELECT ...); compute it with WITH and join it"
            );
        }
        Ok(Self { x, values, scope })
    }

    /// The value of a subquery that has exactly one.
    fn only_value(&self) -> Result<Option<Expr>> {
        let plan = &self.values.subquery;
        if !has_one_row(unnamed(plan)) {
            return Ok(None);
        }
        Ok(Some(Expr::ScalarSubquery(subquery(plan.as_ref().clone()))))
    }

    /// Conditions that are all true when x is among the values, and of which one is not otherwise.
    pub(super) fn holds(self, out: &mut Vec<Expr>) -> Result<()> {
        if let Some(value) = self.only_value()? {
            out.push(self.x.eq(value));
            return Ok(());
        }
        let correlated = !self.values.subquery.all_out_ref_exprs().is_empty();
        // Of a semijoin with a constant and a subquery that asks for that very constant the engine loses every row.
        let constant = self.x.column_refs().is_empty();
        if correlated || constant || self.x.contains_outer() {
            out.push(self.found()?);
        } else {
            // A semijoin of the engine: right, since NULL equals nothing and unknown is as good as false.
            out.push(in_subquery(self.x, self.values.subquery));
        }
        Ok(())
    }

    /// Conditions that are all true when x is surely not among the values, and of which one is not otherwise.
    pub(super) fn fails(self, out: &mut Vec<Expr>) -> Result<()> {
        if let Some(value) = self.only_value()? {
            out.push(self.x.not_eq(value));
            return Ok(());
        }
        out.push(!self.found()?);
        if let Some(null) = self.null_value()? {
            out.push(!null);
        }
        if let Some(any) = self.any_for_null()? {
            out.push(self.x.is_not_null().or(!any));
        }
        Ok(())
    }

    /// One expression that is true, false or NULL.
    pub(super) fn three_valued(self, negated: bool) -> Result<Expr> {
        if let Some(value) = self.only_value()? {
            return Ok(if negated { self.x.not_eq(value) } else { self.x.eq(value) });
        }
        let unknown = || Expr::Literal(ScalarValue::Boolean(None), None);
        let mut cases = when(self.found()?, lit(!negated));
        if let Some(null) = self.null_value()? {
            cases = cases.when(null, unknown());
        }
        if let Some(any) = self.any_for_null()? {
            cases = cases.when(self.x.clone().is_null().and(any), unknown());
        }
        cases.otherwise(lit(negated))
    }

    /// Whether some value equals x.
    fn found(&self) -> Result<Expr> {
        if self.x.contains_outer() {
            return not_impl_err!(
                "IN (SELECT ...) with a column of a statement further out on its left; use EXISTS with a condition"
            );
        }
        let x = from_outside(self.x.clone(), self.scope.schema)?;
        self.exists_where(|y| x.eq(y))
    }

    /// Whether some value is NULL; `None` when none can be.
    fn null_value(&self) -> Result<Option<Expr>> {
        let schema = self.values.subquery.schema();
        if schema.fields().first().is_some_and(|field| !field.is_nullable()) {
            return Ok(None);
        }
        self.exists_where(Expr::is_null).map(Some)
    }

    /// Whether there is any value; `None` when x cannot be NULL, so that nobody asks.
    fn any_for_null(&self) -> Result<Option<Expr>> {
        if !self.scope.may_be_null(&self.x) {
            return Ok(None);
        }
        exists(&self.values, self.place()).map(Some)
    }

    fn exists_where(&self, condition: impl FnOnce(Expr) -> Expr) -> Result<Expr> {
        let plan = self.values.subquery.as_ref();
        let Some(column) = first_column(plan) else {
            return not_impl_err!("IN over a subquery without a column");
        };
        let kept =
            LogicalPlanBuilder::from(plan.clone()).filter(condition(Expr::Column(column)))?;
        exists(&subquery(kept.build()?), self.place())
    }

    fn place(&self) -> Place {
        self.scope.place
    }
}
