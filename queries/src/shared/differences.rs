//! What tables have that others of the same names have not.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch};
use arrow::error::ArrowError;

use super::tables::{SharedTable, Table, pieces};

/// The tables that differ from those in `base`, each with the columns that do. What is like another table of `tables`, and
/// not like one of `base`, comes whole.
///
/// # Errors
/// Never in practice: when a table has other columns than its schema.
pub(crate) fn differences(
    tables: Vec<Table>,
    base: &[SharedTable],
) -> Result<Vec<Table>, ArrowError> {
    let mut found = Vec::new();
    for table in tables {
        let former = base.iter().find(|former| former.name == table.name);
        match former.filter(|_| table.like.is_none()) {
            Some(former) => found.extend(difference(table, former)?),
            None => found.push(table),
        }
    }
    Ok(found)
}

/// The table with the columns that differ; none where all are alike.
fn difference(table: Table, former: &SharedTable) -> Result<Option<Table>, ArrowError> {
    let batches: Vec<RecordBatch> = pieces(&table.runs).collect();
    let rows =
        |batches: &[RecordBatch]| batches.iter().map(RecordBatch::num_rows).collect::<Vec<_>>();
    if table.schema != former.schema || rows(&batches) != rows(&former.batches) {
        return Ok(Some(table));
    }
    let pairs = || batches.iter().zip(&former.batches);
    let columns = 0..table.schema.fields().len();
    let differs =
        |at: &usize| pairs().any(|(own, former)| !is_same(own.column(*at), former.column(*at)));
    let columns: Vec<usize> = columns.filter(differs).collect();
    if columns.is_empty() {
        return Ok(None);
    }
    let schema = Arc::new(table.schema.project(&columns)?);
    let runs = batches.iter().map(|batch| batch.project(&columns)).collect::<Result<_, _>>()?;
    let like = Some(table.name.clone());
    Ok(Some(Table { name: table.name, schema, runs, sorted_by: table.sorted_by, like }))
}

/// Whether two columns are alike. Polygons mostly stand in the very same memory.
fn is_same(own: &ArrayRef, former: &ArrayRef) -> bool {
    own.to_data().ptr_eq(&former.to_data()) || own.as_ref() == former.as_ref()
}

#[cfg(test)]
mod tests {
    use arrow::array::{AsArray as _, Float64Array, StringArray};
    use arrow::datatypes::{DataType, Field, Float64Type, Schema};

    use super::super::{read, write, write_beside};
    use super::*;

    const ROWS: usize = 10_000;

    fn table(name: &str, value: Option<f64>, like: Option<&str>) -> Table {
        let fields = [
            Field::new("code", DataType::Utf8, false),
            Field::new("value", DataType::Float64, true),
        ];
        let schema = Arc::new(Schema::new(fields.to_vec()));
        let codes = StringArray::from_iter_values((0..ROWS).map(|row| format!("{row:08}")));
        let values: Float64Array =
            (0..ROWS).map(|row| if row == 9_000 { value } else { Some(7.0) }).collect();
        let run = RecordBatch::try_new(schema.clone(), vec![Arc::new(codes), Arc::new(values)]);
        let like = like.map(str::to_owned);
        Table { name: name.to_owned(), schema, runs: vec![run.unwrap()], sorted_by: None, like }
    }

    #[test]
    fn of_a_table_beside_another_only_what_differs_is_written_and_the_base_does_not_have_it() {
        let tables = |value| vec![table("a", value, None), table("b", Some(1.0), None)];
        let base = Arc::new(write(&tables(None), &[]).unwrap());
        let alike = read(&base).unwrap();
        let found = differences(tables(Some(3.0)), &alike).unwrap();
        let names: Vec<_> =
            found.iter().map(|of| (of.name.as_str(), of.schema.fields().len())).collect();
        assert_eq!(names, [("a", 1)]);
        let whole = write_beside(&base, &found).unwrap();
        assert!(whole.bytes().len() < base.bytes().len() / 3);
        let value = |tables: &[SharedTable], name: &str| {
            let table = tables.iter().find(|table| table.name == name).unwrap();
            let column = table.batches[1].column(1).as_primitive::<Float64Type>().clone();
            assert_eq!(table.batches[1].num_columns(), 2);
            column.iter().nth(9_000 - 8_192).unwrap()
        };
        let whole = read(&whole).unwrap();
        assert_eq!((value(&whole, "a"), value(&whole, "b")), (Some(3.0), Some(1.0)));
        assert_eq!(value(&read(&base).unwrap(), "a"), None);
        assert_eq!(whole.len(), 2);
    }

    #[test]
    fn a_table_with_other_rows_comes_whole() {
        let base = Arc::new(write(&[table("a", None, None)], &[]).unwrap());
        let mut other = table("a", Some(3.0), None);
        other.runs = vec![other.runs[0].slice(0, 5)];
        let found = differences(vec![other], &read(&base).unwrap()).unwrap();
        assert_eq!((found[0].like.as_deref(), found[0].runs[0].num_rows()), (None, 5));
        let whole = read(&write_beside(&base, &found).unwrap()).unwrap();
        assert_eq!(whole[0].batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 5);
    }
}
