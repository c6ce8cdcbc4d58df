//! How many bytes rows take, without the rest of the buffers that they stand in.

use arrow::array::{Array, AsArray};
use arrow::datatypes::DataType;

/// The bytes of rows `start` to `start + rows` of a column.
pub(super) fn bytes(array: &dyn Array, start: usize, rows: usize) -> usize {
    let span = |offsets: &[i32]| {
        let at = |row: usize| offsets.get(row).map_or(0, |at| usize::try_from(*at).unwrap_or(0));
        (at(start), at(start + rows).saturating_sub(at(start)))
    };
    match array.data_type() {
        DataType::List(_) => {
            let list = array.as_list::<i32>();
            let (first, count) = span(list.value_offsets());
            bytes(list.values(), first, count) + 4 * rows
        }
        DataType::Utf8 => span(array.as_string::<i32>().value_offsets()).1 + 4 * rows,
        DataType::Binary => span(array.as_binary::<i32>().value_offsets()).1 + 4 * rows,
        DataType::FixedSizeList(_, size) => {
            let size = usize::try_from(*size).unwrap_or(0);
            bytes(array.as_fixed_size_list().values(), start * size, rows * size)
        }
        DataType::Struct(_) => {
            array.as_struct().columns().iter().map(|column| bytes(column, start, rows)).sum()
        }
        kind => match kind.primitive_width() {
            Some(width) => width * rows,
            None if kind == &DataType::Boolean => rows.div_ceil(8),
            // Whatever else there is, by its mean.
            None => array.get_array_memory_size() / array.len().max(1) * rows,
        },
    }
}

/// Whether rows of this type may be of any size.
pub(super) fn varies(kind: &DataType) -> bool {
    kind.primitive_width().is_none() && kind != &DataType::Boolean
}
