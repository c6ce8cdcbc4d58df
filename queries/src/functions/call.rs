//! One invocation of a spatial function: its arguments as columns or constants.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, BooleanArray, Float64Array, Int64Array, StringBuilder,
};
use arrow::datatypes::{
    Float64Type, Int64Type, IntervalMonthDayNano, IntervalMonthDayNanoType,
    TimestampMicrosecondType,
};
use datafusion::common::exec_err;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};

use geo::{Coord, Geometry};
use geoarrow_array::GeoArrowArray;

use crate::geometry::{Compared, Shape, ShapeColumn, geometries, points, read_shapes};

/// The only system of coordinates: longitude and latitude on WGS 84.
pub(crate) const SRID: i64 = 4326;

/// The geometries of one argument.
pub(crate) enum Shapes {
    Constant(Option<Shape>),
    Column(Vec<Option<Shape>>),
}

impl Shapes {
    pub fn get(&self, row: usize) -> Option<&Shape> {
        match self {
            Self::Constant(shape) => shape.as_ref(),
            Self::Column(shapes) => shapes.get(row)?.as_ref(),
        }
    }
}

pub(crate) struct Call<'a> {
    function: &'static str,
    args: &'a ScalarFunctionArgs,
}

impl<'a> Call<'a> {
    pub fn new(function: &'static str, args: &'a ScalarFunctionArgs) -> Self {
        Self { function, args }
    }

