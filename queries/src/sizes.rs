//! What rows take in memory, without what their buffers hold beside them.

use arrow::array::{Array, ArrayRef, AsArray as _, RecordBatch};
use arrow::datatypes::DataType;

/// What the rows of a batch take, in bytes: of columns that are slices, only the slice.
pub(crate) fn sliced_bytes(batch: &RecordBatch) -> usize {
    batch.columns().iter().map(column_bytes).sum()
}

fn column_bytes(column: &ArrayRef) -> usize {
    let nulls = column.nulls().map_or(0, |_| column.len().div_ceil(8));
    let values = match column.data_type() {
        // Arrow's own count takes all values of a list's buffers, also those of rows beside the slice.
        DataType::List(_) => {
            let list = column.as_list::<i32>();
            let (first, last) = ends(list.value_offsets().iter().map(|offset| *offset as usize));
            (column.len() + 1) * 4 + column_bytes(&list.values().slice(first, last - first))
        }
        DataType::LargeList(_) => {
            let list = column.as_list::<i64>();
            let (first, last) = ends(list.value_offsets().iter().map(|offset| *offset as usize));
            (column.len() + 1) * 8 + column_bytes(&list.values().slice(first, last - first))
        }
        DataType::FixedSizeList(_, width) => {
            let list = column.as_fixed_size_list();
            let width = usize::try_from(*width).unwrap_or(0);
            let start = list.value_offset(0).unsigned_abs() as usize;
            column_bytes(&list.values().slice(start, column.len() * width))
        }
        DataType::Struct(_) => column.as_struct().columns().iter().map(column_bytes).sum(),
        _ => return column.to_data().get_slice_memory_size().unwrap_or(0),
    };
    nulls + values
}

fn ends(offsets: impl Iterator<Item = usize> + Clone) -> (usize, usize) {
    let first = offsets.clone().next().unwrap_or(0);
    (first, offsets.last().unwrap_or(first))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Float64Array, ListArray, StructArray};
    use arrow::buffer::OffsetBuffer;
    use arrow::datatypes::{Field, Schema};

    use super::*;

    #[test]
    fn a_slice_of_lists_is_counted_without_its_neighbours() {
        let x: ArrayRef = Arc::new(Float64Array::from(vec![1.0; 1000]));
        let point = Arc::new(Field::new("x", DataType::Float64, false));
        let points: ArrayRef = Arc::new(StructArray::from(vec![(point, x)]));
        let field = Arc::new(Field::new("item", points.data_type().clone(), false));
        let offsets = OffsetBuffer::from_lengths([10, 980, 10]);
        let lists: ArrayRef = Arc::new(ListArray::new(field, offsets, points, None));
        let schema = Schema::new(vec![Field::new("g", lists.data_type().clone(), true)]);
        let batch = RecordBatch::try_new(Arc::new(schema), vec![lists]).unwrap();
        assert_eq!(sliced_bytes(&batch), 4 * 4 + 8000);
        assert_eq!(sliced_bytes(&batch.slice(2, 1)), 2 * 4 + 80);
        assert_eq!(sliced_bytes(&batch.slice(1, 2)), 3 * 4 + 7920);
    }
}
