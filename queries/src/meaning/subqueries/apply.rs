//! A subquery for each row of the statement around it, as joins and windows.
//!
//! The engine moves conditions out of a subquery to make a join of it. It cannot where the subquery keeps the first of
//! its rows (the nearest office of each village), counts what a condition other than an equality finds (the villages
//! within 25 km of each office), or computes with the row around it. Here it is the other way round: the rows around,
//! numbered, come into the subquery, and everything in it works within one number.
//!
//! `None` says that a part of the subquery is none of those that are known to keep their meaning so.

use arrow::datatypes::DataType;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, DFSchema, NullEquality, NullHandling};
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::first_value;
use datafusion::functions_nested::expr_fn::array_length;
use datafusion::logical_expr::expr::Sort;
use datafusion::logical_expr::{
    Aggregate, Distinct, Expr, FetchType, Filter, Join, JoinType, Limit, LogicalPlan,
    LogicalPlanBuilder, SkipType, Unnest, lit, when,
};

use super::super::geometries::as_geometry;
use super::around::{Around, PRESENT, Part, RANK, ROW, Ranks};
use crate::geometry::is_geometry;

/// The rows of `outer`, each with those of `subquery`, whose columns keep their names; where `padded`, a row that has
/// none stands once, the columns of the subquery NULL.
pub(super) fn apply(
    outer: &LogicalPlan,
    subquery: &LogicalPlan,
    padded: bool,
) -> Result<Option<LogicalPlan>> {
    let Some(around) = Around::new(outer, subquery)? else { return Ok(None) };
    let Some(part) = around.part(subquery, padded)? else { return Ok(None) };
    let part = around.clean(part)?;
    let present = part.present.then(|| around.column(PRESENT));
    let mut columns = Vec::new();
    for (place, (qualifier, field)) in outer.schema().iter().enumerate() {
        columns.push(around.outer(place).alias_qualified(qualifier.cloned(), field.name()));
    }
    for (column, field) in subquery.schema().columns().into_iter().zip(subquery.schema().fields()) {
        let (relation, name) = (column.relation.clone(), column.name.clone());
        let marked = field.data_type() == &DataType::Binary && is_geometry(field);
        columns.push(match &present {
            // What a row without a partner computes of NULLs is nothing that the subquery gave.
            Some(present) => {
                let there = when(present.clone(), Expr::Column(column)).end()?;
                // Bytes that were chosen have lost the mark that says that they are a geometry.
                let there = if marked { as_geometry(there) } else { there };
                there.alias_qualified(relation, name)
            }
            None => Expr::Column(column),
        });
    }
    Ok(Some(LogicalPlanBuilder::from(part.plan).project(columns)?.build()?))
}