    /// Whether every argument is a constant; then one row is computed.
    pub fn is_constant(&self) -> bool {
        self.args.args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_)))
    }

    /// How many rows to compute.
    pub fn rows(&self) -> usize {
        if self.is_constant() { 1 } else { self.args.number_rows }
    }

    /// Whether the optional argument `index` was given.
    pub fn has(&self, index: usize) -> bool {
        index < self.args.args.len()
    }

    fn column(&self, index: usize) -> Result<(ArrayRef, bool)> {
        match self.args.args.get(index) {
            Some(ColumnarValue::Array(array)) => Ok((Arc::clone(array), false)),
            Some(ColumnarValue::Scalar(value)) => Ok((value.to_array()?, true)),
            None => exec_err!("{} lacks argument {}", self.function, index + 1),
        }
    }

    /// Argument `index` as geometries.
    pub fn shapes(&self, index: usize) -> Result<Shapes> {
        let (array, constant) = self.column(index)?;
        let Some(field) = self.args.arg_fields.get(index) else {
            return exec_err!("{} lacks argument {}", self.function, index + 1);
        };
        let shapes = read_shapes(&array, field).map_err(|error| {
            DataFusionError::Execution(format!(
                "argument {} of {} is not a geometry: {error}",
                index + 1,
                self.function
            ))
        })?;
        Ok(if constant {
            Shapes::Constant(shapes.into_iter().next().flatten())
        } else {
            Shapes::Column(shapes)
        })
    }

    /// Argument `index` as a column that is read where it is looked at; of one row when it is a constant.
    pub fn column_of_shapes(&self, index: usize) -> Result<Compared> {
        let (array, constant) = self.column(index)?;
        let Some(field) = self.args.arg_fields.get(index) else {
            return exec_err!("{} lacks argument {}", self.function, index + 1);
        };
        let column = ShapeColumn::new(&array, field).map_err(|error| {
            DataFusionError::Execution(format!(
                "argument {} of {} is not a geometry: {error}",
                index + 1,
                self.function
            ))
        })?;
        Ok(Compared { column, constant })
    }

    /// The error of an argument that could not be read.
    pub fn not_a_geometry(&self, error: &impl std::fmt::Display) -> DataFusionError {
        DataFusionError::Execution(format!(
            "an argument of {} cannot be read: {error}",
            self.function
        ))
    }

    /// Argument `index` as numbers.
    pub fn numbers(&self, index: usize) -> Result<impl Fn(usize) -> Option<f64> + use<>> {
        let (array, constant) = self.column(index)?;
        let array = array.as_primitive::<Float64Type>().clone();
        Ok(move |row| {
            let row = if constant { 0 } else { row };
            (row < array.len() && array.is_valid(row)).then(|| array.value(row))
        })
    }

    /// Argument `index` as integers.
    pub fn integers(&self, index: usize) -> Result<impl Fn(usize) -> Option<i64> + use<>> {
        let (array, constant) = self.column(index)?;
        let array = array.as_primitive::<Int64Type>().clone();
        Ok(move |row| {
            let row = if constant { 0 } else { row };
            (row < array.len() && array.is_valid(row)).then(|| array.value(row))
        })
    }

    /// Argument `index` as microseconds since 1970.
    pub fn times(&self, index: usize) -> Result<impl Fn(usize) -> Option<i64> + use<>> {
        let (array, constant) = self.column(index)?;
        let array = array.as_primitive::<TimestampMicrosecondType>().clone();
        Ok(move |row| {
            let row = if constant { 0 } else { row };
            (row < array.len() && array.is_valid(row)).then(|| array.value(row))
        })
    }

    /// Argument `index` as intervals.
    pub fn intervals(
        &self,
        index: usize,
    ) -> Result<impl Fn(usize) -> Option<IntervalMonthDayNano> + use<>> {
        let (array, constant) = self.column(index)?;
        let array = array.as_primitive::<IntervalMonthDayNanoType>().clone();
        Ok(move |row| {
            let row = if constant { 0 } else { row };
            (row < array.len() && array.is_valid(row)).then(|| array.value(row))
        })
    }

    /// Argument `index` as bytes.
    pub fn bytes(&self, index: usize) -> Result<impl Fn(usize) -> Option<Vec<u8>> + use<>> {
        let (array, constant) = self.column(index)?;
        let array = array.as_binary::<i32>().clone();
        Ok(move |row| {
            let row = if constant { 0 } else { row };
            (row < array.len() && array.is_valid(row)).then(|| array.value(row).to_owned())
        })
    }

    /// Whether the optional argument `index`, a system of coordinates, is no NULL in a row.
    ///
    /// # Errors
    /// When it is another system than the only one here.
    pub fn srid(&self, index: usize) -> Result<impl Fn(usize) -> bool + use<>> {
        let given = if self.has(index) { Some(self.integers(index)?) } else { None };
        let rows = 0..self.rows();
        let other =
            given.as_ref().and_then(|srid| rows.filter_map(srid).find(|srid| *srid != SRID));
        if let Some(other) = other {
            return self
                .fail(format!("srid {other} is not known here, all coordinates are {SRID}"));
        }
        Ok(move |row| given.as_ref().is_none_or(|srid| srid(row).is_some()))
    }

    /// How many items the lists of argument `index` have, one a row.
    pub fn list_lengths(&self, index: usize) -> Result<Vec<Option<usize>>> {
        let (array, constant) = self.column(index)?;
        let lengths = super::rows::lengths(array.as_list::<i32>());
        if !constant {
            return Ok(lengths);
        }
        let only = lengths.first().copied().flatten();
        Ok(vec![only; self.rows()])
    }

    /// Argument `index` as truth values.
    pub fn booleans(&self, index: usize) -> Result<impl Fn(usize) -> Option<bool> + use<>> {
        let (array, constant) = self.column(index)?;
        let array = array.as_boolean().clone();
        Ok(move |row| {
            let row = if constant { 0 } else { row };
            (row < array.len() && array.is_valid(row)).then(|| array.value(row))
        })
    }

    /// Argument `index` as texts.
    pub fn texts(&self, index: usize) -> Result<impl Fn(usize) -> Option<String> + use<>> {
        let (array, constant) = self.column(index)?;
        let array = array.as_string::<i32>().clone();
        Ok(move |row| {
            let row = if constant { 0 } else { row };
            (row < array.len() && array.is_valid(row)).then(|| array.value(row).to_owned())
        })
    }

    /// A column of truth values, one a row.
    pub fn each_boolean(&self, row: impl FnMut(usize) -> Option<bool>) -> ArrayRef {
        Arc::new((0..self.rows()).map(row).collect::<BooleanArray>())
    }

    /// A column of numbers, one a row.
    pub fn each_number(&self, row: impl FnMut(usize) -> Option<f64>) -> ArrayRef {
        Arc::new((0..self.rows()).map(row).collect::<Float64Array>())
    }

    /// A column of whole numbers, one a row.
    pub fn each_integer(&self, row: impl FnMut(usize) -> Option<i64>) -> ArrayRef {
        Arc::new((0..self.rows()).map(row).collect::<Int64Array>())
    }

    /// A column of geometries, one a row.
    pub fn each_geometry(
        &self,
        mut row: impl FnMut(usize) -> Result<Option<Geometry<f64>>>,
    ) -> Result<ArrayRef> {
        let mut wrong = None;
        let items = (0..self.rows()).map_while(|i| match row(i) {
            Ok(item) => Some(item),
            Err(error) => {
                wrong = Some(error);
                None
            }
        });
        let column = geometries(items);
        match wrong {
            Some(error) => Err(error),
            None => Ok(column
                .map_err(|error| DataFusionError::External(Box::new(error)))?
                .to_array_ref()),
        }
    }

    /// A column of points, one a row.
    pub fn each_point(
        &self,
        row: impl FnMut(usize) -> Result<Option<Coord<f64>>>,
    ) -> Result<ArrayRef> {
        let rows = (0..self.rows()).map(row).collect::<Result<Vec<_>>>()?;
        Ok(points(&rows).to_array_ref())
    }

    /// A column of geometries that each follow from the one in argument 0.
    pub fn map_geometry(
        &self,
        mut each: impl FnMut(&Geometry<f64>, usize) -> Result<Option<Geometry<f64>>>,
    ) -> Result<ArrayRef> {
        let shapes = self.shapes(0)?;
        self.each_geometry(|row| match shapes.get(row) {
            Some(shape) => each(&shape.geometry, row),
            None => Ok(None),
        })
    }

    /// An error that names the function.
    pub fn fail<T>(&self, problem: impl std::fmt::Display) -> Result<T> {
        exec_err!("{}: {problem}", self.function)
    }

    /// A column of texts; `row` appends to the text and says whether there is one.
    pub fn each_text(&self, mut row: impl FnMut(usize, &mut String) -> bool) -> ArrayRef {
        let mut builder = StringBuilder::new();
        let mut text = String::new();
        for i in 0..self.rows() {
            text.clear();
            builder.append_option(row(i, &mut text).then_some(&text));
        }
        Arc::new(builder.finish())
    }

    /// A column of bytes, one value a row.
    pub fn each_bytes(
        &self,
        row: impl FnMut(usize) -> Result<Option<Vec<u8>>>,
    ) -> Result<ArrayRef> {
        let rows = (0..self.rows()).map(row).collect::<Result<Vec<_>>>()?;
        Ok(Arc::new(rows.into_iter().collect::<BinaryArray>()))
    }
}
