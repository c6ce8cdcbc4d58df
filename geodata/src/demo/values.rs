//! The modelled indicator values of the demonstration.

use std::sync::Arc;

use geo::Coord;

use super::inputs::Register;
use super::{migration, noise, people, profile};
use crate::code::{AreaCode, VillageKind};
use crate::dataset::{IndicatorValue, Qualifier, ValueStatus};
use crate::facts::{Placement, RegencyFact};

/// The year of population and social indicators.
pub const YEAR: i32 = 2024;
/// The source key of every value of the model.
pub const SOURCE: &str = "model";
/// Indicators that the demonstration knows for each village, unlike official data.
pub const AT_VILLAGE: [&str; 4] =
    ["poverty_pct", "population", "population_density", "pmi_per_1000"];

/// What the model is told of a village.
#[derive(Debug, Clone, Copy)]
pub struct Site {
    /// Its code.
    pub code: AreaCode,
    /// The place of its regency among the facts.
    pub regency: usize,
    /// A point inside, degrees.
    pub at: Coord<f64>,
    /// Its area.
    pub area_km2: f64,
}

/// Values with their sums.
#[derive(Debug)]
pub struct Modelled {
    /// All values.
    pub values: Vec<IndicatorValue>,
    /// Residents of every village, in the order of the sites.
    pub population: Vec<i64>,
    /// Desa that were left without a development index, to be realistic.
    pub unassessed: usize,
}

/// Models everything for `sites`, the villages in the order of the register.
pub fn model(
    register: &Register,
    facts: &[RegencyFact],
    placements: &[Placement],
    sites: &[Site],
    seed: u64,
) -> Modelled {
    let mut writer = Writer { values: Vec::with_capacity(sites.len() * 9), source: SOURCE.into() };
    let placed = migration::by_regency(register, facts, placements, seed);
    let mut population = Vec::with_capacity(sites.len());
    let mut unassessed = 0;
    let mut from = 0;
    for (regency, (fact, placed)) in facts.iter().zip(&placed).enumerate() {
        let count = sites[from..].iter().take_while(|site| site.regency == regency).count();
        let own = &sites[from..from + count];
        from += count;
        let mean_area = own.iter().map(|site| site.area_km2).sum::<f64>() / own.len().max(1) as f64;
        let weights: Vec<f64> = own.iter().map(|site| crowd(site, mean_area, seed)).collect();
        let people = people::share_out(fact.population, &weights, 40);
        let local = Local::new(fact, own, &people, *placed, seed);
        for (k, (site, people)) in own.iter().zip(&people).enumerate() {
            unassessed += usize::from(!writer.development(site, local.development[k], seed));
            writer.modelled(site.code, "poverty_pct", YEAR, local.poverty[k]);
            writer.modelled(site.code, "pmi_per_1000", migration::YEAR, local.migrants[k]);
            writer.modelled(site.code, "population", YEAR, *people as f64);
            writer.modelled(site.code, "population_density", YEAR, *people as f64 / site.area_km2);
            writer.modelled(site.code, "area_km2", YEAR, site.area_km2);
            writer.modelled(site.code, "cost_idr", YEAR, cost(site, seed));
        }
        writer.social(fact, seed);
        writer.modelled(fact.code, "pmi_placed", migration::YEAR, *placed as f64);
        population.extend(people);
    }
    Modelled { values: writer.values, population, unassessed }
}

/// A standard normal number that belongs to an area and a purpose.
fn normal(code: AreaCode, purpose: u64, seed: u64) -> f64 {
    let key = noise::hash(code.feature_id() ^ noise::hash(seed ^ purpose << 40));
    noise::normal(noise::unit(key), noise::unit(key ^ 1))
}

/// About -1 to 1, alike for neighbours: places differ by landscape, not only by chance.
fn landscape(at: Coord<f64>, purpose: u64, seed: u64) -> f64 {
    2.0 * (0.6 * noise::smooth([at.x, at.y], 0.6, seed ^ purpose << 8)
        + 0.4 * noise::smooth([at.x, at.y], 0.17, seed ^ purpose << 16))
        - 1.0
}

/// The relative number of residents of a village: larger ones have more, but not in proportion,
/// and very small ones not more than their land can hold.
fn crowd(site: &Site, mean_area: f64, seed: u64) -> f64 {
    let town = if site.code.village_kind() == Some(VillageKind::Kelurahan) { 1.9 } else { 1.0 };
    let chance = (0.4 * normal(site.code, 1, seed)).clamp(-0.9, 0.9).exp();
    let room = (site.area_km2 / (0.6 * mean_area)).min(1.0);
    town * chance * site.area_km2.powf(0.25) * room
}

/// The cost of establishing the programme in a village, rupiah, to the nearest 100,000.
fn cost(site: &Site, seed: u64) -> f64 {
    let remoteness = profile::of(site.code).remoteness * (1.0 + 0.12 * landscape(site.at, 2, seed));
    let cost = 235e6
        * remoteness
        * (0.09 * normal(site.code, 2, seed)).exp()
        * site.area_km2.max(0.2).powf(0.02);
    (cost / 1e5).round() * 1e5
}

/// A number with as many decimals as sources print.
fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10f64.powi(decimals);
    (value * scale).round() / scale
}

/// What varies within one regency, calibrated to the regency.
struct Local {
    development: Vec<f64>,
    poverty: Vec<f64>,
    migrants: Vec<f64>,
}

