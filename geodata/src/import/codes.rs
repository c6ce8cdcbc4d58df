//! What became of codes, other names, and the codes of the statistics office.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::country::Country;
use super::spec::{AliasesFile, BridgeFile, ChangesFile, Spec};
use crate::changes::{self, Changes};
use crate::code::AreaCode;
use crate::dataset::{AreaAlias, AreaChange, CodeBridge, CodeTables};
use crate::error::{GeodataError, Place};
use crate::source::{self, Cell, Record};

/// Lengths of the codes of the statistics office: province, regency, district, village.
const LENGTHS: [usize; 4] = [2, 4, 7, 10];

/// Codes over time and between offices, ready to be asked.
#[derive(Debug, Default)]
pub struct Codes {
    /// What became of codes.
    pub changes: Changes,
    aliases: Vec<AreaAlias>,
    bridge: Vec<CodeBridge>,
    /// Areas by code of the statistics office and period.
    by_bps: BTreeMap<String, Vec<(AreaCode, Option<String>)>>,
    /// What files tell of codes that no change tells of.
    pub learned: Vec<AreaChange>,
}

/// Reads everything about codes that the specification names, beside what is committed with the project.
///
/// # Errors
///
/// A file cannot be read, or holds what is no change, name or code.
pub fn read(spec: &Spec, input: &Path, country: &Country) -> Result<Codes, GeodataError> {
    let mut rows = changes::facts()?;
    let facts = rows.len();
    let mut places = Vec::new();
    if let Some(file) = &spec.changes {
        places = read_changes(file, input, &mut rows)?;
    }
    let changes = Changes::new(rows).map_err(|error| {
        // Rows before those of the file are valid by themselves, but the file may contradict them.
        let place = error.row.checked_sub(facts).and_then(|row| places.get(row).cloned());
        let file = spec.changes.as_ref().map_or("area_changes.csv", |file| file.file.as_str());
        GeodataError::source(
            &input.join(file),
            place.unwrap_or(Place::File),
            error.problem,
            error.advice,
        )
    })?;
    let mut aliases = changes::aliases()?;
    aliases.extend(country.aliases.iter().cloned());
    if let Some(file) = &spec.aliases {
        read_aliases(file, input, &mut aliases)?;
    }
    let mut codes = Codes { changes, aliases, ..Codes::default() };
    if let Some(file) = &spec.bridge {
        codes.read_bridge(file, input)?;
    }
    Ok(codes)
}

impl Codes {
    /// The areas that the statistics office calls so, in the period or in any.
    pub fn of_bps(&self, code: &str, period: Option<&str>) -> BTreeSet<AreaCode> {
        let all = self.by_bps.get(code).into_iter().flatten();
        all.filter(|(_, of)| period.is_none() || of.as_deref() == period)
            .map(|(code, _)| *code)
            .collect()
    }

    /// The tables of the dataset.
    pub fn into_tables(self) -> CodeTables {
        let mut changes = self.changes.into_rows();
        // A file may be read twice, and what a law says counts more than what two files have in common.
        let mut known: BTreeSet<String> =
            changes.iter().map(|change| change.from_code.clone()).collect();
        let learned = self.learned.into_iter();
        changes.extend(learned.filter(|change| known.insert(change.from_code.clone())));
        let mut aliases = self.aliases;
        aliases.sort_by(|a, b| (&a.area_code, &a.alias).cmp(&(&b.area_code, &b.alias)));
        aliases.dedup_by(|a, b| (&a.area_code, &a.alias) == (&b.area_code, &b.alias));
        CodeTables { changes, aliases, bridge: self.bridge }
    }

    fn read_bridge(&mut self, spec: &BridgeFile, input: &Path) -> Result<(), GeodataError> {
        let mut columns = vec![spec.kemendagri.as_str(), spec.bps.as_str()];
        columns.extend(spec.period.as_deref());
        let table = source::read(&input.join(&spec.file), &spec.read, &columns, false)?;
        for record in table.records() {
            let (Some(area), Some(bps)) = (record.code(0)?, bps_code(&record, 1)?) else {
                let problem = "one of the two codes is blank";
                return Err(record.error(0, problem, "a row of the bridge needs both codes"));
            };
            let period = spec.period.as_ref().map(|_| record.text(2)).filter(|p| !p.is_empty());
            self.by_bps.entry(bps.clone()).or_default().push((area, period.clone()));
            self.bridge.push(CodeBridge {
                area_code: area.to_string(),
                bps_code: bps,
                period,
                source: spec.source.clone(),
            });
        }
        Ok(())
    }
}

