//! `sum` of whole numbers, computed in 128 bits: too large a sum is an error, and no order of the rows makes one that
//! fits into one that does not. Other sums are the engine's.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::exec_err;
use datafusion::error::{DataFusionError, Result};
use datafusion::functions_aggregate::sum::Sum;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::AggregateOrderSensitivity;
use datafusion::logical_expr::{
    Accumulator, AggregateUDFImpl, Documentation, EmitTo, GroupsAccumulator, ReversedUDAF,
    SetMonotonicity, Signature,
};
use datafusion::scalar::ScalarValue;

/// What whole numbers are summed as: room for 10^19 of the largest.
const WIDE: DataType = DataType::Decimal128(38, 0);

/// `sum`.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct CheckedSum {
    inner: Sum,
}

impl CheckedSum {
    pub(super) fn new() -> Self {
        Self { inner: Sum::new() }
    }
}

fn wide_field(field: &FieldRef) -> FieldRef {
    Arc::new(Field::new(field.name(), WIDE, field.is_nullable()))
}

/// The arguments for the engine's sum of wide numbers, or `None` where the sum is not of whole numbers.
fn widened<'a>(args: &AccumulatorArgs<'a>, fields: &'a [FieldRef]) -> Option<AccumulatorArgs<'a>> {
    args.return_type().is_integer().then(|| AccumulatorArgs {
        return_field: wide_field(&args.return_field),
        schema: args.schema,
        ignore_nulls: args.ignore_nulls,
        order_bys: args.order_bys,
        is_reversed: args.is_reversed,
        name: args.name,
        is_distinct: args.is_distinct,
        exprs: args.exprs,
        expr_fields: fields,
    })
}

fn fields(args: &AccumulatorArgs<'_>) -> Vec<FieldRef> {
    args.expr_fields.iter().map(wide_field).collect()
}

fn strictly() -> CastOptions<'static> {
    CastOptions { safe: false, ..CastOptions::default() }
}

fn widen(values: &[ArrayRef]) -> Result<Vec<ArrayRef>> {
    let each = values.iter().map(|values| cast_with_options(values, &WIDE, &strictly()));
    each.map(|values| values.map_err(DataFusionError::from)).collect()
}

fn narrow(sums: &ArrayRef, to: &DataType) -> Result<ArrayRef> {
    match cast_with_options(sums, to, &strictly()) {
        Ok(sums) => Ok(sums),
        Err(_) => exec_err!(
            "a sum of whole numbers is larger than {to} holds; sum CAST(... AS DECIMAL(38, 0)) instead"
        ),
    }
}

/// An accumulator of the engine that is given wide numbers.
#[derive(Debug)]
struct Wide<T: ?Sized> {
    inner: Box<T>,
    result: DataType,
}

impl Accumulator for Wide<dyn Accumulator> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.inner.update_batch(&widen(values)?)
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.inner.retract_batch(&widen(values)?)
    }

    fn supports_retract_batch(&self) -> bool {
        self.inner.supports_retract_batch()
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let sum = narrow(&self.inner.evaluate()?.to_array()?, &self.result)?;
        ScalarValue::try_from_array(&sum, 0)
    }

    fn size(&self) -> usize {
        self.inner.size() + size_of::<Self>()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.inner.state()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.inner.merge_batch(states)
    }
}

/// The same for many groups at once.
struct WideGroups {
    inner: Box<dyn GroupsAccumulator>,
    result: DataType,
}

impl GroupsAccumulator for WideGroups {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        total: usize,
    ) -> Result<()> {
        self.inner.update_batch(&widen(values)?, groups, filter, total)
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        narrow(&self.inner.evaluate(emit_to)?, &self.result)
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        self.inner.state(emit_to)
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], total: usize) -> Result<()> {
        self.inner.merge_batch(states, groups, total)
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        self.inner.convert_to_state(&widen(values)?, filter)
    }

    fn size(&self) -> usize {
        self.inner.size() + size_of::<Self>()
    }
}

impl AggregateUDFImpl for CheckedSum {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn signature(&self) -> &Signature {
        self.inner.signature()
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        self.inner.return_type(types)
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        if !args.return_type().is_integer() {
            return self.inner.state_fields(args);
        }
        let inputs: Vec<FieldRef> = args.input_fields.iter().map(wide_field).collect();
        let return_field = wide_field(&args.return_field);
        self.inner.state_fields(StateFieldsArgs { input_fields: &inputs, return_field, ..args })
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        let fields = fields(&args);
        let result = args.return_type().clone();
        match widened(&args, &fields) {
            Some(wide) => Ok(Box::new(Wide { inner: self.inner.accumulator(wide)?, result })),
            None => self.inner.accumulator(args),
        }
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs<'_>) -> bool {
        self.inner.groups_accumulator_supported(args)
    }

    fn create_groups_accumulator(
        &self,
        args: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        let fields = fields(&args);
        let result = args.return_type().clone();
        match widened(&args, &fields) {
            Some(wide) => {
                let inner = self.inner.create_groups_accumulator(wide)?;
                Ok(Box::new(WideGroups { inner, result }))
            }
            None => self.inner.create_groups_accumulator(args),
        }
    }

    fn create_sliding_accumulator(
        &self,
        args: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn Accumulator>> {
        // The engine slides over distinct values of one type only.
        if args.is_distinct {
            return self.inner.create_sliding_accumulator(args);
        }
        let fields = fields(&args);
        let result = args.return_type().clone();
        match widened(&args, &fields) {
            Some(wide) => {
                Ok(Box::new(Wide { inner: self.inner.create_sliding_accumulator(wide)?, result }))
            }
            None => self.inner.create_sliding_accumulator(args),
        }
    }

    fn reverse_expr(&self) -> ReversedUDAF {
        self.inner.reverse_expr()
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        self.inner.order_sensitivity()
    }

    fn set_monotonicity(&self, kind: &DataType) -> SetMonotonicity {
        self.inner.set_monotonicity(kind)
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.inner.documentation()
    }
}
