//! Whether a row can be recorded: it is read by its type, and what it names is looked up.

use serde_json::Value;

use super::checked::{Checked, Problem};
use super::entry::Table;
use super::known::Known;
use super::look::Look;
use super::rows::{
    CorrectionRow, DesignationRow, DeskRow, NoteRow, OfficeRow, OfficerRow, ProposalRow, Row,
    ValueRow,
};
use crate::code::{AreaCode, Level};
use crate::dataset::{Partnership, PillarStatus};

/// A box around the country: west, south, east, north.
const COUNTRY: [f64; 4] = [94.0, -11.5, 141.5, 6.5];

const DESIGNATION_STATUS: [&str; 4] = ["designated", "active", "inactive", "revoked"];
const FUNDING: [&str; 7] =
    ["APBN", "APBD_PROV", "APBD_KAB", "DANA_DESA", "CSR", "OTHER", "UNKNOWN"];
const PILLAR_STATE: [&str; 4] = ["not_started", "running", "active", "stalled"];
const OFFICE_STATUS: [&str; 3] = ["operating", "planned", "closed"];
const NOTE_KIND: [&str; 2] = ["question", "answer"];
const OFFICER_ROLE: [&str; 3] = ["petugas", "penanggung_jawab", "koordinator"];

/// Reads the row number `at` of `table`, and looks up what it names.
///
/// # Errors
/// Everything that is wrong with it.
pub fn check(
    known: &Known<'_>,
    table: Table,
    at: usize,
    row: &Value,
) -> Result<Checked, Vec<Problem>> {
    let mut look = Look { known, at, problems: Vec::new() };
    let checked = match table {
        Table::Designations => look.read(row).map(|row| look.designation(row)),
        Table::PillarStatus => look.read(row).map(|row| look.pillar(row)),
        Table::LtsaOffices => look.read(row).map(|row| look.office(row)),
        Table::OfficeDesks => look.read(row).map(|row| look.desk(row)),
        Table::Partnerships => look.read(row).map(|row| look.partnership(row)),
        Table::Officers => look.read(row).map(|row| look.officer(row)),
        Table::Corrections => look.read(row).map(|row| look.correction(row)),
        Table::Proposals => look.read(row).map(|row| look.proposal(row)),
        Table::IndicatorValues => look.read(row).map(|row| look.value(row)),
        Table::ProposalNotes => look.read(row).map(|row| look.note(row)),
    };
    let (row, area, key) = match checked {
        Some(checked) if look.problems.is_empty() => checked,
        _ => return Err(look.problems),
    };
    match row.value() {
        Ok(value) => Ok(Checked { row, value, area, key }),
        Err(error) => Err(vec![Problem::new(at, "", error.to_string())]),
    }
}

type Found = (Row, Option<AreaCode>, String);

