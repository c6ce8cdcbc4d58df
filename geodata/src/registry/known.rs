//! What a dataset knows that a row may name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::checked::Checked;
use super::indicators;
use super::rows::Row;
use crate::catalogue;
use crate::changes::Changes;
use crate::code::AreaCode;
use crate::dataset::{
    Aggregate, Dataset, Indicator, Institution, LtsaDesk, Pillar, Programme, Round,
};
use crate::error::GeodataError;

/// What follows from the map: it cannot be reported or corrected.
const DERIVED: [&str; 3] = ["area_km2", "ltsa_distance_km", "designated_distance_km"];

/// What a dataset knows that a row may name, with what entries add.
#[derive(Debug)]
pub struct Known<'a> {
    pub(super) dataset: &'a Dataset,
    /// What became of codes.
    pub(super) changes: Changes,
    /// The last day that a row may speak of; none where that does not matter.
    pub(super) today: Option<String>,
    pub(super) programmes: BTreeSet<String>,
    pub(super) rounds: BTreeMap<String, Round>,
    pub(super) pillars: BTreeSet<(String, i32)>,
    pub(super) desks: BTreeSet<String>,
    pub(super) institutions: BTreeSet<String>,
    /// Those of the catalogue, then those that only villages report.
    pub(super) indicators: Vec<Indicator>,
    pub(super) ranges: HashMap<String, [f64; 2]>,
    /// Ids of the base.
    pub(super) base_designations: BTreeMap<String, String>,
    pub(super) base_offices: BTreeMap<String, String>,
    /// Villages and programmes.
    designated: BTreeSet<(String, String)>,
    /// Offices and their areas.
    offices: BTreeMap<String, String>,
    /// Proposals by id, and their villages.
    proposals: BTreeMap<String, String>,
    /// Those whose village this dataset does not have, and its code.
    lost_proposals: BTreeMap<String, AreaCode>,
}

impl<'a> Known<'a> {
    /// What `dataset` knows; `today` (`2026-11-29`) is the last day that a row may speak of.
    ///
    /// # Errors
    /// When a table is not as `docs/dataset.md` says.
    pub fn new(dataset: &'a Dataset, today: Option<&str>) -> Result<Self, GeodataError> {
        let designations = dataset.designations()?;
        let offices = dataset.ltsa_offices()?;
        let mut known = dataset.indicators()?;
        let own: BTreeSet<String> = known.iter().map(|own| own.id.clone()).collect();
        let mut ranges = catalogue::plausible().map_err(indicators::broken)?;
        for (indicator, range) in indicators::with_ranges()? {
            ranges.insert(indicator.id.clone(), range);
            if !own.contains(&indicator.id) {
                known.push(indicator);
            }
        }
        let by_id = |row: Round| (row.id.clone(), row);
        let changes = Changes::new(dataset.rows("area_changes")?).map_err(|error| {
            let file = dataset.dir().join("area_changes.parquet");
            GeodataError::dataset(&file, error.to_string(), "make the dataset again")
        })?;
        Ok(Self {
            dataset,
            changes,
            today: today.map(str::to_owned),
            programmes: dataset
                .rows::<Programme>("programmes")?
                .into_iter()
                .map(|row| row.id)
                .collect(),
            rounds: dataset.rows::<Round>("rounds")?.into_iter().map(by_id).collect(),
            pillars: dataset
                .rows::<Pillar>("pillars")?
                .into_iter()
                .map(|row| (row.programme, row.pillar_no))
                .collect(),
            desks: dataset
                .rows::<LtsaDesk>("ltsa_desks")?
                .into_iter()
                .map(|row| row.desk_type)
                .collect(),
            institutions: dataset
                .rows::<Institution>("institutions")?
                .into_iter()
                .map(|row| row.id)
                .collect(),
            indicators: known,
            ranges,
            designated: designations
                .iter()
                .map(|row| (row.village_code.clone(), row.programme.clone()))
                .collect(),
            offices: offices.iter().map(|row| (row.id.clone(), row.area_code.clone())).collect(),
            base_designations: designations
                .into_iter()
                .map(|row| (row.id, row.village_code))
                .collect(),
            base_offices: offices.into_iter().map(|row| (row.id, row.area_code)).collect(),
            proposals: BTreeMap::new(),
            lost_proposals: BTreeMap::new(),
        })
    }

