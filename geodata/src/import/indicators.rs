//! Tables of indicators: joined by code, a blank is missing and never zero.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::boundaries::normalised;
use super::codes::Codes;
use super::country::Country;
use super::findings::{CLASS_DIFFERS, Findings, MISSING, NO_ROW, SHARE_UNKNOWN, SUPERSEDED, ZERO};
use super::joined::{Columns, Joined, Part, Rows, rows};
use super::merged::{Merged, RESIDENTS, Residents, merged};
use super::spec::{Class, Parts, Spec, Table, Value};
use crate::catalogue;
use crate::changes::Kind;
use crate::code::{AreaCode, Level};
use crate::dataset::{Aggregate, IndicatorValue, Qualifier, ValueStatus};
use crate::error::{GeodataError, Place};
use crate::progress::Progress;
use crate::source::{self, Record, Source};

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
    codes: &mut Codes,
    findings: &mut Findings,
    progress: &dyn Progress,
) -> Result<Vec<IndicatorValue>, GeodataError> {
    progress.stage("reading indicators", Some(spec.table.len() as u64));
    let aggregates = aggregates()?;
    let mut residents = Residents::default();
    let mut values = Vec::new();
    for table in in_order(spec, codes) {
        let columns = Columns::of(table);
        let source = source::read(&input.join(&table.file), &table.read, &columns.names(), false)?;
        let rows = rows(table, &columns, &source, country, codes, findings)?;
        let mut taken: HashSet<(AreaCode, &str, i32)> = HashSet::new();
        // Figures of one year first: they take precedence over the mean of a period.
        let mut order: Vec<&Value> = table.value.iter().collect();
        let weighs = |value: &Value| !rows.made.is_empty() && value.indicator == RESIDENTS;
        order.sort_by_key(|value| (!weighs(value), value.mean_over_years.is_some()));
        let (columns, source, rows) = (&columns, &source, &rows);
        let aggregates = &aggregates;
        let reading = Reading { spec, table, columns, source, rows, country, aggregates };
        for value in order {
            for found in one(&reading, value, &mut residents, findings)? {
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
            classes(table, class, columns, source, &rows.rows, country, findings)?;
        }
        unlisted(table, &rows.rows, country, findings);
        progress.advance(1);
    }
    Ok(values)
}

/// A table that is being read.
struct Reading<'a> {
    spec: &'a Spec,
    table: &'a Table,
    columns: &'a Columns<'a>,
    source: &'a Source,
    rows: &'a Rows,
    country: &'a Country,
    /// How values of an indicator are put together; those that may be added up may be shared out.
    aggregates: &'a HashMap<String, Aggregate>,
}

/// The tables in their order; those with residents first where areas were merged, whose rates are weighed by them.
fn in_order<'a>(spec: &'a Spec, codes: &Codes) -> Vec<&'a Table> {
    let mut tables: Vec<&Table> = spec.table.iter().collect();
    if codes.changes.rows().iter().any(|change| change.kind == Kind::Merge.as_str()) {
        tables.sort_by_key(|table| table.value.iter().all(|of| of.indicator != RESIDENTS));
    }
    tables
}

/// How the values of each indicator of the catalogue are put together.
fn aggregates() -> Result<HashMap<String, Aggregate>, GeodataError> {
    let indicators = catalogue::indicators().map_err(|error| {
        GeodataError::source(
            Path::new("geodata/data/indicators.toml"),
            Place::File,
            error.message().to_owned(),
            "the catalogue is part of the program; report this",
        )
    })?;
    Ok(indicators.into_iter().map(|of| (of.id, of.aggregate)).collect())
}

/// An area and a year, which part of the year, and who states the figure.
type Key = (AreaCode, i32, Option<usize>, String);