impl Look<'_> {
    fn designation(&mut self, mut row: DesignationRow) -> Found {
        let area = self.village(&row.village_code);
        self.programme(&row.programme);
        if let Some(round) = row.round.clone()
            && let Some(year) = self.round(&round, &row.programme)
            && *row.year.get_or_insert(year) != year
        {
            self.wrong("year", format!("the round `{round}` is of {year}"));
        }
        if let Some(year) = row.year {
            self.year(year);
        }
        self.one_of("status", &row.status, &DESIGNATION_STATUS);
        self.one_of(
            "funding",
            row.funding.get_or_insert_with(|| "UNKNOWN".to_owned()).clone().as_str(),
            &FUNDING,
        );
        if let Some(date) = row.date.clone() {
            self.time("date", &date);
        }
        let (decree, note, source) = (row.decree.clone(), row.note.clone(), row.source.clone());
        self.texts(
            &[("decree", decree.as_deref())],
            &[("note", note.as_deref()), ("source", Some(&source))],
        );
        let year = row.year.map_or("undated".to_owned(), |year| year.to_string());
        let usual = format!("{}-{year}-{}", row.programme, row.village_code);
        let looked_up = row.id.clone().unwrap_or_else(|| usual.clone());
        let base = self.known.base_designations.get(&looked_up);
        let key = self.id(row.id.clone().as_deref(), usual, base, &row.village_code);
        row.id = Some(key.clone());
        (Row::Designation(row), area, key)
    }

    fn pillar(&mut self, row: PillarStatus) -> Found {
        let area = self.village(&row.village_code);
        self.programme(&row.programme);
        if !self.known.pillars.contains(&(row.programme.clone(), row.pillar_no)) {
            self.wrong("pillar_no", format!("`{}` has no pillar {}", row.programme, row.pillar_no));
        }
        if area.is_some() && !self.known.is_designated(&row.village_code, &row.programme) {
            self.wrong(
                "village_code",
                format!(
                    "{} does not take part in `{}`; record its designation first",
                    row.village_code, row.programme
                ),
            );
        }
        self.time("as_of", &row.as_of);
        self.one_of("state", &row.state, &PILLAR_STATE);
        self.texts(&[], &[("evidence", row.evidence.as_deref())]);
        let key = format!("{}/{}/{}/{}", row.village_code, row.programme, row.pillar_no, row.as_of);
        (Row::Pillar(row), area, key)
    }

    fn office(&mut self, mut row: OfficeRow) -> Found {
        let area = self.area("area_code", &row.area_code, &[Level::Province, Level::Regency]);
        self.one_of("status", &row.status, &OFFICE_STATUS);
        if let Some(since) = row.since.clone() {
            self.time("since", &since);
        }
        let [west, south, east, north] = COUNTRY;
        match (row.lon, row.lat) {
            (None, None) => {}
            (Some(lon), Some(lat)) if (west..=east).contains(&lon) && (south..=north).contains(&lat) => {}
            (Some(_), Some(_)) => self.wrong("lon", "the position is not in Indonesia; longitude and latitude in degrees, as 116.1 and -8.6"),
            _ => self.wrong("lon", "give both `lon` and `lat`, or neither"),
        }
        let (name, note, source) = (row.name.clone(), row.note.clone(), row.source.clone());
        self.texts(
            &[("name", Some(&name))],
            &[("note", note.as_deref()), ("source", Some(&source))],
        );
        let usual = format!("ltsa-{}", row.area_code);
        let looked_up = row.id.clone().unwrap_or_else(|| usual.clone());
        let base = self.known.base_offices.get(&looked_up);
        let key = self.id(row.id.clone().as_deref(), usual, base, &row.area_code);
        row.id = Some(key.clone());
        (Row::Office(row), area, key)
    }

    fn desk(&mut self, row: DeskRow) -> Found {
        let area = match self.known.office(&row.office) {
            Some(area) => area.parse().ok(),
            None => {
                let gone = self.known.gone_with_id(&row.office);
                let detail = match gone {
                    Some(_) => format!("there is no office `{}`", row.office),
                    None => format!("there is no office `{}`; record it first", row.office),
                };
                self.wrong_area("office", detail, gone);
                None
            }
        };
        if !self.known.desks.contains(&row.desk_type) {
            let known: Vec<&str> = self.known.desks.iter().map(String::as_str).collect();
            self.wrong(
                "desk_type",
                format!("`{}` is not known; use one of {}", row.desk_type, known.join(", ")),
            );
        }
        self.times(row.from.as_deref(), row.to.as_deref());
        self.texts(&[], &[("note", row.note.as_deref()), ("source", Some(&row.source))]);
        let key =
            format!("{}/{}/{}", row.office, row.desk_type, row.from.as_deref().unwrap_or_default());
        (Row::Desk(row), area, key)
    }

    fn partnership(&mut self, row: Partnership) -> Found {
        let levels = [Level::Province, Level::Regency, Level::Village];
        let area = row.area_code.clone().and_then(|code| self.area("area_code", &code, &levels));
        if !self.known.institutions.contains(&row.institution) {
            self.wrong(
                "institution",
                format!(
                    "there is no institution `{}`; the table `institutions` has their ids",
                    row.institution
                ),
            );
        }
        if let Some(programme) = row.programme.clone() {
            self.programme(&programme);
        }
        row.year.into_iter().for_each(|year| self.year(year));
        self.texts(
            &[("role", Some(&row.role)), ("document", row.document.as_deref())],
            &[("source", Some(&row.source))],
        );
        let part = |text: &Option<String>| text.clone().unwrap_or_default();
        let year = row.year.map(|year| year.to_string()).unwrap_or_default();
        let key = format!(
            "{}/{}/{}/{}/{year}",
            row.institution,
            part(&row.programme),
            part(&row.area_code),
            row.role
        );
        (Row::Partnership(row), area, key)
    }

    fn officer(&mut self, row: OfficerRow) -> Found {
        let area = self.village(&row.village_code);
        self.programme(&row.programme);
        if area.is_some() && !self.known.is_designated(&row.village_code, &row.programme) {
            self.wrong(
                "village_code",
                format!(
                    "{} does not take part in `{}`; record its designation first",
                    row.village_code, row.programme
                ),
            );
        }
        self.one_of("role", &row.role, &OFFICER_ROLE);
        self.times(row.from.as_deref(), row.to.as_deref());
        self.texts(
            &[("name", row.name.as_deref())],
            &[("source", row.source.as_deref()), ("note", row.note.as_deref())],
        );
        // Two officers of a village may begin on one day, and nobody has to be named.
        (Row::Officer(row), area, String::new())
    }

    fn proposal(&mut self, row: ProposalRow) -> Found {
        let area = self.village(&row.village_code);
        self.programme(&row.programme);
        if let Some(round) = &row.round {
            self.round(round, &row.programme);
        }
        self.texts(&[], &[("reason", Some(&row.reason)), ("source", row.source.as_deref())]);
        let key = format!(
            "{}/{}/{}",
            row.village_code,
            row.programme,
            row.round.as_deref().unwrap_or_default()
        );
        (Row::Proposal(row), area, key)
    }

    fn note(&mut self, row: NoteRow) -> Found {
        let area = match self.known.proposal(&row.proposal) {
            Some(village) => village.parse().ok(),
            None => {
                let detail = format!(
                    "there is no proposal `{}` that stands; see /api/v1/proposals",
                    row.proposal
                );
                self.wrong_area("proposal", detail, self.known.gone_with_proposal(&row.proposal));
                None
            }
        };
        self.one_of("kind", &row.kind, &NOTE_KIND);
        self.texts(&[], &[("text", Some(&row.text))]);
        // The same may be asked again.
        (Row::Note(row), area, String::new())
    }

    fn correction(&mut self, row: CorrectionRow) -> Found {
        let area = self.figure(&row.area_code, &row.indicator, row.year, row.value);
        self.texts(&[], &[("reason", Some(&row.reason)), ("source", Some(&row.source))]);
        let key = format!("{}/{}/{}", row.area_code, row.indicator, row.year);
        (Row::Correction(row), area, key)
    }

    fn value(&mut self, row: ValueRow) -> Found {
        let area = self.figure(&row.area_code, &row.indicator, row.year, row.value);
        self.texts(&[], &[("source", Some(&row.source)), ("note", row.note.as_deref())]);
        let key = format!("{}/{}/{}/{}", row.area_code, row.indicator, row.year, row.source);
        (Row::Value(row), area, key)
    }

    fn figure(&mut self, area: &str, indicator: &str, year: i32, value: f64) -> Option<AreaCode> {
        let area = self.area("area_code", area, &Level::ALL)?;
        if let Some((field, detail)) = self.known.refuses(indicator, area) {
            self.wrong(field, detail);
        } else if let Some(detail) = self.known.implausible(indicator, area, value) {
            self.wrong("value", detail);
        }
        self.year(year);
        Some(area)
    }
}
