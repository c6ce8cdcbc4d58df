//! Where service offices (LTSA) stand, and how many of them are known at all.

use geo::Coord;

use crate::code::AreaCode;
use crate::dataset::{Claim, LtsaOffice};
use crate::error::GeodataError;
use crate::facts;

/// The number of offices in the table `claims`.
const METRIC: &str = "n_ltsa";
/// The status of offices that are open.
const OPERATING: &str = "operating";

/// A place of an area: longitude and latitude in degrees, and what it is (`label point`).
pub type Place = (Coord<f64>, &'static str);

/// Puts every office without a position in a place of its area, by rule: that of a regency there, that
/// of a province in its capital (`data/capitals.csv`), because the middle of a province is in the sea or far from
/// any office. Offices that are placed so say so.
///
/// Returns the offices whose area has no place; they keep none.
///
/// # Errors
/// When the committed table of capitals is not valid, which a test rules out.
pub fn locate(
    offices: &mut [LtsaOffice],
    place_of: impl Fn(AreaCode) -> Option<Place>,
) -> Result<Vec<String>, GeodataError> {
    let capitals = facts::capitals()?;
    let mut unplaced = Vec::new();
    for office in offices.iter_mut().filter(|office| office.lon.is_none() || office.lat.is_none()) {
        office.placed_by_rule = true;
        let area: AreaCode = office.area_code.parse()?;
        let capital = capitals.iter().find(|capital| capital.province_code == area);
        let in_capital = capital.and_then(|capital| Some((capital, place_of(capital.area_code)?)));
        let (place, basis) = match in_capital {
            Some((capital, (point, what))) => (
                Some(point),
                match &capital.source {
                    Some(law) => format!(
                        "{what} of the capital, {} ({law}); the address is not known",
                        capital.name
                    ),
                    None => format!(
                        "{what} of the capital, {} (no source looked up); the address is not known",
                        capital.name
                    ),
                },
            ),
            None => match place_of(area) {
                Some((point, what)) => {
                    (Some(point), format!("{what} of the area; the address is not known"))
                }
                None => (None, "neither the address nor a point of the area is known".to_owned()),
            },
        };
        office.location_basis = basis;
        match place {
            Some(point) => (office.lon, office.lat) = (Some(point.x), Some(point.y)),
            None => unplaced.push(office.id.clone()),
        }
    }
    Ok(unplaced)
}

/// Of how many offices the place is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KnownOffices {
    /// Operating offices with a position; distances are measured to these.
    pub known: usize,
    /// Offices that there are, as the latest claim about the whole country states; `None` where nobody
    /// states it, or states fewer than are known.
    pub stated: Option<usize>,
    /// The date or year of that claim.
    pub as_of: Option<String>,
}

impl KnownOffices {
    /// Counts offices, and looks up how many there are said to be.
    pub fn new(offices: &[LtsaOffice], claims: &[Claim]) -> Self {
        let placed = |office: &&LtsaOffice| {
            office.status == OPERATING && office.lon.is_some() && office.lat.is_some()
        };
        let known = offices.iter().filter(placed).count();
        let national =
            claims.iter().filter(|claim| claim.metric == METRIC && claim.area_code.is_none());
        let when = |claim: &Claim| claim.as_of.clone().or_else(|| claim.period.clone());
        let latest = national
            .filter_map(|claim| Some((when(claim), claim.value.filter(|n| n.is_finite())?)))
            .max_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)))
            .filter(|(_, stated)| *stated >= known as f64);
        let (as_of, stated) = latest.unzip();
        Self { known, stated: stated.map(|n| n as usize), as_of: as_of.flatten() }
    }

    /// `21 of 45 offices known`.
    pub fn in_words(&self) -> String {
        match self.stated {
            Some(stated) => format!("{} of {stated} offices known", self.known),
            None => format!("{} offices known", self.known),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Level;
    use crate::programme;

    fn office(offices: &[LtsaOffice], area: &str) -> LtsaOffice {
        offices.iter().find(|office| office.area_code == area).unwrap().clone()
    }

    #[test]
    fn a_provinces_office_stands_in_its_capital_and_says_that_a_rule_put_it_there() {
        let mut offices = programme::facts().unwrap().ltsa_offices;
        assert!(offices.iter().all(|office| !office.placed_by_rule));
        let unplaced = locate(&mut offices, |code| {
            let x = if code.level() == Level::Province { 0.0 } else { 110.0 };
            let known = !["35.78", "35", "65.03"].contains(&code.to_string().as_str());
            known.then_some((Coord { x, y: -7.0 }, "label point"))
        });
        // Kota Surabaya is the capital of 35 and an area of its own; neither has a point here.
        assert_eq!(unplaced.unwrap(), ["ltsa-65.03", "ltsa-35.78", "ltsa-35"]);
        assert!(offices.iter().all(|office| office.placed_by_rule));
        let ntb = office(&offices, "52");
        assert_eq!(ntb.lon, Some(110.0), "not the point of the province");
        assert_eq!(
            ntb.location_basis,
            "label point of the capital, Mataram (no source looked up); the address is not known"
        );
        let riau = office(&offices, "21").location_basis;
        assert!(riau.contains("Tanjungpinang (UU 25/2002)"), "{riau}");
        assert!(office(&offices, "61.01").location_basis.starts_with("label point of the area"));
    }

    #[test]
    fn without_a_point_of_the_capital_the_province_has_its_own() {
        let mut offices = vec![office(&programme::facts().unwrap().ltsa_offices, "35")];
        let own = |code: AreaCode| {
            (code.level() == Level::Province).then_some((Coord { x: 1.0, y: 2.0 }, "label point"))
        };
        assert!(locate(&mut offices, own).unwrap().is_empty());
        assert!(offices[0].location_basis.starts_with("label point of the area"));
    }

    #[test]
    fn twenty_one_of_forty_five_offices_are_known() {
        let facts = programme::facts().unwrap();
        let mut offices = facts.ltsa_offices;
        locate(&mut offices, |_| Some((Coord { x: 110.0, y: -7.0 }, "label point"))).unwrap();
        let known = KnownOffices::new(&offices, &facts.claims);
        // The 22nd is only planned.
        assert_eq!(known.in_words(), "21 of 45 offices known");
        assert_eq!(known.as_of.as_deref(), Some("2021-02-19"));
        assert_eq!(KnownOffices::new(&offices, &[]).in_words(), "21 offices known");
    }
}