impl Around<'_> {
    fn part(&self, plan: &LogicalPlan, padded: bool) -> Result<Option<Part>> {
        if plan.all_out_ref_exprs().is_empty() {
            return self.pairs(plan, padded, None).map(Some);
        }
        match plan {
            LogicalPlan::Filter(filter) => self.filter(filter, padded),
            LogicalPlan::Projection(projection) => {
                let Some(part) = self.part(&projection.input, padded)? else { return Ok(None) };
                let Some(exprs) = self.all_within(&projection.expr)? else { return Ok(None) };
                self.project(part, exprs, plan.schema()).map(Some)
            }
            LogicalPlan::SubqueryAlias(alias) => {
                let Some(part) = self.part(&alias.input, padded)? else { return Ok(None) };
                let exprs = alias.input.schema().columns().into_iter().map(Expr::Column).collect();
                self.project(part, exprs, plan.schema()).map(Some)
            }
            LogicalPlan::Sort(sort) if sort.fetch.is_none() => {
                let Some(part) = self.part(&sort.input, padded)? else { return Ok(None) };
                let order = sort.expr.iter().map(|sort| {
                    let expr = self.within(&sort.expr)?;
                    Ok(expr.map(|expr| Sort { expr, ..sort.clone() }))
                });
                let Some(order) = order.collect::<Result<Option<Vec<Sort>>>>()? else {
                    return Ok(None);
                };
                self.rank(part, order).map(Some)
            }
            LogicalPlan::Limit(limit) => self.limit(limit, padded),
            LogicalPlan::Join(join) => self.join(join, padded),
            LogicalPlan::Unnest(unnest) => self.unnest(unnest, padded),
            // A function of FROM that stands first in it, and asks for the row around all of the subquery.
            LogicalPlan::Subquery(inner) => self.part(&inner.subquery, padded),
            LogicalPlan::Aggregate(aggregate) => self.aggregate(aggregate, padded),
            LogicalPlan::Distinct(Distinct::All(input)) => {
                let Some(part) = self.part(input, padded)? else { return Ok(None) };
                let columns = input.schema().columns().into_iter().map(Expr::Column).collect();
                self.grouped(part, columns, Vec::new(), plan.schema()).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn filter(&self, filter: &Filter, padded: bool) -> Result<Option<Part>> {
        let Some(predicate) = self.within(&filter.predicate)? else { return Ok(None) };
        if filter.input.all_out_ref_exprs().is_empty() {
            return self.pairs(&filter.input, padded, Some(predicate)).map(Some);
        }
        let Some(part) = self.part(&filter.input, padded)? else { return Ok(None) };
        if part.present {
            return self.mark(part, predicate).map(Some);
        }
        let plan = LogicalPlanBuilder::from(part.plan).filter(predicate)?.build()?;
        Ok(Some(Part { plan, ranks: part.ranks.loosened(), ..part }))
    }

    fn limit(&self, limit: &Limit, padded: bool) -> Result<Option<Part>> {
        let (SkipType::Literal(skip), FetchType::Literal(fetch)) =
            (limit.get_skip_type()?, limit.get_fetch_type()?)
        else {
            return Ok(None);
        };
        if padded && (skip > 0 || fetch == Some(0)) {
            return Ok(None);
        }
        let Some(mut part) = self.part(&limit.input, padded)? else { return Ok(None) };
        part = match part.ranks {
            Ranks::Dense => part,
            Ranks::Loose => self.rank(part, vec![self.column(RANK).sort(true, false)])?,
            Ranks::None => self.rank(part, Vec::new())?,
        };
        let number = |count: usize| lit(u64::try_from(count).unwrap_or(u64::MAX));
        let rank = || self.column(RANK);
        let mut kept = Vec::new();
        if let Some(fetch) = fetch {
            kept.push(rank().lt_eq(number(skip.saturating_add(fetch))));
        }
        if skip > 0 {
            kept.push(rank().gt(number(skip)));
        }
        if part.dirty {
            kept.push(self.column(PRESENT).or(rank().eq(number(1))));
        }
        let mut plan = LogicalPlanBuilder::from(part.plan);
        if let Some(kept) = kept.into_iter().reduce(Expr::and) {
            plan = plan.filter(kept)?;
        }
        let ranks = if skip > 0 { Ranks::Loose } else { Ranks::Dense };
        Ok(Some(Part { plan: plan.build()?, dirty: false, ranks, ..part }))
    }

    /// The items of lists; a row around whose lists have none stands alone.
    fn unnest(&self, unnest: &Unnest, padded: bool) -> Result<Option<Part>> {
        let Some(mut part) = self.part(&unnest.input, padded)? else { return Ok(None) };
        let mut options = unnest.options.clone();
        if part.present {
            if !unnest.struct_type_columns.is_empty() {
                return Ok(None);
            }
            let items = unnest
                .exec_columns
                .iter()
                .map(|column| array_length(Expr::Column(column.clone())).gt(lit(0u64)));
            let Some(any) = items.reduce(Expr::or) else { return Ok(None) };
            part = self.mark(part, any)?;
            options = options.with_null_handling(NullHandling::PreserveAndExpandEmpty);
        }
        let plan = LogicalPlanBuilder::from(part.plan)
            .unnest_columns_with_options(unnest.exec_columns.clone(), options)?
            .build()?;
        Ok(Some(Part { plan, ranks: Ranks::None, ..part }))
    }

    /// An inner join of which one side asks for the rows around.
    fn join(&self, join: &Join, padded: bool) -> Result<Option<Part>> {
        let plain = join.join_type == JoinType::Inner
            && join.null_equality == NullEquality::NullEqualsNothing;
        let asks = |plan: &LogicalPlan| !plan.all_out_ref_exprs().is_empty();
        let (side, other) = match (asks(&join.left), asks(&join.right)) {
            (true, true) => return Ok(None),
            (false, true) => (&join.right, &join.left),
            _ => (&join.left, &join.right),
        };
        if !plain || padded {
            return Ok(None);
        }
        let equal = join.on.iter().map(|(left, right)| left.clone().eq(right.clone()));
        let on: Vec<Expr> = equal.chain(join.filter.clone()).collect();
        let Some(on) = self.all_within(&on)? else { return Ok(None) };
        let Some(part) = self.part(side, false)? else { return Ok(None) };
        let plan = LogicalPlanBuilder::from(part.plan)
            .join_on(other.as_ref().clone(), JoinType::Inner, on)?
            .build()?;
        Ok(Some(Part { plan, ranks: part.ranks.loosened(), ..part }))
    }

    /// Without groups an aggregate has a value for every row around, with groups for those that have partners.
    fn aggregate(&self, aggregate: &Aggregate, padded: bool) -> Result<Option<Part>> {
        let whole = aggregate.group_expr.is_empty();
        let Some(part) = self.part(&aggregate.input, padded || whole)? else { return Ok(None) };
        let (Some(groups), Some(mut values)) =
            (self.all_within(&aggregate.group_expr)?, self.all_within(&aggregate.aggr_expr)?)
        else {
            return Ok(None);
        };
        if groups.iter().any(|group| matches!(group, Expr::GroupingSet(_))) {
            return Ok(None);
        }
        if whole {
            let present = self.column(PRESENT);
            let counted = values.into_iter().map(|value| of_those_present(value, &present));
            values = counted.collect::<Result<_>>()?;
        }
        let part = self.grouped(part, groups, values, &aggregate.schema)?;
        if !whole {
            return Ok(Some(part));
        }
        let columns = part.plan.schema().columns().into_iter().map(Expr::Column);
        let present = padded.then(|| self.named(lit(true), PRESENT));
        let plan = LogicalPlanBuilder::from(part.plan).project(columns.chain(present))?.build()?;
        Ok(Some(Part { plan, present: padded, dirty: false, ..part }))
    }

    /// The groups of each row around with their values, under the names of `schema`. Rows that are not present have
    /// groups of their own, unless there are no keys but the row's.
    fn grouped(
        &self,
        part: Part,
        groups: Vec<Expr>,
        values: Vec<Expr>,
        schema: &DFSchema,
    ) -> Result<Part> {
        let marked = part.present && !groups.is_empty();
        let outer = 0..self.schema.fields().len();
        let numbered = |exprs: Vec<Expr>, from: usize| {
            let exprs = exprs.into_iter().zip(from..);
            exprs.map(|(expr, place)| expr.unalias().alias(format!("v{place}"))).collect()
        };
        let first = groups.len();
        let keys: Vec<Expr> = numbered(groups, 0);
        let present = marked.then(|| self.column(PRESENT));
        let keys = [self.column(ROW)].into_iter().chain(present).chain(keys);
        let mut computed: Vec<Expr> = numbered(values, first);
        computed.extend(
            outer
                .clone()
                .map(|place| first_value(self.outer(place), Vec::new()).alias(format!("c{place}"))),
        );
        let plan = LogicalPlanBuilder::from(part.plan).aggregate(keys, computed)?;
        let bare = |name: String| Expr::Column(Column::from_name(name));
        let mut columns: Vec<Expr> = outer
            .map(|place| format!("c{place}"))
            .map(|name| self.named(bare(name.clone()), &name))
            .chain([self.column(ROW)])
            .chain(marked.then(|| self.column(PRESENT)))
            .collect();
        columns.extend(schema.iter().enumerate().map(|(place, (qualifier, field))| {
            bare(format!("v{place}")).alias_qualified(qualifier.cloned(), field.name())
        }));
        let plan = plan.project(columns)?.build()?;
        Ok(Part { plan, present: marked, ranks: Ranks::None, ..part })
    }
}

/// An aggregate over the rows that are present alone.
fn of_those_present(expr: Expr, present: &Expr) -> Result<Expr> {
    let counted = expr.transform(|inner| {
        let Expr::AggregateFunction(mut function) = inner else {
            return Ok(Transformed::no(inner));
        };
        let filter = match function.params.filter.take() {
            Some(filter) => present.clone().and(*filter),
            None => present.clone(),
        };
        function.params.filter = Some(Box::new(filter));
        Ok(Transformed::yes(Expr::AggregateFunction(function)))
    })?;
    Ok(counted.data)
}
