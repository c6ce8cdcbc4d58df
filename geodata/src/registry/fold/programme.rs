//! The tables of the programme, with what people recorded.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;
use serde::Serialize;

use super::counted::{Counted, of, put};
use crate::code::AreaCode;
use crate::dataset::{Dataset, Designation, LtsaOffice, Partnership, PillarStatus};
use crate::error::GeodataError;
use crate::offices;
use crate::registry::Table;
use crate::registry::rows::{DesignationRow, OfficeRow, Row};

/// The tables of the programme that entries touch.
pub(super) struct Programme<'a> {
    dataset: &'a Dataset,
    pub(super) designations: Vec<Designation>,
    pub(super) offices: Vec<LtsaOffice>,
    pillars: Vec<PillarStatus>,
    partnerships: Vec<Partnership>,
    decrees: Vec<Decree>,
    desks: Vec<Desk>,
    officers: Vec<Officer>,
    /// Which of them differ from the base.
    touched: Vec<Table>,
}

#[derive(Serialize)]
struct Decree {
    designation: String,
    decree: Option<String>,
    date: Option<String>,
}

#[derive(Serialize)]
struct Desk {
    office: String,
    desk_type: String,
    since: Option<String>,
    until: Option<String>,
    source: String,
    note: Option<String>,
}

/// Without a name.
#[derive(Serialize)]
struct Officer {
    village_code: String,
    programme: String,
    role: String,
    since: Option<String>,
    until: Option<String>,
}

impl<'a> Programme<'a> {
    /// As the base has them.
    pub(super) fn of(dataset: &'a Dataset) -> Result<Self, GeodataError> {
        Ok(Self {
            dataset,
            designations: dataset.designations()?,
            offices: dataset.ltsa_offices()?,
            pillars: dataset.rows("pillar_status")?,
            partnerships: dataset.rows("partnerships")?,
            decrees: Vec::new(),
            desks: Vec::new(),
            officers: Vec::new(),
            touched: Vec::new(),
        })
    }

    /// Whether distances to offices or designated villages may be others than those of the base.
    pub(super) fn moves(&self) -> bool {
        [Table::Designations, Table::LtsaOffices].iter().any(|table| self.touched.contains(table))
    }

    /// Takes in the rows that count.
    pub(super) fn take(&mut self, counted: &BTreeMap<Table, Vec<Counted<'_>>>) {
        self.touched =
            counted.iter().filter(|(_, rows)| !rows.is_empty()).map(|(table, _)| *table).collect();
        let designations = of(counted, Table::Designations, |row| match row {
            Row::Designation(row) => Some(row),
            _ => None,
        });
        designations.for_each(|row| self.designate(row));
        let offices = of(counted, Table::LtsaOffices, |row| match row {
            Row::Office(row) => Some(row),
            _ => None,
        });
        for row in offices {
            speak(&mut self.offices, office(row), |one, other| one.id == other.id);
        }
        let pillars = of(counted, Table::PillarStatus, |row| match row {
            Row::Pillar(row) => Some(row.clone()),
            _ => None,
        });
        for row in pillars {
            speak(&mut self.pillars, row, |one, other| {
                (&one.village_code, &one.programme, one.pillar_no, &one.as_of)
                    == (&other.village_code, &other.programme, other.pillar_no, &other.as_of)
            });
        }
        let partnerships = of(counted, Table::Partnerships, |row| match row {
            Row::Partnership(row) => Some(row.clone()),
            _ => None,
        });
        for row in partnerships {
            speak(&mut self.partnerships, row, |one, other| {
                (&one.institution, &one.programme, &one.area_code, &one.role, one.year)
                    == (
                        &other.institution,
                        &other.programme,
                        &other.area_code,
                        &other.role,
                        other.year,
                    )
            });
        }
        self.desks.extend(of(counted, Table::OfficeDesks, |row| match row {
            Row::Desk(row) => Some(Desk {
                office: row.office.clone(),
                desk_type: row.desk_type.clone(),
                since: row.from.clone(),
                until: row.to.clone(),
                source: row.source.clone(),
                note: row.note.clone(),
            }),
            _ => None,
        }));
        self.officers.extend(of(counted, Table::Officers, |row| match row {
            Row::Officer(row) => Some(Officer {
                village_code: row.village_code.clone(),
                programme: row.programme.clone(),
                role: row.role.clone(),
                since: row.from.clone(),
                until: row.to.clone(),
            }),
            _ => None,
        }));
    }

    fn designate(&mut self, row: &DesignationRow) {
        let id = row.id.clone().unwrap_or_default();
        if row.status == "revoked" {
            self.designations.retain(|known| known.id != id);
            return;
        }
        if row.decree.is_some() || row.date.is_some() {
            let (decree, date) = (row.decree.clone(), row.date.clone());
            self.decrees.push(Decree { designation: id.clone(), decree, date });
        }
        let designation = Designation {
            id,
            village_code: row.village_code.clone(),
            programme: row.programme.clone(),
            round: row.round.clone(),
            year: row.year,
            status: row.status.clone(),
            funding: row.funding.clone().unwrap_or_else(|| "UNKNOWN".to_owned()),
            source: row.source.clone(),
            note: row.note.clone(),
        };
        speak(&mut self.designations, designation, |one, other| one.id == other.id);
    }

    /// Offices without a position have one by the rule of the import; then the tables that differ.
    pub(super) fn tables(
        &mut self,
        tables: &mut Vec<(&'static str, RecordBatch)>,
    ) -> Result<(), GeodataError> {
        for table in self.touched.clone() {
            match table {
                Table::Designations => {
                    put(tables, "designations", &self.designations)?;
                    put(tables, "designation_decrees", &self.decrees)?;
                }
                Table::LtsaOffices => {
                    let dataset = self.dataset;
                    let place = |code: AreaCode| {
                        Some((dataset.area(code)?.point?, "point inside the polygon"))
                    };
                    // Those without a place have none, as after an import.
                    offices::locate(&mut self.offices, place)?;
                    put(tables, "ltsa_offices", &self.offices)?;
                }
                Table::PillarStatus => put(tables, "pillar_status", &self.pillars)?,
                Table::Partnerships => put(tables, "partnerships", &self.partnerships)?,
                Table::OfficeDesks => put(tables, "office_desks", &self.desks)?,
                Table::Officers => put(tables, "officers", &self.officers)?,
                Table::Corrections
                | Table::Proposals
                | Table::IndicatorValues
                | Table::ProposalNotes => {}
            }
        }
        Ok(())
    }
}

/// Puts a row in the place of the one that is about the same, or at the end.
fn speak<T>(rows: &mut Vec<T>, row: T, same: impl Fn(&T, &T) -> bool) {
    match rows.iter_mut().find(|known| same(known, &row)) {
        Some(known) => *known = row,
        None => rows.push(row),
    }
}

fn office(row: &OfficeRow) -> LtsaOffice {
    let placed = row.lon.is_some();
    LtsaOffice {
        id: row.id.clone().unwrap_or_default(),
        area_code: row.area_code.clone(),
        name: row.name.clone(),
        since: row.since.clone(),
        status: row.status.clone(),
        lon: row.lon,
        lat: row.lat,
        location_basis: if placed { "recorded position".to_owned() } else { String::new() },
        placed_by_rule: false,
        source: row.source.clone(),
        note: row.note.clone(),
    }
}
