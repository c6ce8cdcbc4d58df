//! Tables in memory that several processes read, and none can change.
//!
//! ```text
//! tables ──Arrow IPC──▶ memfd, sealed ──map──▶ the same pages in the server and in every worker
//! ```
//!
//! The tables of a dataset never change, so that whoever runs statements needs no copy of its own: a worker process
//! maps the pages and is ready in milliseconds. The seals are what makes this sound: no process, not even the one that
//! wrote it, can write to the memory or cut it off any more.

mod apart;
mod differences;
mod memory;
mod tables;

pub(crate) use differences::differences;
pub(crate) use memory::SharedMemory;
pub(crate) use tables::{
    SharedTable, Table, inherited, polygons, read, read_files, write, write_beside,
};