/// The cell as a code of the statistics office; `None` when it is blank. Points, which some write between its parts, go.
///
/// # Errors
///
/// The cell is something else.
pub fn bps_code(record: &Record<'_>, column: usize) -> Result<Option<String>, GeodataError> {
    let text = match record.cell(column) {
        Cell::Empty => return Ok(None),
        // Its first digit is never a zero, so that a number lost none.
        Cell::Number(number) if number.fract() == 0.0 => format!("{number:.0}"),
        _ => record.text(column).replace('.', ""),
    };
    if LENGTHS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(Some(text));
    }
    let problem = format!("`{}` is no code of BPS", record.text(column));
    Err(record.error(column, problem, "it has 2, 4, 7 or 10 digits"))
}

/// The cell as a code of the register; `None` when it is blank.
///
/// # Errors
///
/// As [`Record::code`]; one that looks like a code of the statistics office is refused with that reason.
pub fn kemendagri_code(
    record: &Record<'_>,
    column: usize,
) -> Result<Option<AreaCode>, GeodataError> {
    let text = record.text(column);
    if record.code(column).is_err() && looks_like_bps(&text) {
        return Err(record.error(
            column,
            format!(
                "{text} looks like a code of BPS, which numbers areas otherwise than the register"
            ),
            "state codes = \"bps\" for this table, and a [bridge] from BPS to Kemendagri",
        ));
    }
    record.code(column)
}

/// Whether only the statistics office writes codes so: digits without points, or groups of its lengths.
fn looks_like_bps(text: &str) -> bool {
    let groups: Vec<usize> = text.split('.').map(str::len).collect();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    digits && matches!(groups.as_slice(), [4 | 7 | 10] | [2, 2, 3] | [2, 2, 3, 3])
}

fn read_changes(
    spec: &ChangesFile,
    input: &Path,
    rows: &mut Vec<AreaChange>,
) -> Result<Vec<Place>, GeodataError> {
    let optional = [&spec.name, &spec.date, &spec.share];
    let mut columns: Vec<&str> = vec![&spec.from, &spec.to, &spec.kind, &spec.basis];
    columns.extend(optional.iter().filter_map(|column| column.as_deref()));
    let table = source::read(&input.join(&spec.file), &spec.read, &columns, false)?;
    let at = |column: &Option<String>| {
        let name = column.as_deref()?;
        columns.iter().position(|known| *known == name)
    };
    let [name, date, share] = optional.map(at);
    let mut places = Vec::with_capacity(table.rows.len());
    for record in table.records() {
        let text = |column: Option<usize>| {
            column.map(|column| record.text(column)).filter(|text| !text.is_empty())
        };
        let code = |column: usize| {
            kemendagri_code(&record, column)?.map(|code| code.to_string()).ok_or_else(|| {
                record.error(column, "the code is blank", "a change leads from a code to a code")
            })
        };
        rows.push(AreaChange {
            from_code: code(0)?,
            from_name: name.map(|name| record.name(name)).transpose()?.filter(|n| !n.is_empty()),
            to_code: code(1)?,
            kind: record.text(2),
            date: text(date),
            share: share.map(|share| record.number(share)).transpose()?.flatten(),
            basis: record.remark(3)?,
            source: spec.source.clone(),
        });
        places.push(record.row().place.clone());
    }
    Ok(places)
}

fn read_aliases(
    spec: &AliasesFile,
    input: &Path,
    aliases: &mut Vec<AreaAlias>,
) -> Result<(), GeodataError> {
    let table =
        source::read(&input.join(&spec.file), &spec.read, &[&spec.code, &spec.alias], false)?;
    for record in table.records() {
        let (Some(code), alias) = (record.code(0)?, record.name(1)?) else {
            return Err(record.error(0, "the code is blank", "another name belongs to an area"));
        };
        if alias.is_empty() {
            return Err(record.error(1, "the name is blank", "remove the row"));
        }
        aliases.push(AreaAlias { area_code: code.to_string(), alias, source: spec.source.clone() });
    }
    Ok(())
}
