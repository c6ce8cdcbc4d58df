//! Rows of a table of figures, joined to the areas of the register.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::carry::{By, Carrier, Found};
use super::codes::{Codes, bps_code, kemendagri_code};
use super::country::Country;
use super::findings::{BRIDGED, FOLLOWED, Findings, MERGED, NOT_AN_AREA, SHARED, UNKNOWN_CODE};
use super::merged::Made;
use super::spec::{CodesOf, Table};
use crate::code::{AreaCode, Level};
use crate::dataset::AreaChange;
use crate::error::GeodataError;
use crate::source::{Cell, Record, Source};

/// The columns of a table, each with its position in what is read.
pub struct Columns<'a>(Vec<&'a str>);

impl<'a> Columns<'a> {
    /// Those that the specification names, the code first.
    pub fn of(table: &'a Table) -> Self {
        let mut all: Vec<&str> = vec![&table.code];
        let district = table.follow.as_ref().and_then(|follow| follow.district.as_ref());
        let optional = [&table.name, &table.year_column, &table.source_column];
        let mut add = |name: &'a str| {
            if !all.contains(&name) {
                all.push(name);
            }
        };
        optional.into_iter().flatten().chain(district).for_each(|name| add(name));
        table.parts.iter().for_each(|parts| add(&parts.column));
        table.class.iter().for_each(|class| add(&class.column));
        table.part_of_year.iter().for_each(|part| part.filter.keys().for_each(|name| add(name)));
        for value in &table.value {
            add(&value.column);
            value.filter.keys().for_each(|name| add(name));
        }
        Self(all)
    }

    /// Their names.
    pub fn names(&self) -> Vec<&'a str> {
        self.0.clone()
    }

    /// The position of one.
    pub fn at(&self, name: &str) -> usize {
        self.0.iter().position(|n| *n == name).unwrap_or(usize::MAX)
    }
}

/// A row with an area that it speaks of.
#[derive(Debug, Clone, Copy)]
pub struct Joined {
    /// The number of the row.
    pub row: usize,
    /// The area.
    pub area: AreaCode,
    /// The code that it had in the edition of the file.
    pub from: AreaCode,
    /// Where the row is of a larger area that was split: which one, and the share of its residents.
    pub part: Option<Part>,
}

/// A part of an area that was split.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// The code of what was split.
    pub of: AreaCode,
    /// The share of its residents; `None` where nobody states it.
    pub share: Option<f64>,
}

/// The rows of a table that stand for areas.
#[derive(Debug, Default)]
pub struct Rows {
    /// Each row with its area; of a split once for each part.
    pub rows: Vec<Joined>,
    /// Areas that came of several of the file's, of which each has its rows.
    pub made: Made,
}

/// A row that has a code.
struct Coded {
    row: usize,
    code: AreaCode,
    name: String,
    /// Where it stands, for the report.
    place: String,
}

