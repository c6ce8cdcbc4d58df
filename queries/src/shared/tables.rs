//! Tables as they stand in shared memory: an Arrow IPC stream for each, then a list of them, then the list's length.
//!
//! A memory may add to another one: its tables take the places of those of the same name, and what both have alike stands in
//! the other one alone ([`differences`](super::differences)).

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsRawFd as _, RawFd};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::buffer::Buffer;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::ipc::reader::StreamDecoder;
use arrow::ipc::writer::{IpcWriteOptions, StreamWriter};
use bytes::Bytes;
use geoarrow_array::array::MultiPolygonArray;
use geodata::dataset::PolygonColumn;
use geodata::tables::OwnTable;
use serde::{Deserialize, Serialize};

use super::apart::apart;
use super::memory::SharedMemory;

/// Where buffers begin: what Arrow asks for at most.
const ALIGNMENT: usize = 64;
/// Rows in one batch: the engine's own batch size, so that a scan need not cut.
const BATCH_ROWS: usize = 8192;

/// A table to be shared.
#[derive(Debug)]
pub(crate) struct Table {
    /// Its name in SQL.
    pub name: String,
    /// Its columns.
    pub schema: SchemaRef,
    /// Its rows, in runs.
    pub runs: Vec<RecordBatch>,
    /// A column that the rows are sorted by.
    pub sorted_by: Option<&'static str>,
    /// A table before it with as many rows, all of whose columns it has but for those of its own that bear their names.
    pub like: Option<String>,
}

/// A table in shared memory.
#[derive(Debug)]
pub(crate) struct SharedTable {
    pub name: String,
    pub schema: SchemaRef,
    /// Batches of at most 8192 rows, each with buffers of its own, so that what a statement holds of a table is
    /// counted with its own size.
    pub batches: Vec<RecordBatch>,
    pub sorted_by: Option<String>,
}

/// A line of the list.
#[derive(Debug, Serialize, Deserialize)]
struct Place {
    name: String,
    start: usize,
    end: usize,
    sorted_by: Option<String>,
    like: Option<String>,
}

/// A table that stays in its file.
#[derive(Debug, Serialize, Deserialize)]
struct FilePlace {
    table: OwnTable,
    /// The number of its descriptor, in every process that has the memory.
    descriptor: RawFd,
}

/// What the memory ends with.
#[derive(Debug, Serialize, Deserialize)]
struct List {
    tables: Vec<Place>,
    files: Vec<FilePlace>,
    /// The number of the descriptor of the memory that this one adds to.
    base: Option<RawFd>,
}

/// A table in a file, with the file.
pub(crate) type TableFile = (OwnTable, Arc<File>);

/// Writes the tables into memory that others can map. Of those in files it says which they are.
///
/// # Errors
/// When there is not enough memory.
pub(crate) fn write(tables: &[Table], files: &[TableFile]) -> io::Result<SharedMemory> {
    filled(tables, files, None)
}

/// Writes the tables into memory that adds to `base`.
///
/// # Errors
/// As [`write`].
pub(crate) fn write_beside(base: &Arc<SharedMemory>, tables: &[Table]) -> io::Result<SharedMemory> {
    Ok(filled(tables, &[], Some(base.descriptor()))?.beside(Arc::clone(base)))
}

/// The memory that a parent process wrote, with what it adds to, by the number of the inherited descriptor.
///
/// # Errors
/// When there is no such descriptor, or what it names is not sealed or not what [`write`] writes.
pub(crate) fn inherited(descriptor: RawFd) -> io::Result<SharedMemory> {
    let memory = SharedMemory::inherited(descriptor)?;
    match list(memory.bytes()).map_err(io::Error::other)?.base {
        Some(base) => Ok(memory.beside(Arc::new(inherited(base)?))),
        None => Ok(memory),
    }
}

fn filled(tables: &[Table], files: &[TableFile], base: Option<RawFd>) -> io::Result<SharedMemory> {
    let open = files.iter().map(|(_, file)| Arc::clone(file)).collect();
    SharedMemory::fill(open, |out| {
        let mut out = Counting { out, written: 0 };
        let mut places = Vec::new();
        for table in tables {
            let start = out.align()?;
            stream(&mut out, table).map_err(io::Error::other)?;
            let sorted_by = table.sorted_by.map(str::to_owned);
            let (name, like) = (table.name.clone(), table.like.clone());
            places.push(Place { name, start, end: out.written, sorted_by, like });
        }
        let files = files
            .iter()
            .map(|(table, file)| FilePlace { table: table.clone(), descriptor: file.as_raw_fd() });
        let list = serde_json::to_vec(&List { tables: places, files: files.collect(), base })?;
        out.write_all(&list)?;
        out.write_all(&(list.len() as u64).to_le_bytes())
    })
}

