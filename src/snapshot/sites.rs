//! Designated villages and one-stop service offices, and which of them is nearest.

use std::collections::BTreeMap;

use geodata::AreaCode;
use geodata::dataset::{Claim, Dataset, Designation, LtsaOffice};
use geodata::index::PointIndex;
use geodata::offices::KnownOffices;

/// Where the programme is: designations by village, and where designated villages and offices lie.
#[derive(Debug)]
pub struct Sites {
    /// By village; most villages have none.
    designations: BTreeMap<AreaCode, Vec<Designation>>,
    /// The designated villages that have a point, in the order of `designated_index`.
    designated: Vec<AreaCode>,
    designated_index: PointIndex,
    offices: Vec<LtsaOffice>,
    /// Positions in `offices`, in the order of `office_index`.
    located: Vec<usize>,
    office_index: PointIndex,
    known_offices: KnownOffices,
}

impl Sites {
    /// Reads the designations and offices of a dataset.
    ///
    /// # Errors
    /// When a row does not fit or names no area code.
    pub fn new(dataset: &Dataset) -> anyhow::Result<Self> {
        let mut designations: BTreeMap<AreaCode, Vec<Designation>> = BTreeMap::new();
        for designation in dataset.designations()? {
            designations.entry(designation.village_code.parse()?).or_default().push(designation);
        }
        let points = designations.keys().filter_map(|code| {
            let point = dataset.area(*code)?.point?;
            Some((*code, [point.x, point.y]))
        });
        let (designated, points): (Vec<_>, Vec<_>) = points.unzip();

        let offices = dataset.ltsa_offices()?;
        let operating =
            offices.iter().enumerate().filter(|(_, office)| office.status == "operating");
        let placed = operating.filter_map(|(at, office)| Some((at, [office.lon?, office.lat?])));
        let (located, places): (Vec<_>, Vec<_>) = placed.unzip();
        Ok(Self {
            designated_index: PointIndex::new(&points),
            office_index: PointIndex::new(&places),
            known_offices: KnownOffices::new(&offices, &dataset.rows::<Claim>("claims")?),
            designations,
            designated,
            offices,
            located,
        })
    }

    /// The designations of a village.
    pub fn designations(&self, village: AreaCode) -> &[Designation] {
        self.designations.get(&village).map_or(&[], Vec::as_slice)
    }

    /// The designations of all villages within `area`, in order of code.
    pub fn designations_within(&self, area: AreaCode) -> impl Iterator<Item = &Designation> {
        let from =
            self.designations.range(area..).take_while(move |(code, _)| code.is_within(area));
        from.flat_map(|(_, list)| list)
    }

    /// The villages with any designation, in order of code.
    pub fn designated(&self) -> impl Iterator<Item = AreaCode> + '_ {
        self.designations.keys().copied()
    }

    /// The one-stop service offices.
    pub fn offices(&self) -> &[LtsaOffice] {
        &self.offices
    }

    /// Of how many offices the place is known.
    pub fn known_offices(&self) -> &KnownOffices {
        &self.known_offices
    }

    /// The nearest operating office to a position (degrees), with the distance in metres.
    pub fn nearest_office(&self, point: [f64; 2]) -> Option<(&LtsaOffice, f64)> {
        let hit = self.office_index.nearest(point, 1).pop()?;
        Some((self.offices.get(*self.located.get(hit.row)?)?, hit.distance_m))
    }

    /// The nearest designated village other than `own`, with the distance in metres.
    pub fn nearest_designated(&self, point: [f64; 2], own: AreaCode) -> Option<(AreaCode, f64)> {
        let hits = self.designated_index.nearest(point, 2);
        let mut hits =
            hits.iter().filter_map(|hit| Some((*self.designated.get(hit.row)?, hit.distance_m)));
        hits.find(|(code, _)| *code != own)
    }
}
