//! Coverage of areas by the programme, from the coverage views or for a year of one's choice.
//!
//! `expected` is the national number of designated villages shared out in proportion to need, `gap`
//! is expected minus designated, and rank 1 has the largest gap; the views in `queries/sql/views` say
//! the same in SQL.

use std::collections::HashMap;

use geodata::{AreaCode, Level};
use queries::{Params, QueryRequest};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::rows as query;
use crate::http::problem::ApiResult;
use crate::snapshot::Snapshot;

/// The indicator of need.
const NEED: &str = "pmi_placed";

/// How an area is covered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Coverage {
    /// The Kemendagri code.
    pub code: String,
    /// The name.
    pub name: String,
    /// `province`, `regency` or `district`.
    pub level: &'static str,
    /// The code of the area above.
    pub parent: Option<String>,
    /// Villages of the area.
    pub villages: u64,
    /// Designated ones among them.
    pub designated: u64,
    /// Migrants placed; null when no figure is known.
    pub need: Option<f64>,
    /// The year of that figure; the latest where several are summed.
    pub need_year: Option<i32>,
    /// The unit of need.
    pub need_unit: String,
    /// Designated villages per 1,000 migrants placed.
    pub per_1000: Option<f64>,
    /// The area's share of all designated villages, in proportion to need.
    pub expected: Option<f64>,
    /// Expected minus designated.
    pub gap: Option<f64>,
    /// 1 has the largest gap of the country; equal gaps share a rank.
    pub rank: Option<u64>,
    /// Operating one-stop service offices.
    pub ltsa: u64,
    /// How the need came to be: `observed`, `modelled`, `mixed`, ... or `missing`.
    pub status: String,
}

impl Coverage {
    /// Whether the area lies below `parent`.
    pub fn is_within(&self, parent: AreaCode) -> bool {
        self.code.parse::<AreaCode>().is_ok_and(|code| code != parent && code.is_within(parent))
    }
}

/// A row of a coverage view.
#[derive(Deserialize)]
struct Row {
    code: String,
    name: String,
    villages: u64,
    designated: u64,
    need: Option<f64>,
    need_year: Option<i32>,
    per_1000: Option<f64>,
    expected: Option<f64>,
    gap: Option<f64>,
    rank: Option<u64>,
    ltsa: u64,
    status: String,
}

/// The coverage of every area of a level, in order of code.
///
/// # Errors
/// When the views cannot be asked.
pub async fn rows(
    snapshot: &Snapshot,
    level: Level,
    year: Option<i32>,
) -> ApiResult<Vec<Coverage>> {
    let sql = format!(
        "SELECT code, name, villages, designated, need, need_year, per_1000, expected, gap, rank, ltsa, status \
         FROM coverage_by_{level} ORDER BY code"
    );
    let rows: Vec<Row> = query::all(snapshot, QueryRequest::new(sql)).await?;
    let columns = snapshot.values().columns();
    let unit = columns.iter().find(|column| column.indicator.id == NEED);
    let unit = unit.map_or(String::new(), |column| column.indicator.unit.clone());
    let mut items: Vec<Coverage> =
        rows.into_iter().map(|row| coverage(row, level, &unit)).collect();
    if let Some(year) = year {
        in_year(snapshot, &mut items, year).await?;
    }
    Ok(items)
}

fn coverage(row: Row, level: Level, unit: &str) -> Coverage {
    let parent = row.code.parse::<AreaCode>().ok().and_then(AreaCode::parent);
    Coverage {
        parent: parent.map(|code| code.to_string()),
        code: row.code,
        name: row.name,
        level: level.as_str(),
        villages: row.villages,
        designated: row.designated,
        need: row.need,
        need_year: row.need_year,
        need_unit: unit.to_owned(),
        per_1000: row.per_1000,
        expected: row.expected,
        gap: row.gap,
        rank: row.rank,
        ltsa: row.ltsa,
        status: row.status,
    }
}

/// A figure of need.
#[derive(Deserialize)]
struct Need {
    area_code: String,
    value: f64,
    status: String,
}

/// Puts the need of `year` and the designations up to it in place of the latest ones. A designation
/// without a year counts always.
async fn in_year(snapshot: &Snapshot, items: &mut [Coverage], year: i32) -> ApiResult<()> {
    let sql = "SELECT area_code, value, status FROM indicator_values \
               WHERE indicator = $indicator AND year = $year AND value IS NOT NULL";
    let mut params = serde_json::Map::new();
    params.insert("indicator".to_owned(), NEED.into());
    params.insert("year".to_owned(), year.into());
    let request = QueryRequest::new(sql).with_params(Params::Named(params));
    let needs: Vec<Need> = query::all(snapshot, request).await?;
    let stated: HashMap<&str, &Need> =
        needs.iter().map(|need| (need.area_code.as_str(), need)).collect();
    for item in items.iter_mut() {
        let need = stated.get(item.code.as_str());
        item.need = need.map(|need| need.value);
        item.need_year = need.map(|_| year);
        item.status = need.map_or("missing".to_owned(), |need| need.status.clone());
        let Ok(code) = item.code.parse::<AreaCode>() else { continue };
        let mut villages: Vec<&str> = snapshot
            .places()
            .designations_within(code)
            .filter(|designation| designation.year.is_none_or(|since| since <= year))
            .map(|designation| designation.village_code.as_str())
            .collect();
        villages.dedup();
        item.designated = villages.len() as u64;
    }
    measure(items);
    Ok(())
}

/// Computes what follows from need and designated villages.
fn measure(items: &mut [Coverage]) {
    let need: f64 = items.iter().filter_map(|item| item.need).sum();
    let designated: u64 = items.iter().map(|item| item.designated).sum();
    for item in items.iter_mut() {
        let own = item.designated as f64;
        item.per_1000 = item.need.filter(|need| *need > 0.0).map(|need| 1000.0 * own / need);
        item.expected = item.need.filter(|_| need > 0.0).map(|own| designated as f64 * own / need);
        item.gap = item.expected.map(|expected| expected - own);
    }
    let gaps: Vec<f64> = items.iter().filter_map(|item| item.gap).collect();
    for item in items {
        item.rank = item.gap.map(|own| 1 + gaps.iter().filter(|gap| **gap > own).count() as u64);
    }
}