fn stream(out: &mut impl Write, table: &Table) -> Result<(), ArrowError> {
    let options = IpcWriteOptions::try_new(ALIGNMENT, false, arrow::ipc::MetadataVersion::V5)?;
    let mut writer = StreamWriter::try_new_with_options(out, &table.schema, options)?;
    for batch in pieces(&table.runs) {
        writer.write(&batch)?;
    }
    writer.finish()
}

/// Runs of rows as the batches that stand in the memory.
pub(super) fn pieces(runs: &[RecordBatch]) -> impl Iterator<Item = RecordBatch> + '_ {
    runs.iter().flat_map(|run| {
        let starts = (0..run.num_rows()).step_by(BATCH_ROWS);
        starts.map(move |start| run.slice(start, BATCH_ROWS.min(run.num_rows() - start)))
    })
}

/// The tables in shared memory; nothing is copied.
///
/// # Errors
/// When the memory does not hold what [`write`] writes.
pub(crate) fn read(memory: &SharedMemory) -> Result<Vec<SharedTable>, ArrowError> {
    let bytes = memory.bytes();
    let mut found = memory.base().map_or_else(|| Ok(Vec::new()), |base| read(base))?;
    for place in list(bytes)?.tables {
        let like = place.like.clone();
        let own = table(bytes, place)?;
        let made = match like {
            None => own,
            Some(like) => match found.iter().find(|table| table.name == like) {
                Some(like) => over(like, own)?,
                None => {
                    let problem = format!("table {} is like {like}, which is not there", own.name);
                    return Err(ArrowError::IpcError(problem));
                }
            },
        };
        match found.iter_mut().find(|table| table.name == made.name) {
            Some(former) => *former = made,
            None => found.push(made),
        }
    }
    Ok(found)
}

/// The table `like`, with the columns of `own` in the places of its namesakes.
fn over(like: &SharedTable, own: SharedTable) -> Result<SharedTable, ArrowError> {
    let replaced = |(number, batch): (usize, &RecordBatch)| {
        let mut columns = batch.columns().to_vec();
        for field in own.schema.fields() {
            let at = like.schema.index_of(field.name())?;
            let column = own.batches.get(number).and_then(|own| own.column_by_name(field.name()));
            if let (Some(place), Some(column)) = (columns.get_mut(at), column) {
                *place = Arc::clone(column);
            }
        }
        RecordBatch::try_new(Arc::clone(&like.schema), columns)
    };
    if !own.schema.fields().is_empty() && own.batches.len() != like.batches.len() {
        let problem = format!("table {} has other rows than {}", own.name, like.name);
        return Err(ArrowError::IpcError(problem));
    }
    let batches = like.batches.iter().enumerate().map(replaced).collect::<Result<_, _>>()?;
    Ok(SharedTable { batches, schema: Arc::clone(&like.schema), ..own })
}

/// The tables that stay in files, each opened anew.
///
/// # Errors
/// As [`read`], and when a file is not there.
pub(crate) fn read_files(memory: &SharedMemory) -> Result<Vec<TableFile>, ArrowError> {
    let opened = |place: FilePlace| -> Result<TableFile, ArrowError> {
        let file = SharedMemory::file(place.descriptor)?;
        Ok((place.table, Arc::new(file)))
    };
    let mut all = memory.base().map_or_else(|| Ok(Vec::new()), |base| read_files(base))?;
    for place in list(memory.bytes())?.files {
        all.push(opened(place)?);
    }
    Ok(all)
}

/// The last column of a table as polygons.
///
/// # Errors
/// When there is no such table, or its last column is something else.
pub(crate) fn polygons(
    memory: &SharedMemory,
    name: &str,
) -> Result<Vec<PolygonColumn>, ArrowError> {
    if let Some(base) = memory.base() {
        return polygons(base, name);
    }
    let wrong = || ArrowError::IpcError(format!("the table {name} has no polygons"));
    let bytes = memory.bytes();
    let place =
        list(bytes)?.tables.into_iter().find(|place| place.name == name).ok_or_else(wrong)?;
    let table = table(bytes, place)?;
    let field = table.schema.fields().last().cloned().ok_or_else(wrong)?;
    let column = |batch: &RecordBatch| {
        let column = batch.columns().last().ok_or_else(wrong)?;
        let polygons = MultiPolygonArray::try_from((column.as_ref(), field.as_ref()));
        Ok(PolygonColumn::from(
            polygons.map_err(|error| ArrowError::from_external_error(Box::new(error)))?,
        ))
    };
    table.batches.iter().map(column).collect()
}