    /// Takes in what an entry adds, so that others may name it.
    pub fn learn(&mut self, checked: &Checked) {
        match &checked.row {
            Row::Designation(row) if row.status != "revoked" => {
                self.designated.insert((row.village_code.clone(), row.programme.clone()));
            }
            Row::Office(row) => {
                self.offices.insert(checked.key.clone(), row.area_code.clone());
            }
            _ => {}
        }
    }

    /// Takes in a proposal that was recorded as `id`, so that questions may name it.
    pub(super) fn learn_proposal(&mut self, id: &str, checked: &Checked) {
        if let Row::Proposal(row) = &checked.row {
            self.proposals.insert(id.to_owned(), row.village_code.clone());
        }
    }

    /// Takes in that a proposal is of a village that this dataset does not have.
    pub(super) fn lose_proposal(&mut self, id: &str, village: AreaCode) {
        self.lost_proposals.insert(id.to_owned(), village);
    }

    /// The code of the village of such a proposal.
    pub(super) fn lost_proposal(&self, id: &str) -> Option<AreaCode> {
        self.lost_proposals.get(id).copied()
    }

    /// Whether the base has a designation or an office of this id, and it is of this area.
    pub(super) fn has_in_base(&self, id: &str, area: AreaCode) -> bool {
        let of = [self.base_designations.get(id), self.base_offices.get(id)];
        of.into_iter().flatten().any(|of| *of == area.to_string())
    }

    /// The village of a proposal.
    pub(super) fn proposal(&self, id: &str) -> Option<&str> {
        self.proposals.get(id).map(String::as_str)
    }

    /// Whether the village takes part in the programme.
    pub(super) fn is_designated(&self, village: &str, programme: &str) -> bool {
        self.designated.contains(&(village.to_owned(), programme.to_owned()))
    }

    /// The area of an office.
    pub(super) fn office(&self, id: &str) -> Option<&str> {
        self.offices.get(id).map(String::as_str)
    }

    pub(super) fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }

    /// Why a value of this indicator and area cannot be recorded; none where it can.
    pub(super) fn refuses(
        &self,
        indicator: &str,
        area: AreaCode,
    ) -> Option<(&'static str, String)> {
        let Some(known) = self.indicator(indicator) else {
            return Some((
                "indicator",
                format!("the catalogue has no `{indicator}`; see /api/v1/indicators"),
            ));
        };
        if DERIVED.contains(&indicator) {
            return Some((
                "indicator",
                format!(
                    "`{indicator}` follows from the map and from offices and designations; record those"
                ),
            ));
        }
        let own = known.level.parse::<crate::Level>().ok()?;
        (area.level() > own).then(|| {
            ("area_code", format!("`{indicator}` is known by {own}; {area} is a {}, which has the value of its {own}", area.level()))
        })
    }

    /// Why a number cannot be a value of this indicator.
    pub(super) fn implausible(
        &self,
        indicator: &str,
        area: AreaCode,
        value: f64,
    ) -> Option<String> {
        let known = self.indicator(indicator)?;
        if !value.is_finite() {
            return Some("is no number".to_owned());
        }
        // Placements are means of several years at times.
        let is_count = known.unit == "orang";
        if is_count && value.fract() != 0.0 {
            return Some(format!("{value} is no whole number, and `{indicator}` counts people"));
        }
        let [least, greatest] = *self.ranges.get(indicator)?;
        let own = area.level().as_str() == known.level;
        // A larger area has a sum, whose range nobody knows.
        let greatest =
            if known.aggregate == Aggregate::Sum && !own { f64::INFINITY } else { greatest };
        (!(least..=greatest).contains(&value)).then(|| {
            let unit = &known.unit;
            format!(
                "{value} {unit} cannot be; `{indicator}` is between {least} and {greatest} {unit}"
            )
        })
    }
}
