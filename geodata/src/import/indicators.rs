//! Tables of indicators: joined by code, a blank is missing and never zero.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::boundaries::normalised;
use super::country::Country;
use super::findings::{
    CLASS_DIFFERS, Findings, MISSING, NO_ROW, NOT_AN_AREA, SUPERSEDED, UNKNOWN_CODE, ZERO,
};
use super::spec::{Class, Parts, Spec, Table, Value};
use crate::code::{AreaCode, Level};
use crate::dataset::{IndicatorValue, Qualifier, ValueStatus};
use crate::error::{GeodataError, Place};
use crate::progress::Progress;
use crate::source::{self, Cell, Record, Source};

/// Reads all tables.
///
/// # Errors
///
/// A table cannot be read, holds a text where a number or code should be, or gives two values for
/// the same area, indicator and year.
pub fn read(
    spec: &Spec,
    input: &Path,
    country: &Country,
    findings: &mut Findings,
    progress: &dyn Progress,
) -> Result<Vec<IndicatorValue>, GeodataError> {
    progress.stage("reading indicators", Some(spec.table.len() as u64));
    let mut values = Vec::new();
    for table in &spec.table {
        let columns = Columns::of(table);
        let source = source::read(&input.join(&table.file), &table.read, &columns.names(), false)?;
        let rows = rows(table, &columns, &source, country, findings)?;
        let mut taken: HashSet<(AreaCode, &str, i32)> = HashSet::new();
        // Figures of one year first: they take precedence over the mean of a period.
        let mut order: Vec<&Value> = table.value.iter().collect();
        order.sort_by_key(|value| value.mean_over_years.is_some());
        let reading =
            Reading { spec, table, columns: &columns, source: &source, rows: &rows, country };
        for value in order {
            for found in one(&reading, value, findings)? {
                let key = (found.area, value.indicator.as_str(), found.year);
                if found.status == ValueStatus::Averaged && taken.contains(&key) {
                    let name = country.get(found.area).map(|a| a.name.as_str());
                    let detail = format!(
                        "{}: the mean of {} ({}) gives way to the figure of {}",
                        table.file,
                        value.indicator,
                        found.value.unwrap_or(0.0).round(),
                        found.year
                    );
                    findings.about(SUPERSEDED, &table.source, found.area, name, detail);
                    continue;
                }
                if found.status == ValueStatus::Observed {
                    taken.insert(key);
                }
                values.push(found);
            }
        }
        if let Some(class) = &table.class {
            classes(table, class, &columns, &source, &rows, country, findings)?;
        }
        unlisted(table, &rows, country, findings);
        progress.advance(1);
    }
    Ok(values)
}

/// The columns of a table, each with its position in what is read.
struct Columns<'a>(Vec<&'a str>);

impl<'a> Columns<'a> {
    fn of(table: &'a Table) -> Self {
        let mut all: Vec<&str> = vec![&table.code];
        let optional = [&table.name, &table.year_column, &table.source_column];
        let mut add = |name: &'a str| {
            if !all.contains(&name) {
                all.push(name);
            }
        };
        optional.into_iter().flatten().for_each(|name| add(name));
        table.parts.iter().for_each(|parts| add(&parts.column));
        table.class.iter().for_each(|class| add(&class.column));
        table.part_of_year.iter().for_each(|part| part.filter.keys().for_each(|name| add(name)));
        for value in &table.value {
            add(&value.column);
            value.filter.keys().for_each(|name| add(name));
        }
        Self(all)
    }

    fn names(&self) -> Vec<&'a str> {
        self.0.clone()
    }

    fn at(&self, name: &str) -> usize {
        self.0.iter().position(|n| *n == name).unwrap_or(usize::MAX)
    }
}