impl Local {
    fn new(fact: &RegencyFact, sites: &[Site], people: &[i64], placed: i64, seed: u64) -> Self {
        let profile = profile::of(fact.code);
        let middle = profile.idm + 0.025 * normal(fact.code, 3, seed);
        let development: Vec<f64> = sites
            .iter()
            .map(|site| {
                (middle + 0.055 * landscape(site.at, 3, seed) + 0.045 * normal(site.code, 3, seed))
                    .clamp(0.27, 0.95)
            })
            .collect();
        // Poorer where less developed; the mean over residents is the regency's.
        let poor = poverty(fact, seed);
        let lean = |k: usize| {
            (-4.0 * (development[k] - middle) + 0.25 * normal(sites[k].code, 4, seed)).exp()
        };
        let poverty = calibrated((0..sites.len()).map(lean).collect(), people, poor)
            .into_iter()
            .map(|p| p.clamp(0.3, 75.0))
            .collect();
        // Migration clusters: those who went help their neighbours to go.
        let pull = |k: usize| {
            let town = if sites[k].code.village_kind() == Some(VillageKind::Kelurahan) {
                0.6
            } else {
                1.0
            };
            town * (1.1 * landscape(sites[k].at, 5, seed) + 0.55 * normal(sites[k].code, 5, seed))
                .exp()
        };
        let rate = placed as f64 * 1000.0 / fact.population as f64;
        let migrants = calibrated((0..sites.len()).map(pull).collect(), people, rate);
        Self { development, poverty, migrants }
    }
}

/// Scales `values` so that their mean over residents is `mean`.
fn calibrated(values: Vec<f64>, people: &[i64], mean: f64) -> Vec<f64> {
    let residents: i64 = people.iter().sum();
    let sum: f64 = values.iter().zip(people).map(|(value, people)| value * *people as f64).sum();
    values.into_iter().map(|value| value * mean * residents as f64 / sum).collect()
}

/// The poverty rate of a regency, percent.
fn poverty(fact: &RegencyFact, seed: u64) -> f64 {
    let town = if fact.code.is_kota() { 0.6 } else { 1.0 };
    (profile::of(fact.code).poverty * town * (0.25 * normal(fact.code, 4, seed)).exp())
        .clamp(1.5, 45.0)
}

struct Writer {
    values: Vec<IndicatorValue>,
    source: Arc<str>,
}

impl Writer {
    fn push(
        &mut self,
        area: AreaCode,
        indicator: &str,
        year: i32,
        value: Option<f64>,
        status: ValueStatus,
    ) {
        self.values.push(IndicatorValue {
            area,
            indicator: indicator.into(),
            year,
            value,
            status,
            source: self.source.clone(),
            qualifier: Qualifier::default(),
        });
    }

    fn modelled(&mut self, area: AreaCode, indicator: &str, year: i32, value: f64) {
        self.push(area, indicator, year, Some(value), ValueStatus::Modelled);
    }

    /// The three resilience indices and their mean. Kelurahan are not assessed; one desa in 400
    /// has no score, as in the published index. Whether this one has.
    fn development(&mut self, site: &Site, middle: f64, seed: u64) -> bool {
        if site.code.village_kind() == Some(VillageKind::Kelurahan) {
            return true;
        }
        if noise::unit(site.code.feature_id() ^ noise::hash(seed ^ 99)) < 1.0 / 400.0 {
            for id in ["idm", "iks", "ike", "ikl"] {
                self.push(site.code, id, YEAR, None, ValueStatus::Missing);
            }
            return false;
        }
        let part = |shift: f64, purpose| {
            rounded((middle + shift + 0.035 * normal(site.code, purpose, seed)).clamp(0.05, 1.0), 4)
        };
        let (iks, ike, ikl) = (part(0.06, 6), part(-0.09, 7), part(0.03, 8));
        for (id, value) in
            [("idm", (iks + ike + ikl) / 3.0), ("iks", iks), ("ike", ike), ("ikl", ikl)]
        {
            self.modelled(site.code, id, YEAR, value);
        }
        true
    }

    /// The social indicators that are known by regency.
    fn social(&mut self, fact: &RegencyFact, seed: u64) {
        let (profile, town) = (profile::of(fact.code), f64::from(u8::from(fact.code.is_kota())));
        let vary = |purpose| normal(fact.code, purpose, seed);
        let rows = [
            ("mean_years_schooling", rounded(profile.schooling + 1.8 * town + 0.5 * vary(10), 2)),
            (
                "expenditure_per_capita_k",
                rounded(profile.expenditure * (1.0 + 0.3 * town) * (0.1 * vary(11)).exp(), 0),
            ),
            ("life_expectancy", rounded(profile.life + 1.5 * town + 1.2 * vary(12), 2)),
            (
                "sanitation_pct",
                rounded((profile.sanitation + 8.0 * town + 7.0 * vary(13)).clamp(2.0, 100.0), 2),
            ),
            (
                "safe_water_pct",
                rounded((profile.water + 6.0 * town + 6.0 * vary(14)).clamp(2.0, 100.0), 2),
            ),
            (
                "open_unemployment_pct",
                rounded((profile.unemployment + 1.8 * town + 0.9 * vary(15)).max(0.3), 2),
            ),
        ];
        for (id, value) in rows {
            self.modelled(fact.code, id, YEAR, value);
        }
    }
}
