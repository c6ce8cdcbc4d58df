//! Of which time a value is asked, and the rows that answer.

use super::precedence::Row;
use super::resolved::{Resolved, Stated};
use crate::code::AreaCode;
use crate::dataset::ValueStatus;

/// Of which time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// The latest value, of each area its own; nothing imputed.
    Latest,
    /// As the latest; where nothing better is known than a part of a year, what a rule of the
    /// specification imputes.
    WithImputed,
    /// Exactly this year.
    Year(i32),
    /// The mean of three years in a row, of each of which there is a figure: of those that end with
    /// `until`, or of the latest such years, of each area its own.
    ThreeYears {
        /// The last of the three years.
        until: Option<i32>,
    },
}

impl When {
    /// The last year that is asked about; `None` for the latest.
    pub const fn year(self) -> Option<i32> {
        match self {
            Self::Latest | Self::WithImputed => None,
            Self::Year(year) => Some(year),
            Self::ThreeYears { until } => until,
        }
    }

    /// Picks from the rows about `area` that have a value, the one that speaks first.
    pub(super) fn pick<'a>(
        self,
        area: AreaCode,
        mut rows: impl Iterator<Item = (f64, Row<'a>)>,
    ) -> Option<Resolved<'a>> {
        match self {
            Self::Latest => rows.find(|(_, row)| row.status != ValueStatus::Imputed),
            Self::WithImputed => rows.next(),
            Self::Year(year) => of_one_year(rows).find(|(_, row)| row.year == year),
            Self::ThreeYears { until } => return three_years(area, until, rows),
        }
        .map(|(value, row)| stated(area, value, row))
    }
}

fn of_one_year<'a>(
    rows: impl Iterator<Item = (f64, Row<'a>)>,
) -> impl Iterator<Item = (f64, Row<'a>)> {
    rows.take_while(|(_, row)| row.status.is_of_one_year())
}

fn stated(area: AreaCode, value: f64, row: Row<'_>) -> Resolved<'_> {
    Resolved {
        value,
        year: row.year,
        from_year: row.first_year(),
        status: row.status,
        source: row.source,
        period: row.period,
        bounds: row.bounds,
        stated_for: area,
        how: Stated::Here,
        parts: None,
    }
}

/// The mean of the first three years in a row, from the latest back. Its source is that of the last one.
fn three_years<'a>(
    area: AreaCode,
    until: Option<i32>,
    rows: impl Iterator<Item = (f64, Row<'a>)>,
) -> Option<Resolved<'a>> {
    let mut years: Vec<(f64, Row<'a>)> = of_one_year(rows).collect();
    // The first of a year speaks for it.
    years.dedup_by_key(|(_, row)| row.year);
    years.windows(3).find_map(|three| {
        let [last, middle, first] = three else { return None };
        let in_a_row = last.1.year - middle.1.year == 1 && middle.1.year - first.1.year == 1;
        if !in_a_row || until.is_some_and(|until| until != last.1.year) {
            return None;
        }
        Some(Resolved {
            from_year: first.1.year,
            status: ValueStatus::Averaged,
            period: None,
            bounds: None,
            ..stated(area, (last.0 + middle.0 + first.0) / 3.0, last.1)
        })
    })
}
