//! `mode()` and `percentile_disc(share)` of the values of a group, `WITHIN GROUP (ORDER BY value)`.
//!
//! Both give one of the values themselves, so that they take texts and dates as well as numbers. NULL is left out.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, UInt64Array};
use arrow::compute::{SortOptions, concat, partition, sort, take};
use arrow::datatypes::{DataType, Field, FieldRef, Schema};
use arrow::record_batch::RecordBatch;
use datafusion::common::{exec_err, plan_err};
use datafusion::error::Result;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::AggregateOrderSensitivity;
use datafusion::logical_expr::{
    Accumulator, AggregateUDFImpl, ColumnarValue, DocSection, Documentation, Signature, Volatility,
};
use datafusion::scalar::ScalarValue;

const SECTION: DocSection =
    DocSection { include: true, label: "Statistical Functions", description: None };

/// Which of the sorted values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Wanted {
    /// The one that stands there most often; of several the first.
    Mode,
    /// The first at which so many of them have come.
    Percentile,
}

/// One of the two aggregates.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Ordered {
    wanted: Wanted,
    signature: Signature,
    documentation: Documentation,
}

impl Ordered {
    pub(super) fn new(wanted: Wanted) -> Self {
        let (text, syntax, example) = match wanted {
            Wanted::Mode => (
                "The most frequent value of a group; of several equally frequent ones the first in the order. NULL is left out.",
                "mode() WITHIN GROUP (ORDER BY value)",
                "SELECT mode() WITHIN GROUP (ORDER BY name) FROM villages",
            ),
            Wanted::Percentile => (
                "The first value of a group at which a share of its values (0 to 1) has come, in the order: a value that there is, where percentile_cont computes one between two. NULL is left out.",
                "percentile_disc(share) WITHIN GROUP (ORDER BY value)",
                "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY area_km2) FROM villages",
            ),
        };
        let documentation = Documentation::builder(SECTION, text, syntax)
            .with_sql_example(format!("```sql\n{example}\n```"))
            .build();
        Self { wanted, signature: Signature::user_defined(Volatility::Immutable), documentation }
    }
}

fn list_of(item: &DataType) -> DataType {
    DataType::List(Arc::new(Field::new_list_field(item.clone(), true)))
}

impl AggregateUDFImpl for Ordered {
    fn name(&self) -> &str {
        match self.wanted {
            Wanted::Mode => "mode",
            Wanted::Percentile => "percentile_disc",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        match (self.wanted, given) {
            (Wanted::Mode, [value]) => Ok(vec![value.clone()]),
            (Wanted::Percentile, [value, share]) if share.is_numeric() || share.is_null() => {
                Ok(vec![value.clone(), DataType::Float64])
            }
            _ => plan_err!("it is written {}", self.documentation.syntax_example),
        }
    }

    fn return_type(&self, given: &[DataType]) -> Result<DataType> {
        match given {
            [value, ..] => Ok(value.clone()),
            [] => plan_err!("it is written {}", self.documentation.syntax_example),
        }
    }

    fn supports_within_group_clause(&self) -> bool {
        true
    }

    /// The values are sorted here, each group's for itself.
    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let Some(value) = args.input_fields.first() else {
            return exec_err!("{} lacks its values", self.name());
        };
        Ok(vec![Arc::new(Field::new("values", list_of(value.data_type()), true))])
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        let (Some(value), Some(order)) = (args.expr_fields.first(), args.order_bys.first()) else {
            return plan_err!("it is written {}", self.documentation.syntax_example);
        };
        let share = match self.wanted {
            Wanted::Mode => None,
            Wanted::Percentile => share(&args)?,
        };
        Ok(Box::new(Values {
            kind: value.data_type().clone(),
            // NULL is left out before.
            order: SortOptions { descending: order.options.descending, nulls_first: false },
            wanted: self.wanted,
            share,
            parts: Vec::new(),
        }))
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }
}

/// The share, which is one number for all groups; `None` for NULL.
fn share(args: &AccumulatorArgs<'_>) -> Result<Option<f64>> {
    let Some(expr) = args.exprs.get(1) else { return exec_err!("percentile_disc lacks its share") };
    let nothing = RecordBatch::new_empty(Arc::new(Schema::empty()));
    match expr.evaluate(&nothing) {
        Ok(ColumnarValue::Scalar(ScalarValue::Float64(None))) => Ok(None),
        Ok(ColumnarValue::Scalar(ScalarValue::Float64(Some(share))))
            if (0.0..=1.0).contains(&share) =>
        {
            Ok(Some(share))
        }
        _ => plan_err!("the share of percentile_disc must be a number from 0 to 1"),
    }
}

/// The values of one group so far.
#[derive(Debug)]
struct Values {
    kind: DataType,
    order: SortOptions,
    wanted: Wanted,
    share: Option<f64>,
    parts: Vec<ArrayRef>,
}

impl Values {
    /// Copies what is no NULL: a slice would hold the whole batch in memory.
    fn add(&mut self, values: &ArrayRef) -> Result<()> {
        let kept = match values.logical_nulls() {
            Some(nulls) => nulls.valid_indices().map(|row| row as u64).collect::<UInt64Array>(),
            None => (0..values.len() as u64).collect(),
        };
        if !kept.is_empty() {
            self.parts.push(take(values, &kept, None)?);
        }
        Ok(())
    }

    fn all(&self) -> Result<Option<ArrayRef>> {
        let parts: Vec<&dyn Array> = self.parts.iter().map(AsRef::as_ref).collect();
        Ok(if parts.is_empty() { None } else { Some(concat(&parts)?) })
    }

    /// The place of the wanted value among the sorted ones.
    fn place(&self, sorted: &ArrayRef) -> Result<Option<usize>> {
        match (self.wanted, self.share) {
            (Wanted::Percentile, None) => Ok(None),
            (Wanted::Percentile, Some(share)) => {
                // So few that a double counts them.
                let reached = (share * sorted.len() as f64).ceil() as usize;
                Ok(Some(reached.clamp(1, sorted.len()) - 1))
            }
            (Wanted::Mode, _) => {
                let runs = partition(&[Arc::clone(sorted)])?.ranges();
                let longest = runs
                    .into_iter()
                    .reduce(|best, run| if run.len() > best.len() { run } else { best });
                Ok(longest.map(|run| run.start))
            }
        }
    }
}

impl Accumulator for Values {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        values.first().map_or(Ok(()), |values| self.add(values))
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let Some(states) = states.first() else { return Ok(()) };
        for values in states.as_list::<i32>().iter().flatten() {
            self.add(&values)?;
        }
        Ok(())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let all = match self.all()? {
            Some(all) => all,
            None => arrow::array::new_empty_array(&self.kind),
        };
        Ok(vec![ScalarValue::List(Arc::new(
            datafusion::common::utils::SingleRowListArrayBuilder::new(all).build_list_array(),
        ))])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let nothing = || ScalarValue::try_from(&self.kind);
        let Some(all) = self.all()? else { return nothing() };
        let sorted = sort(&all, Some(self.order))?;
        match self.place(&sorted)? {
            Some(place) => ScalarValue::try_from_array(&sorted, place),
            None => nothing(),
        }
    }

    fn size(&self) -> usize {
        let parts = self.parts.iter().map(|part| part.get_array_memory_size());
        size_of::<Self>() + parts.sum::<usize>()
    }
}
