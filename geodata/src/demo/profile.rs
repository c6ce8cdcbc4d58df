//! What the model assumes of each part of the country. Orders of magnitude from common
//! knowledge, chosen so that maps look plausible: assumptions of a model, not statistics.

use crate::code::{AreaCode, Level};

/// The assumptions for one province.
#[derive(Debug, Clone, Copy)]
pub struct Profile {
    /// Village development index in the middle.
    pub idm: f64,
    /// Poor residents, percent.
    pub poverty: f64,
    /// Mean years of schooling.
    pub schooling: f64,
    /// Adjusted expenditure per head and year, thousand rupiah.
    pub expenditure: f64,
    /// Life expectancy at birth, years.
    pub life: f64,
    /// Households with adequate sanitation, percent.
    pub sanitation: f64,
    /// Households with safe drinking water, percent.
    pub water: f64,
    /// Open unemployment, percent.
    pub unemployment: f64,
    /// Inclination to work abroad, relative.
    pub migration: f64,
    /// Cost of building and travel, relative.
    pub remoteness: f64,
}

const fn profile(
    idm: f64,
    poverty: f64,
    [schooling, expenditure, life]: [f64; 3],
    [sanitation, water]: [f64; 2],
    unemployment: f64,
    [migration, remoteness]: [f64; 2],
) -> Profile {
    Profile {
        idm,
        poverty,
        schooling,
        expenditure,
        life,
        sanitation,
        water,
        unemployment,
        migration,
        remoteness,
    }
}

const SUMATERA: Profile = profile(0.70, 9.5, [8.9, 10_900.0, 70.0], [81.0, 85.0], 4.6, [0.8, 1.05]);
const JAWA: Profile = profile(0.76, 10.0, [8.4, 11_900.0, 72.5], [85.0, 93.0], 5.6, [1.0, 0.9]);
const NUSA_TENGGARA: Profile =
    profile(0.67, 16.0, [7.8, 9_300.0, 67.5], [76.0, 87.0], 3.2, [1.6, 1.1]);
const KALIMANTAN: Profile =
    profile(0.71, 6.0, [8.6, 11_700.0, 71.0], [79.0, 80.0], 4.5, [0.6, 1.2]);
const SULAWESI: Profile = profile(0.71, 10.5, [8.7, 10_500.0, 70.0], [83.0, 90.0], 3.7, [0.6, 1.1]);
const MALUKU: Profile = profile(0.63, 12.5, [9.3, 8_800.0, 67.0], [76.0, 88.0], 5.2, [0.2, 1.35]);
const PAPUA: Profile = profile(0.57, 21.0, [8.0, 8_000.0, 66.5], [68.0, 75.0], 4.8, [0.1, 1.6]);

/// The assumptions for the province of `code`.
pub fn of(code: AreaCode) -> Profile {
    let province = code.ancestor(Level::Province).map_or(0, AreaCode::feature_id);
    match province {
        11 => Profile { poverty: 14.5, idm: 0.68, ..SUMATERA },
        21 => Profile { poverty: 5.8, expenditure: 14_400.0, ..SUMATERA },
        31 => Profile { poverty: 4.5, schooling: 11.3, expenditure: 18_900.0, life: 73.0, ..JAWA },
        34 => Profile { idm: 0.81, schooling: 9.9, expenditure: 14_400.0, life: 75.0, ..JAWA },
        36 => Profile { idm: 0.71, poverty: 6.2, unemployment: 7.5, ..JAWA },
        51 => Profile {
            poverty: 4.3,
            schooling: 9.3,
            expenditure: 14_000.0,
            life: 72.6,
            migration: 1.5,
            remoteness: 0.95,
            ..JAWA
        },
        53 => Profile { idm: 0.63, poverty: 20.0, sanitation: 73.0, ..NUSA_TENGGARA },
        93 | 94 => Profile {
            idm: 0.53,
            poverty: 25.0,
            schooling: 7.0,
            sanitation: 50.0,
            water: 62.0,
            ..PAPUA
        },
        95 => Profile {
            idm: 0.45,
            poverty: 31.0,
            schooling: 5.0,
            expenditure: 5_900.0,
            sanitation: 30.0,
            water: 45.0,
            remoteness: 2.1,
            ..PAPUA
        },
        12..=20 => SUMATERA,
        32..=33 | 35 => JAWA,
        52 => NUSA_TENGGARA,
        60..=69 => KALIMANTAN,
        70..=79 => SULAWESI,
        80..=89 => MALUKU,
        _ => PAPUA,
    }
}

/// Regencies that are widely known as places of origin of migrant workers, and how much more
/// than their neighbours they are assumed to send. Used only where no count is published.
const ORIGINS: [(u64, f64); 14] = [
    (1205, 1.8), // Langkat
    (3202, 1.8), // Sukabumi
    (3203, 1.8), // Cianjur
    (3209, 4.0), // Cirebon
    (3212, 9.0), // Indramayu
    (3213, 3.5), // Subang
    (3215, 2.0), // Karawang
    (3301, 4.0), // Cilacap
    (3318, 2.5), // Pati
    (3324, 4.0), // Kendal
    (3329, 2.5), // Brebes
    (3315, 2.0), // Grobogan
    (3604, 2.0), // Serang
    (5108, 2.5), // Buleleng
];

/// How much more than its neighbours a regency is assumed to send.
pub fn origin(regency: AreaCode) -> f64 {
    let id = regency.feature_id();
    ORIGINS.iter().find(|(known, _)| *known == id).map_or(1.0, |(_, factor)| *factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_province_has_a_profile_and_every_place_of_origin_exists() {
        let facts = crate::facts::regencies().unwrap();
        for fact in &facts {
            assert!((0.3..0.9).contains(&of(fact.code).idm));
        }
        for (id, _) in ORIGINS {
            assert!(facts.iter().any(|fact| fact.code.feature_id() == id), "{id}");
        }
    }
}