/// The rows that stand for a registered area, as numbers of row and code.
fn rows(
    table: &Table,
    columns: &Columns<'_>,
    source: &Source,
    country: &Country,
    findings: &mut Findings,
) -> Result<Vec<(usize, AreaCode)>, GeodataError> {
    let level: Level = table.level.parse()?;
    let mut rows = Vec::with_capacity(source.rows.len());
    for (number, record) in source.records().enumerate() {
        let name = table.name.as_deref().map(|n| record.text(columns.at(n))).unwrap_or_default();
        let place = format!("{} of {}", record.row().place.in_words(), table.file);
        let text = record.text(0);
        if *record.cell(0) == Cell::Empty || table.not_areas.contains(&text) {
            let figures = figures(table, columns, &record);
            findings.note(NOT_AN_AREA, &table.source, Some(&name), format!("{place}: {figures}"));
            continue;
        }
        let Some(code) = record.code(0)? else { continue };
        let above = |name: &String| name.as_str() == code.level().as_str();
        if code.level() != level && !table.also.iter().any(above) {
            return Err(record.error(
                0,
                format!("{code} is the code of a {}", code.level()),
                format!("the specification says that this table is by {level}"),
            ));
        }
        if country.get(code).is_none() {
            findings.about(
                UNKNOWN_CODE,
                &table.source,
                code,
                Some(&name),
                format!("{place}: not in the register; {}", figures(table, columns, &record)),
            );
            continue;
        }
        rows.push((number, code));
    }
    Ok(rows)
}

/// The figures of a row in words, so that a row that is not used can still be read.
fn figures(table: &Table, columns: &Columns<'_>, record: &Record<'_>) -> String {
    let mut seen = HashSet::new();
    let filters = table.value.iter().flat_map(|v| v.filter.keys()).map(String::as_str);
    let year = table.year_column.as_deref();
    let parts = table.parts.as_ref().map(|p| p.column.as_str());
    let all = filters.chain(year).chain(parts).chain(table.value.iter().map(|v| v.column.as_str()));
    let words: Vec<String> = all
        .filter(|column| seen.insert(*column))
        .map(|column| format!("{column} {}", record.text(columns.at(column))))
        .collect();
    words.join(", ")
}

/// A table that is being read.
struct Reading<'a> {
    spec: &'a Spec,
    table: &'a Table,
    columns: &'a Columns<'a>,
    source: &'a Source,
    rows: &'a [(usize, AreaCode)],
    country: &'a Country,
}

/// The values of one column.
fn one(
    reading: &Reading<'_>,
    value: &Value,
    findings: &mut Findings,
) -> Result<Vec<IndicatorValue>, GeodataError> {
    let Reading { spec, table, columns, source, rows, country } = *reading;
    let indicator: Arc<str> = Arc::from(value.indicator.as_str());
    // Figures of several sources, and of a part and the whole of a year, stand beside each other.
    let mut sums: BTreeMap<(AreaCode, i32, Option<usize>, String), Sum<'_>> = BTreeMap::new();
    for &(number, code) in rows {
        let Some(row) = source.rows.get(number) else { continue };
        let record = source.record(row);
        let fits = |filter: &BTreeMap<String, String>| {
            filter.iter().all(|(column, text)| record.text(columns.at(column)) == *text)
        };
        if !fits(&value.filter) {
            continue;
        }
        let year = match (&table.year, &table.year_column) {
            (Some(year), _) => *year,
            (None, Some(column)) => record.year(columns.at(column))?.ok_or_else(|| {
                record.error(columns.at(column), "the year is blank", "every row needs its year")
            })?,
            (None, None) => continue,
        };
        let number = record.number(columns.at(&value.column))?;
        let part = table.parts.as_ref().map(|parts| record.text(columns.at(&parts.column)));
        let part_of_year = table.part_of_year.iter().position(|part| fits(&part.filter));
        let stated_by = match table.source_column.as_deref() {
            Some(column) => record.remark(columns.at(column))?,
            None => table.source.clone(),
        };
        let key = (code, year, part_of_year, stated_by);
        sums.entry(key).or_default().add(&record, part, number)?;
    }
    let mut values = Vec::with_capacity(sums.len());
    for ((area, year, part_of_year, stated_by), sum) in sums {
        let name = country.get(area).map(|a| a.name.clone()).unwrap_or_default();
        let number =
            sum.total(table.parts.as_ref()).map(|n| n / value.mean_over_years.unwrap_or(1.0));
        let source_rank = spec.source_rank(table, &stated_by);
        let mut source = stated_by;
        if let Some(years) = value.mean_over_years {
            source = format!("{source}; mean per year of a figure for {years} years");
        }
        if number.is_none() {
            findings.about(
                MISSING,
                &table.source,
                area,
                Some(&name),
                format!("{indicator} {year} in {}", table.file),
            );
        }
        if number == Some(0.0) && value.zero_is_suspicious {
            findings.about(
                ZERO,
                &table.source,
                area,
                Some(&name),
                format!("{indicator} {year} is 0 in {}; kept", table.file),
            );
            source = format!("{source}; zero as published, probably not available");
        }
        let part_of_year = part_of_year.and_then(|at| table.part_of_year.get(at));
        let (status, period) = match (number, part_of_year) {
            (None, _) => (ValueStatus::Missing, None),
            (_, Some(part)) => (ValueStatus::Partial, part.period(year)),
            _ if value.mean_over_years.is_some() => (ValueStatus::Averaged, value.period.clone()),
            _ => (ValueStatus::Observed, None),
        };
        let qualifier = Qualifier { period: period.map(Arc::from), source_rank, bounds: None };
        values.push(IndicatorValue {
            area,
            indicator: indicator.clone(),
            year,
            value: number,
            status,
            source: source.into(),
            qualifier,
        });
    }
    Ok(values)
}

