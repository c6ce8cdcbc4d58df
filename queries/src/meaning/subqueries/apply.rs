//! A subquery for each row of the statement around it, as joins and windows.
//!
//! The engine moves conditions out of a subquery to make a join of it. It cannot where the subquery keeps the first of
//! its rows (the nearest office of each village), counts what a condition other than an equality finds (the villages
//! within 25 km of each office), or computes with the row around it. Here it is the other way round: the rows around,
//! numbered, come into the subquery, and everything in it works within one number.
//!
//! `None` says that a part of the subquery is none of those that are known to keep their meaning so.

use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, DFSchema, NullEquality, TableReference};
use datafusion::error::Result;
use datafusion::functions_aggregate::expr_fn::first_value;
use datafusion::functions_window::expr_fn::row_number;
use datafusion::logical_expr::expr::Sort;
use datafusion::logical_expr::{
    Aggregate, Distinct, Expr, ExprFunctionExt, FetchType, Filter, Join, JoinType, Limit,
    LogicalPlan, LogicalPlanBuilder, SkipType, WindowFrame, WindowFrameBound, WindowFrameUnits,
    lit, when,
};
use datafusion::scalar::ScalarValue;

use super::parts::subquery_of;

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
    for column in subquery.schema().columns() {
        let (relation, name) = (column.relation.clone(), column.name.clone());
        columns.push(match &present {
            // What a row without a partner computes of NULLs is nothing that the subquery gave.
            Some(present) => {
                when(present.clone(), Expr::Column(column)).end()?.alias_qualified(relation, name)
            }
            None => Expr::Column(column),
        });
    }
    Ok(Some(LogicalPlanBuilder::from(part.plan).project(columns)?.build()?))
}

/// The number of a row around.
const ROW: &str = "row";
/// True where a row around has this partner; NULL where it stands alone.
const PRESENT: &str = "present";
/// The place of a partner in the order that the subquery states.
const RANK: &str = "rank";

/// The rows around the subquery, under names that nothing else has.
struct Around<'a> {
    name: TableReference,
    schema: &'a DFSchema,
    rows: LogicalPlan,
}

/// A part of the subquery, done for all rows around.
struct Part {
    plan: LogicalPlan,
    /// Rows without a partner are kept, and `present` tells them.
    present: bool,
    /// Some rows that are not present stand beside others of the same number.
    dirty: bool,
    ranked: bool,
}

impl<'a> Around<'a> {
    fn new(outer: &'a LogicalPlan, subquery: &LogicalPlan) -> Result<Option<Self>> {
        let taken = |name: &str| {
            let mut found = false;
            for plan in [outer, subquery] {
                plan.apply_with_subqueries(|node| {
                    found |= node.schema().iter().any(|(qualifier, _)| {
                        qualifier.is_some_and(|qualifier| qualifier.table() == name)
                    });
                    Ok(datafusion::common::tree_node::TreeNodeRecursion::Continue)
                })?;
            }
            Ok::<_, datafusion::error::DataFusionError>(found)
        };
        let mut name = "around".to_owned();
        while taken(&name)? {
            name.push('_');
        }
        let schema = outer.schema();
        for expr in subquery.all_out_ref_exprs() {
            let Expr::OuterReferenceColumn(_, column) = &expr else { continue };
            if !schema.has_column(column) {
                return Ok(None);
            }
        }
        let around = Self { name: TableReference::bare(name), schema, rows: outer.clone() };
        let columns = schema.columns().into_iter().enumerate().map(|(place, column)| {
            Expr::Column(column).alias_qualified(Some(around.name.clone()), format!("c{place}"))
        });
        let number = numbering(Vec::new(), Vec::new())?;
        let counted = number.schema_name().to_string();
        let row = Expr::Column(Column::from_name(counted))
            .alias_qualified(Some(around.name.clone()), ROW);
        let rows = LogicalPlanBuilder::from(outer.clone())
            .window([number])?
            .project(columns.chain([row]))?
            .build()?;
        Ok(Some(Self { rows, ..around }))
    }

    fn column(&self, name: impl Into<String>) -> Expr {
        Expr::Column(Column::new(Some(self.name.clone()), name))
    }

    fn outer(&self, place: usize) -> Expr {
        self.column(format!("c{place}"))
    }

    fn named(&self, expr: Expr, name: &str) -> Expr {
        expr.alias_qualified(Some(self.name.clone()), name)
    }

    /// What of the rows around goes through every part.
    fn carried(&self, part: &Part) -> Vec<Expr> {
        let outer = (0..self.schema.fields().len()).map(|place| self.outer(place));
        let marks = [(ROW, true), (PRESENT, part.present), (RANK, part.ranked)];
        let marks = marks.into_iter().filter(|(_, there)| *there);
        outer.chain(marks.map(|(name, _)| self.column(name))).collect()
    }

    /// An expression of the subquery over the columns of a part.
    fn within(&self, expr: &Expr) -> Result<Option<Expr>> {
        let mut known = !expr.exists(|inner| Ok(subquery_of(inner).is_some()))?;
        let replaced = expr.clone().transform(|inner| {
            let Expr::OuterReferenceColumn(_, column) = &inner else {
                return Ok(Transformed::no(inner));
            };
            let Some(place) = self.schema.maybe_index_of_column(column) else {
                known = false;
                return Ok(Transformed::no(inner));
            };
            Ok(Transformed::yes(self.outer(place)))
        })?;
        Ok(known.then_some(replaced.data))
    }