/// The rows that stand for a registered area.
///
/// # Errors
/// A code is none, or of another level than the table's.
pub fn rows(
    table: &Table,
    columns: &Columns<'_>,
    source: &Source,
    country: &Country,
    codes: &mut Codes,
    findings: &mut Findings,
) -> Result<Rows, GeodataError> {
    let coded = coded(table, columns, source, codes, findings)?;
    let Spoken { found, made, meant } = found(table, columns, source, country, codes, &coded);
    list_made(table, &made, country, findings);
    let mut rows = Vec::with_capacity(coded.len());
    let mut learned = Vec::new();
    for Coded { row, code, name, place } in &coded {
        let from = meant.get(code).copied().unwrap_or(*code);
        let whole = |area| Joined { row: *row, area, from, part: None };
        let lost = match found.get(code) {
            Some(Found::Own) => {
                rows.push(whole(*code));
                continue;
            }
            Some(Found::Carried(carried)) => {
                rows.push(whole(carried.to));
                let by = carried.by.in_words();
                let detail = format!("{place}: {code} is {} today, {by}", carried.to);
                findings.about(FOLLOWED, &table.source, carried.to, Some(name), detail);
                if carried.by != By::Change && country.get(carried.from).is_none() {
                    learned.push(AreaChange {
                        from_code: carried.from.to_string(),
                        from_name: Some(name.clone()).filter(|name| !name.is_empty()),
                        to_code: carried.to.to_string(),
                        kind: "recode".to_owned(),
                        date: carried.date.clone(),
                        share: None,
                        basis: format!("{}; {by}", table.file),
                        source: table.source.clone(),
                    });
                }
                continue;
            }
            Some(Found::Parts(parts)) => {
                for (area, share) in parts {
                    if made.contains_key(area) {
                        rows.push(whole(*area));
                        continue;
                    }
                    let part = Some(Part { of: *code, share: *share });
                    rows.push(Joined { part, ..whole(*area) });
                    let detail = match share {
                        Some(share) => {
                            let percent = share * 100.0;
                            format!(
                                "{place}: {code} was split; {area} has {percent:.1}% of its residents"
                            )
                        }
                        None => format!(
                            "{place}: {code} was split; {area} has a share that nobody states"
                        ),
                    };
                    findings.about(SHARED, &table.source, *area, Some(name), detail);
                }
                continue;
            }
            Some(Found::Lost(reason)) => reason.as_str(),
            None => "not in the register",
        };
        let record = source.rows.get(*row).map(|row| source.record(row));
        let figures = record.map(|record| figures(table, columns, &record)).unwrap_or_default();
        let detail = format!("{place}: {lost}; {figures}");
        findings.about(UNKNOWN_CODE, &table.source, *code, Some(name), detail);
    }
    codes.learned.extend(learned);
    Ok(Rows { rows, made })
}

/// Lists the areas that came of several.
fn list_made(table: &Table, made: &Made, country: &Country, findings: &mut Findings) {
    for (area, formers) in made {
        let formers: Vec<String> = formers.iter().map(|of| of.code.to_string()).collect();
        let detail = format!("{}: {area} came of {}", table.file, formers.join(" and "));
        let name = country.get(*area).map(|area| area.name.as_str());
        findings.about(MERGED, &table.source, *area, name, detail);
    }
}

/// The rows that have a code; those that stand for no area are listed.
fn coded(
    table: &Table,
    columns: &Columns<'_>,
    source: &Source,
    codes: &Codes,
    findings: &mut Findings,
) -> Result<Vec<Coded>, GeodataError> {
    let level: Level = table.level.parse()?;
    let mut rows = Vec::with_capacity(source.rows.len());
    for (row, record) in source.records().enumerate() {
        let name = table.name.as_deref().map(|n| record.text(columns.at(n))).unwrap_or_default();
        let place = format!("{} of {}", record.row().place.in_words(), table.file);
        let text = record.text(0);
        if *record.cell(0) == Cell::Empty || table.not_areas.contains(&text) {
            let figures = figures(table, columns, &record);
            findings.note(NOT_AN_AREA, &table.source, Some(&name), format!("{place}: {figures}"));
            continue;
        }
        let code = match table.codes {
            CodesOf::Kemendagri => kemendagri_code(&record, 0)?,
            CodesOf::Bps => match bridged(table, codes, &record)? {
                Ok(code) => Some(code),
                Err(problem) => {
                    let figures = figures(table, columns, &record);
                    let detail = format!("{place}: {problem}; {figures}");
                    findings.note(UNKNOWN_CODE, &table.source, Some(&name), detail);
                    continue;
                }
            },
        };
        let Some(code) = code else { continue };
        let above = |name: &String| name.as_str() == code.level().as_str();
        if code.level() != level && !table.also.iter().any(above) {
            return Err(record.error(
                0,
                format!("{code} is the code of a {}", code.level()),
                format!("the specification says that this table is by {level}"),
            ));
        }
        rows.push(Coded { row, code, name, place });
    }
    if table.codes == CodesOf::Bps {
        let detail = format!("{}: {} of {} rows", table.file, rows.len(), source.rows.len());
        findings.note(BRIDGED, &table.source, None, detail);
    }
    Ok(rows)
}

