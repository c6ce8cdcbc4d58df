//! The body of a request that sends a list of a village: a table as a file, or rows as JSON.

use axum::extract::{FromRequest, Request};
use axum::http::header;
use geodata::lists::{Cells, Row};
use geodata::source::TableFormat;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{body, extract};
use crate::app::AppState;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::lists::Content;
use crate::strict;

/// Bytes of a cell that is sent.
const CELL: usize = 800;
/// The types by which browsers send tables; some know none, and some call CSV what Excel opens.
const TABLES: [&str; 6] = [
    "text/csv",
    "text/plain",
    "application/csv",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/octet-stream",
];

/// Rows of a list that were corrected, in the place of its file.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListRows {
    /// At most 20,000.
    rows: Vec<ListRowSent>,
}

/// A row of a list, each cell as text; what is left out is empty.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ListRowSent {
    /// Where it stands in its file.
    row: u64,
    /// The Kemendagri code of the village.
    village_code: String,
    /// Its name.
    village: String,
    /// The name of its district.
    district: String,
    /// CPMI, PMI or PMI purna.
    kind: String,
    year: String,
    sex: String,
    destination: String,
    sector: String,
    documented: String,
    count: String,
}

impl ListRowSent {
    fn cells(self) -> Cells {
        let cells = [
            self.village_code,
            self.village,
            self.district,
            self.kind,
            self.year,
            self.sex,
            self.destination,
            self.sector,
            self.documented,
            self.count,
        ];
        cells.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// A list as it was sent.
pub struct ListBody(pub Content);

impl FromRequest<AppState> for ListBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &AppState) -> ApiResult<Self> {
        let declared = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let essence = declared.unwrap_or_default().split(';').next().unwrap_or_default();
        if TABLES.contains(&essence.trim().to_ascii_lowercase().as_str()) {
            let bytes = body::read(request).await?;
            let format = format(&bytes)?;
            return Ok(Self(Content::File(bytes, format)));
        }
        if !extract::is_json(&request) {
            return Err(ApiError::new(
                Code::UnsupportedMediaType,
                "A list is sent as CSV (`text/csv`), as a workbook (.xlsx) or as rows in JSON.",
            ));
        }
        extract::json(request, app, rows).await.map(|rows| Self(Content::Rows(rows)))
    }
}

fn rows(text: &[u8]) -> ApiResult<Vec<Row>> {
    let sent: ListRows = strict::from_slice(text).map_err(|error| extract::json_error(&error))?;
    let row = |sent: ListRowSent| {
        let (row, cells) = (sent.row, sent.cells());
        if cells.iter().any(|cell| cell.len() > CELL) {
            let detail = format!("Field `rows`: a cell of row {row} has more than {CELL} bytes.");
            return Err(ApiError::new(Code::InvalidBody, detail));
        }
        Ok(Row { row, cells })
    };
    sent.rows.into_iter().map(row).collect()
}

/// What a file is, by its first bytes: what browsers call it depends on what is installed beside them.
fn format(bytes: &[u8]) -> ApiResult<TableFormat> {
    if bytes.starts_with(b"PK") {
        return Ok(TableFormat::Xlsx);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(ApiError::new(
            Code::UnsupportedMediaType,
            "This is a workbook of before 2007 (.xls), or one with a password.",
        )
        .hint("Save it as .xlsx, without a password, or as CSV."));
    }
    Ok(TableFormat::Csv)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_it_begins_with() {
        assert_eq!(format(b"PK\x03\x04").unwrap(), TableFormat::Xlsx);
        assert_eq!(format(b"kode,nama").unwrap(), TableFormat::Csv);
        assert_eq!(format(b"\xd0\xcf\x11\xe0\xa1").unwrap_err().code(), Code::UnsupportedMediaType);
    }

    #[test]
    fn rows_are_read_to_the_letter() {
        let read =
            rows(br#"{"rows": [{"row": 7, "village_code": " 11.01.01.2001 ", "count": "3"}]}"#)
                .unwrap();
        assert_eq!(
            (read[0].row, read[0].cells[0].as_str(), read[0].cells[9].as_str()),
            (7, "11.01.01.2001", "3")
        );
        assert_eq!(rows(br#"{"rows": [{"nik": "3"}]}"#).unwrap_err().code(), Code::UnknownField);
        let long = format!(r#"{{"rows": [{{"village": "{}"}}]}}"#, "x".repeat(CELL + 1));
        assert_eq!(rows(long.as_bytes()).unwrap_err().code(), Code::InvalidBody);
    }
}