    fn all_within(&self, exprs: &[Expr]) -> Result<Option<Vec<Expr>>> {
        exprs.iter().map(|expr| self.within(expr)).collect()
    }

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
            LogicalPlan::Aggregate(aggregate) => self.aggregate(aggregate, padded),
            LogicalPlan::Distinct(Distinct::All(input)) => {
                let Some(part) = self.part(input, padded)? else { return Ok(None) };
                let columns = input.schema().columns().into_iter().map(Expr::Column).collect();
                self.grouped(part, columns, Vec::new(), plan.schema()).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// All rows around with all of a plan that asks nothing of them, or those that a condition keeps.
    fn pairs(&self, plan: &LogicalPlan, padded: bool, on: Option<Expr>) -> Result<Part> {
        let rows = LogicalPlanBuilder::from(self.rows.clone());
        let joined = if padded {
            let columns = plan.schema().columns().into_iter().map(Expr::Column);
            let present = self.named(lit(true), PRESENT);
            let held = LogicalPlanBuilder::from(plan.clone())
                .project(columns.chain([present]))?
                .build()?;
            // Without any condition the engine would call the join malformed.
            rows.join_on(held, JoinType::Left, [on.unwrap_or_else(|| lit(true))])?
        } else {
            let pairs = rows.cross_join(plan.clone())?;
            match on {
                Some(on) => pairs.filter(on)?,
                None => pairs,
            }
        };
        Ok(Part { plan: joined.build()?, present: padded, dirty: false, ranked: false })
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
        Ok(Some(Part { plan, ..part }))
    }

    /// Partners of which the condition is not true are none.
    fn mark(&self, part: Part, predicate: Expr) -> Result<Part> {
        let columns = part.plan.schema().columns().into_iter().map(|column| {
            if column.relation.as_ref() == Some(&self.name) && column.name == PRESENT {
                let kept = when(predicate.clone(), self.column(PRESENT)).end()?;
                return Ok(self.named(kept, PRESENT));
            }
            Ok(Expr::Column(column))
        });
        let columns = columns.collect::<Result<Vec<Expr>>>()?;
        let plan = LogicalPlanBuilder::from(part.plan).project(columns)?.build()?;
        Ok(Part { plan, dirty: true, ..part })
    }

    /// What is carried, and these expressions under the names of `schema`.
    fn project(&self, part: Part, exprs: Vec<Expr>, schema: &DFSchema) -> Result<Part> {
        let named = exprs.into_iter().zip(schema.iter()).map(|(expr, (qualifier, field))| {
            let same = matches!(&expr, Expr::Column(column)
                if column.relation.as_ref() == qualifier && column.name == *field.name());
            if same {
                expr
            } else {
                expr.unalias_nested().data.alias_qualified(qualifier.cloned(), field.name())
            }
        });
        let columns: Vec<Expr> = self.carried(&part).into_iter().chain(named).collect();
        let plan = LogicalPlanBuilder::from(part.plan).project(columns)?.build()?;
        Ok(Part { plan, ..part })
    }

    /// Numbers the partners of each row around; those that are none come last.
    fn rank(&self, part: Part, mut order: Vec<Sort>) -> Result<Part> {
        if part.dirty {
            order.insert(0, self.column(PRESENT).sort(false, false));
        }
        let number = numbering(vec![self.column(ROW)], order)?;
        let rank = Expr::Column(Column::from_name(number.schema_name().to_string()));
        let own = |column: &Column| column.relation.as_ref() == Some(&self.name);
        let kept = part.plan.schema().columns().into_iter();
        let kept: Vec<Expr> = kept
            .filter(|column| !(own(column) && column.name == RANK))
            .map(Expr::Column)
            .chain([self.named(rank, RANK)])
            .collect();
        let plan = LogicalPlanBuilder::from(part.plan).window([number])?.project(kept)?.build()?;
        Ok(Part { plan, ranked: true, ..part })
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
        if !part.ranked {
            part = self.rank(part, Vec::new())?;
        }
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
        Ok(Some(Part { plan: plan.build()?, dirty: false, ..part }))
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
        Ok(Some(Part { plan, ..part }))
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
        Ok(Part { plan, present: marked, ranked: false, ..part })
    }

    /// Leaves one of the rows that stand alone, and none beside others.
    fn clean(&self, part: Part) -> Result<Part> {
        if !part.dirty {
            return Ok(part);
        }
        let part = self.rank(part, Vec::new())?;
        let kept = self.column(PRESENT).or(self.column(RANK).eq(lit(1u64)));
        let plan = LogicalPlanBuilder::from(part.plan).filter(kept)?.build()?;
        Ok(Part { plan, dirty: false, ..part })
    }
}

/// `row_number()` in groups of `by`.
fn numbering(by: Vec<Expr>, order: Vec<Sort>) -> Result<Expr> {
    let from = WindowFrameBound::Preceding(ScalarValue::UInt64(None));
    let frame = WindowFrame::new_bounds(WindowFrameUnits::Rows, from, WindowFrameBound::CurrentRow);
    row_number().partition_by(by).order_by(order).window_frame(frame).build()
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
