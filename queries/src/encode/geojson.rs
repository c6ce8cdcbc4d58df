//! `application/geo+json`: a FeatureCollection of the first geometry column (RFC 7946).
//!
//! A row without a geometry has a null geometry; further geometry columns are properties.

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;

use super::encoder::{Encoder, first_geometry};
use super::json::{columns, trailer, write_object};
use crate::error::QueryError;
use crate::statement::Summary;

pub(super) struct GeoJson {
    geometry: usize,
    version: String,
    begun: bool,
}

impl GeoJson {
    pub fn new(schema: &SchemaRef, version: &str) -> Result<Self, QueryError> {
        let geometry = first_geometry(schema)?;
        Ok(Self { geometry, version: version.to_owned(), begun: false })
    }
}

impl Encoder for GeoJson {
    fn start(&mut self, out: &mut Vec<u8>) -> Result<(), QueryError> {
        out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":[");
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), QueryError> {
        let mut properties = columns(batch)?;
        let (_, geometry) = properties.remove(self.geometry);
        let mut text = String::new();
        for row in 0..batch.num_rows() {
            text.push_str(if self.begun { ",\n" } else { "\n" });
            self.begun = true;
            text.push_str("{\"type\":\"Feature\",\"geometry\":");
            geometry.write_json(row, &mut text)?;
            text.push_str(",\"properties\":");
            write_object(&properties, row, &mut text)?;
            text.push('}');
        }
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn finish(&mut self, summary: Summary, out: &mut Vec<u8>) -> Result<(), QueryError> {
        let mut text = String::from("\n],");
        trailer(summary, &self.version, &mut text);
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }
}