fn list(bytes: &Bytes) -> Result<List, ArrowError> {
    let wrong = || ArrowError::IpcError("the list of shared tables is broken".to_owned());
    let (rest, length) = bytes.split_last_chunk::<8>().ok_or_else(wrong)?;
    let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| wrong())?;
    let start = rest.len().checked_sub(length).ok_or_else(wrong)?;
    let list = rest.get(start..).ok_or_else(wrong)?;
    serde_json::from_slice(list).map_err(|_| wrong())
}

fn table(bytes: &Bytes, place: Place) -> Result<SharedTable, ArrowError> {
    if place.start > place.end || place.end > bytes.len() {
        return Err(ArrowError::IpcError(format!("the place of table {} is broken", place.name)));
    }
    let mut rest = Buffer::from(bytes.slice(place.start..place.end));
    let mut decoder = StreamDecoder::new().with_require_alignment(true);
    let mut batches = Vec::new();
    while let Some(batch) = decoder.decode(&mut rest)? {
        batches.push(apart(&batch, bytes)?);
    }
    let schema = decoder.schema().ok_or_else(|| {
        ArrowError::IpcError(format!("table {} has no columns in shared memory", place.name))
    })?;
    Ok(SharedTable { name: place.name, schema, batches, sorted_by: place.sorted_by })
}

/// Knows how much was written.
struct Counting<W> {
    out: W,
    written: usize,
}

impl<W: Write> Counting<W> {
    /// Writes zeros up to the next place where a buffer may begin, which is given back.
    fn align(&mut self) -> io::Result<usize> {
        let gap = self.written.next_multiple_of(ALIGNMENT) - self.written;
        self.write_all(&[0; ALIGNMENT][..gap])?;
        Ok(self.written)
    }
}

impl<W: Write> Write for Counting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.written += written;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{ArrayRef, AsArray, Int64Array};
    use arrow::datatypes::{Int64Type, Schema};

    const ROWS: i64 = 10_000;

    fn table(name: &str, columns: &[(&str, i64)], like: Option<&str>) -> Table {
        let column = |(name, first): &(&str, i64)| {
            let values = Int64Array::from_iter_values(*first..*first + ROWS);
            ((*name).to_owned(), Arc::new(values) as ArrayRef)
        };
        let run = RecordBatch::try_from_iter(columns.iter().map(column)).unwrap();
        Table {
            name: name.to_owned(),
            schema: run.schema(),
            runs: vec![run],
            sorted_by: None,
            like: like.map(str::to_owned),
        }
    }

    #[test]
    fn a_table_that_is_like_another_has_only_its_own_columns_in_memory() {
        let (schema, name) = (Arc::new(Schema::empty()), "same".to_owned());
        let same =
            Table { name, schema, runs: Vec::new(), sorted_by: None, like: Some("a".to_owned()) };
        let tables =
            [table("a", &[("x", 0), ("y", 1)], None), table("b", &[("y", 5)], Some("a")), same];
        let memory = write(&tables, &[]).unwrap();
        let found = read(&memory).unwrap();
        let [a, b, same] = &found[..] else { panic!("{found:?}") };
        assert_eq!((&a.schema, &a.batches), (&same.schema, &same.batches));
        assert_eq!(a.schema, b.schema);
        assert_eq!((a.batches.len(), b.batches.len()), (2, 2));
        for (a, b) in a.batches.iter().zip(&b.batches) {
            let column =
                |batch: &RecordBatch, at| batch.column(at).as_primitive::<Int64Type>().clone();
            assert_eq!(column(a, 0).values().as_ptr(), column(b, 0).values().as_ptr());
            assert_eq!(column(a, 1).value(0) + 4, column(b, 1).value(0));
        }
        // Three columns of two tables, and not six of three.
        let bytes = memory.bytes().len() as i64;
        assert!((3 * ROWS * 8..4 * ROWS * 8).contains(&bytes), "{bytes}");
    }

    #[test]
    fn a_table_like_one_that_is_not_there_is_refused() {
        let memory = write(&[table("b", &[("y", 5)], Some("a"))], &[]).unwrap();
        assert!(read(&memory).unwrap_err().to_string().contains("a, which is not there"));
    }
}
