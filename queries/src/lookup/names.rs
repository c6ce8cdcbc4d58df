//! `area_name`: the name of an area of any level.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array as _, AsArray as _, RecordBatch, StringArray, StringBuilder};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, DocSection, Documentation, ScalarFunctionArgs, ScalarUDFImpl, Signature,
    Volatility,
};
use datafusion::scalar::ScalarValue;
use geodata::{AreaCode, Level, PerLevel};

use crate::tables::{TableMap, held_batches};

/// A statement that calls it.
pub(super) const EXAMPLE: &str =
    "SELECT code, area_name(regency_code) AS regency FROM villages ORDER BY code LIMIT 10";

/// The function, over the tables of areas, which are sorted by code.
#[derive(Debug)]
pub(super) struct AreaName {
    areas: PerLevel<Vec<RecordBatch>>,
    signature: Signature,
    documentation: Documentation,
}

impl AreaName {
    pub fn new(tables: &TableMap) -> Self {
        let of = |level: Level| {
            tables.get(level.plural()).and_then(|table| held_batches(table.as_ref()))
        };
        let about = "The name of an area of any level by its code; NULL where there is none.";
        let section = DocSection { include: true, label: "Areas", description: None };
        let documentation = Documentation::builder(section, about, "area_name(code text) -> text")
            .with_argument("code", "the code of an area, such as 52.03")
            .with_sql_example(format!("```sql\n{EXAMPLE}\n```"));
        Self {
            areas: PerLevel::of(|level| of(level).unwrap_or_default()),
            signature: Signature::string(1, Volatility::Immutable),
            documentation: documentation.build(),
        }
    }

    fn name_of(&self, code: &str) -> Option<&str> {
        let level = code.trim().parse::<AreaCode>().ok()?.level();
        let text = |batch: &'_ RecordBatch, column: usize| -> Option<StringArray> {
            batch.columns().get(column)?.as_string_opt::<i32>().cloned()
        };
        let batches = self.areas.get(level);
        // The batch whose first code is the last that is not behind the one that is looked for.
        let behind = batches.partition_point(|batch| {
            text(batch, 0).is_some_and(|codes| codes.len() > 0 && codes.value(0) <= code.trim())
        });
        let batch = batches.get(behind.checked_sub(1)?)?;
        let codes = batch.columns().first()?.as_string_opt::<i32>()?;
        let (mut low, mut high) = (0, codes.len());
        while low < high {
            let middle = low.midpoint(high);
            match codes.value(middle).cmp(code.trim()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => {
                    return Some(batch.columns().get(1)?.as_string_opt::<i32>()?.value(middle));
                }
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}

impl PartialEq for AreaName {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for AreaName {}

impl Hash for AreaName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl ScalarUDFImpl for AreaName {
    fn name(&self) -> &str {
        "area_name"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let constant = matches!(args.args.first(), Some(ColumnarValue::Scalar(_)));
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let mut names = StringBuilder::new();
        for array in arrays.iter().take(1) {
            let codes = cast(array, &DataType::Utf8)?;
            for code in codes.as_string::<i32>() {
                names.append_option(code.and_then(|code| self.name_of(code)));
            }
        }
        let names = names.finish();
        if constant {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&names, 0)?));
        }
        Ok(ColumnarValue::Array(Arc::new(names)))
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }
}