/// The total of an area and year, or its parts.
#[derive(Default)]
struct Sum<'a> {
    parts: Vec<(String, Option<f64>, &'a Place)>,
}

impl<'a> Sum<'a> {
    fn add(
        &mut self,
        record: &Record<'a>,
        part: Option<String>,
        number: Option<f64>,
    ) -> Result<(), GeodataError> {
        let part = part.unwrap_or_default();
        let row = record.row();
        if let Some((_, _, first)) = self.parts.iter().find(|(name, _, _)| *name == part) {
            let problem =
                format!("{} is duplicated; it also stands in {}", record.text(0), first.in_words());
            return Err(record.error(0, problem, "remove or correct one of the two rows"));
        }
        self.parts.push((part, number, &row.place));
        Ok(())
    }

    /// The total: its own row, or the sum of all parts if none is missing.
    fn total(&self, parts: Option<&Parts>) -> Option<f64> {
        let part = |name: &str| {
            self.parts.iter().find(|(n, _, _)| n == name).and_then(|(_, number, _)| *number)
        };
        match parts {
            None => self.parts.first().and_then(|(_, number, _)| *number),
            Some(parts) => {
                part(&parts.whole).or_else(|| parts.of.iter().map(|name| part(name)).sum())
            }
        }
    }
}

/// Lists the rows whose class is not that of their value.
fn classes(
    table: &Table,
    class: &Class,
    columns: &Columns<'_>,
    source: &Source,
    rows: &[(usize, AreaCode)],
    country: &Country,
    findings: &mut Findings,
) -> Result<(), GeodataError> {
    let Some(value) = table.value.iter().find(|v| v.indicator == class.of) else { return Ok(()) };
    for &(number, code) in rows {
        let Some(row) = source.rows.get(number) else { continue };
        let record = source.record(row);
        let stated = record.text(columns.at(&class.column));
        let (Some(number), false) = (record.number(columns.at(&value.column))?, stated.is_empty())
        else {
            continue;
        };
        let right =
            class.classes.iter().rev().find(|c| number > c.above).map_or("", |c| c.name.as_str());
        if normalised(right) != normalised(&stated) {
            let detail = format!(
                "{} {number} is {right}, but {} says {stated}; the value is kept",
                class.of, table.file
            );
            findings.about(
                CLASS_DIFFERS,
                &table.source,
                code,
                country.get(code).map(|a| a.name.as_str()),
                detail,
            );
        }
    }
    Ok(())
}

/// Lists the areas that should have a row and have none.
fn unlisted(table: &Table, rows: &[(usize, AreaCode)], country: &Country, findings: &mut Findings) {
    let Ok(level) = table.level.parse::<Level>() else { return };
    let listed: HashSet<AreaCode> = rows.iter().map(|(_, code)| *code).collect();
    for area in country
        .level(level)
        .iter()
        .filter(|a| table.expect.contains(&a.kind) && !listed.contains(&a.code))
    {
        findings.about(
            NO_ROW,
            &table.source,
            area.code,
            Some(&area.name),
            format!("no row in {}", table.file),
        );
    }
}