/// The area that the statistics office calls so, or why there is none.
fn bridged(
    table: &Table,
    codes: &Codes,
    record: &Record<'_>,
) -> Result<Result<AreaCode, String>, GeodataError> {
    let Some(bps) = bps_code(record, 0)? else { return Ok(Err("no code".to_owned())) };
    let areas = codes.of_bps(&bps, table.bridge_period.as_deref());
    let mut areas = areas.into_iter();
    Ok(match (areas.next(), areas.next()) {
        (Some(code), None) => Ok(code),
        (None, _) => Err(format!("BPS code {bps} is not in the bridge")),
        (Some(one), Some(two)) => Err(format!(
            "BPS code {bps} leads to {one} and to {two}; state bridge_period for this table"
        )),
    })
}

/// What the codes of a file speak of.
#[derive(Default)]
struct Spoken {
    found: BTreeMap<AreaCode, Found>,
    /// Areas that came of several of them.
    made: Made,
    /// Which codes of its edition the file means by those that it writes, where these are others.
    meant: BTreeMap<AreaCode, AreaCode>,
}

/// What each code of the file speaks of. Two codes speak of one area only where changes say that they came together: otherwise
/// that would be a guess.
fn found(
    table: &Table,
    columns: &Columns<'_>,
    source: &Source,
    country: &Country,
    codes: &Codes,
    coded: &[Coded],
) -> Spoken {
    let Some(follow) = &table.follow else {
        let own = coded.iter().filter(|row| country.get(row.code).is_some());
        let found = own.map(|row| (row.code, Found::Own)).collect();
        return Spoken { found, ..Spoken::default() };
    };
    let carrier = Carrier::new(country, &codes.changes, follow);
    let district = follow.district.as_deref().map(|column| columns.at(column));
    let mut found = BTreeMap::new();
    for Coded { row, code, name, .. } in coded {
        let record = source.rows.get(*row).map(|row| source.record(row));
        let district = record.zip(district).map(|(record, column)| record.text(column));
        found.entry(*code).or_insert_with(|| carrier.find(*code, name, district.as_deref()));
    }
    let mut by_area: BTreeMap<AreaCode, BTreeSet<AreaCode>> = BTreeMap::new();
    for (code, found) in &found {
        match found {
            Found::Own => by_area.entry(*code).or_default().insert(*code),
            Found::Carried(carried) => by_area.entry(carried.to).or_default().insert(*code),
            Found::Parts(parts) => parts
                .iter()
                .map(|(area, _)| by_area.entry(*area).or_default().insert(*code))
                .fold(false, |one, other| one | other),
            Found::Lost(_) => false,
        };
    }
    let mut made = Made::new();
    for (area, codes) in by_area {
        if let Some(formers) = carrier.made_of(area, &codes) {
            made.insert(area, formers);
            continue;
        }
        if codes.len() < 2 {
            continue;
        }
        let all: Vec<String> = codes.iter().map(AreaCode::to_string).collect();
        let all = all.join(" and ");
        for code in codes {
            if found.get(&code) != Some(&Found::Own) {
                found.insert(code, Found::Lost(format!("{all} all lead to {area}")));
            }
        }
    }
    // What was merged into an area is not that area, and the file tells nothing of the rest.
    for (code, found) in &mut found {
        if let Found::Parts(parts) = found
            && let [(area, _)] = parts.as_slice()
            && !made.contains_key(area)
        {
            *found = Found::Lost(format!("{code} is a part of {area} today"));
        }
    }
    let meant = found.keys().map(|code| (*code, carrier.meant(*code)));
    let meant = meant.filter(|(code, meant)| code != meant).collect();
    Spoken { found, made, meant }
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