/// The values of one column.
fn one(
    reading: &Reading<'_>,
    value: &Value,
    residents: &mut Residents,
    findings: &mut Findings,
) -> Result<Vec<IndicatorValue>, GeodataError> {
    let Reading { spec, table, columns, source, rows, country, aggregates } = *reading;
    let aggregate = aggregates.get(&value.indicator).copied();
    let additive = aggregate == Some(Aggregate::Sum);
    let indicator: Arc<str> = Arc::from(value.indicator.as_str());
    // Figures of several sources, and of a part and the whole of a year, stand beside each other, and so do at first those
    // of areas that came together.
    let mut sums: BTreeMap<Key, BTreeMap<AreaCode, Sum<'_>>> = BTreeMap::new();
    for &Joined { row, area: code, from, part: of } in &rows.rows {
        let Some(row) = source.rows.get(row) else { continue };
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
        let mut number = record.number(columns.at(&value.column))?;
        if let Some(Part { of, share }) = of.filter(|_| additive && number.is_some()) {
            // A rate of what was split is that of its parts as far as anybody knows; a count is shared out.
            let Some(share) = share else {
                let detail =
                    format!("{} {year} of {of}: nobody states what share is here", value.indicator);
                let name = country.get(code).map(|area| area.name.as_str());
                findings.about(SHARE_UNKNOWN, &table.source, code, name, detail);
                continue;
            };
            number = number.map(|number| number * share);
        }
        let part = table.parts.as_ref().map(|parts| record.text(columns.at(&parts.column)));
        let part_of_year = table.part_of_year.iter().position(|part| fits(&part.filter));
        let stated_by = match table.source_column.as_deref() {
            Some(column) => record.remark(columns.at(column))?,
            None => table.source.clone(),
        };
        let key = (code, year, part_of_year, stated_by);
        let sum = sums.entry(key).or_default().entry(from).or_default();
        sum.of = of;
        sum.add(&record, part, number)?;
    }
    let mut values = Vec::with_capacity(sums.len());
    for ((area, year, part_of_year, stated_by), sums) in sums {
        let name = country.get(area).map(|a| a.name.clone()).unwrap_or_default();
        let total = |sum: &Sum<'_>| sum.total(table.parts.as_ref());
        let (mut number, mut split, mut joined) = (None, None, None);
        if let Some(formers) = rows.made.get(&area) {
            let figure = |of: AreaCode| sums.get(&of).and_then(total);
            if value.indicator == RESIDENTS && part_of_year.is_none() {
                let each = formers.iter().filter_map(|of| Some((of.code, figure(of.code)?)));
                each.for_each(|(of, number)| residents.learn(area, of, year, number));
            }
            match merged(area, formers, figure, aggregate, residents) {
                Merged::Figure { number: of_all, how, shared } => {
                    (number, joined) = (Some(of_all), Some((how, shared)));
                }
                Merged::Nothing(check, reason) => {
                    let detail = format!("{indicator} {year} in {}: {reason}", table.file);
                    findings.about(check, &table.source, area, Some(&name), detail);
                    continue;
                }
            }
        } else if let Some(sum) = sums.values().next() {
            (number, split) = (total(sum), sum.of);
        }
        let number = number.map(|number| number / value.mean_over_years.unwrap_or(1.0));
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
        let shared = split.is_some() || joined.as_ref().is_some_and(|(_, shared)| *shared);
        if let Some((how, _)) = joined {
            source = format!("{source}; {how}");
        }
        if let Some(Part { of, share }) = split {
            source = match share.filter(|_| additive) {
                Some(share) => format!(
                    "{source}; {share:.4} of the figure of {of}, which was split, by residents"
                ),
                None => format!("{source}; the value of {of}, which was split"),
            };
        }
        let part_of_year = part_of_year.and_then(|at| table.part_of_year.get(at));
        let (status, period) = match (number, part_of_year) {
            (None, _) => (ValueStatus::Missing, None),
            // Nobody published it of this area.
            _ if shared => (ValueStatus::Imputed, None),
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
    /// What the area is a part of, where the figure is of that.
    of: Option<Part>,
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
    rows: &[Joined],
    country: &Country,
    findings: &mut Findings,
) -> Result<(), GeodataError> {
    let Some(value) = table.value.iter().find(|v| v.indicator == class.of) else { return Ok(()) };
    for &Joined { row, area: code, .. } in rows {
        let Some(row) = source.rows.get(row) else { continue };
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
fn unlisted(table: &Table, rows: &[Joined], country: &Country, findings: &mut Findings) {
    let Ok(level) = table.level.parse::<Level>() else { return };
    let listed: HashSet<AreaCode> = rows.iter().map(|row| row.area).collect();
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
