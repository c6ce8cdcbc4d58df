//! The rows around a subquery, and what is done to a part of the subquery for all of them.

use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, DFSchema, TableReference};
use datafusion::error::Result;
use datafusion::functions_window::expr_fn::row_number;
use datafusion::logical_expr::expr::Sort;
use datafusion::logical_expr::{
    Expr, ExprFunctionExt, JoinType, LogicalPlan, LogicalPlanBuilder, WindowFrame,
    WindowFrameBound, WindowFrameUnits, lit, when,
};
use datafusion::scalar::ScalarValue;

use super::parts::subquery_of;

/// The number of a row around.
pub(super) const ROW: &str = "row";
/// True where a row around has this partner; NULL where it stands alone.
pub(super) const PRESENT: &str = "present";
/// The place of a partner in the order that the subquery states.
pub(super) const RANK: &str = "rank";

/// The rows around the subquery, under names that nothing else has.
pub(super) struct Around<'a> {
    name: TableReference,
    pub(super) schema: &'a DFSchema,
    rows: LogicalPlan,
}

/// A part of the subquery, done for all rows around.
pub(super) struct Part {
    pub(super) plan: LogicalPlan,
    /// Rows without a partner are kept, and `present` tells them.
    pub(super) present: bool,
    /// Some rows that are not present stand beside others of the same number.
    pub(super) dirty: bool,
    pub(super) ranks: Ranks,
}

/// What is known of the numbers of partners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ranks {
    /// No order was stated.
    None,
    /// They are 1, 2, 3 ... of each row around.
    Dense,
    /// They are in order, but some are missing or twice: partners were sorted out, passed over or joined since.
    Loose,
}

impl Ranks {
    pub(super) fn loosened(self) -> Self {
        if self == Self::Dense { Self::Loose } else { self }
    }
}

impl<'a> Around<'a> {
    pub(super) fn new(outer: &'a LogicalPlan, subquery: &LogicalPlan) -> Result<Option<Self>> {
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

    pub(super) fn column(&self, name: impl Into<String>) -> Expr {
        Expr::Column(Column::new(Some(self.name.clone()), name))
    }

    pub(super) fn outer(&self, place: usize) -> Expr {
        self.column(format!("c{place}"))
    }

    pub(super) fn named(&self, expr: Expr, name: &str) -> Expr {
        expr.alias_qualified(Some(self.name.clone()), name)
    }

    /// What of the rows around goes through every part.
    pub(super) fn carried(&self, part: &Part) -> Vec<Expr> {
        let outer = (0..self.schema.fields().len()).map(|place| self.outer(place));
        let marks = [(ROW, true), (PRESENT, part.present), (RANK, part.ranks != Ranks::None)];
        let marks = marks.into_iter().filter(|(_, there)| *there);
        outer.chain(marks.map(|(name, _)| self.column(name))).collect()
    }

    /// An expression of the subquery over the columns of a part.
    pub(super) fn within(&self, expr: &Expr) -> Result<Option<Expr>> {
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

    pub(super) fn all_within(&self, exprs: &[Expr]) -> Result<Option<Vec<Expr>>> {
        exprs.iter().map(|expr| self.within(expr)).collect()
    }

    /// All rows around with all of a plan that asks nothing of them, or those that a condition keeps.
    pub(super) fn pairs(&self, plan: &LogicalPlan, padded: bool, on: Option<Expr>) -> Result<Part> {
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
        Ok(Part { plan: joined.build()?, present: padded, dirty: false, ranks: Ranks::None })
    }

    /// Partners of which the condition is not true are none.
    pub(super) fn mark(&self, part: Part, predicate: Expr) -> Result<Part> {
        let columns = part.plan.schema().columns().into_iter().map(|column| {
            if column.relation.as_ref() == Some(&self.name) && column.name == PRESENT {
                let kept = when(predicate.clone(), self.column(PRESENT)).end()?;
                return Ok(self.named(kept, PRESENT));
            }
            Ok(Expr::Column(column))
        });
        let columns = columns.collect::<Result<Vec<Expr>>>()?;
        let plan = LogicalPlanBuilder::from(part.plan).project(columns)?.build()?;
        Ok(Part { plan, dirty: true, ranks: part.ranks.loosened(), ..part })
    }

    /// What is carried, and these expressions under the names of `schema`.
    pub(super) fn project(&self, part: Part, exprs: Vec<Expr>, schema: &DFSchema) -> Result<Part> {
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
    pub(super) fn rank(&self, part: Part, mut order: Vec<Sort>) -> Result<Part> {
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
        Ok(Part { plan, ranks: Ranks::Dense, ..part })
    }

    /// Leaves one of the rows that stand alone, and none beside others.
    pub(super) fn clean(&self, part: Part) -> Result<Part> {
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
