//! Reads what the demonstration starts from: two npm packages, packed into this library when it was built.

mod files;
mod packed;
mod register;
mod tables;
mod topojson;

use std::path::Path;

pub use register::{Island, Named, Register};

use crate::code::Level;
use crate::error::GeodataError;
use files::Files;

/// Files below `node_modules`; `build.rs` packs the same.
const PROVINCES: &str = "idn-area-data/data/provinces.csv";
const REGENCIES: &str = "idn-area-data/data/regencies.csv";
const DISTRICTS: &str = "idn-area-data/data/districts.csv";
const VILLAGES: &str = "idn-area-data/data/villages.csv";
const ISLANDS: &str = "idn-area-data/data/islands.csv";
const ATLAS: &str = "world-atlas/countries-10m.json";

/// The register of areas, the islands and the coast, not yet read.
#[derive(Debug, Clone)]
pub struct DemoInputs(Files);

impl DemoInputs {
    /// What was packed into this program.
    ///
    /// # Errors
    /// When the packages were not there when it was built; the message says what to do.
    pub fn built_in() -> Result<Self, GeodataError> {
        Files::built_in().map(Self)
    }

    /// The packages below `npm`, a `node_modules` directory.
    ///
    /// # Errors
    /// When a file of them is missing; the message says how to install it.
    pub fn locate(npm: &Path) -> Result<Self, GeodataError> {
        let names = [PROVINCES, REGENCIES, DISTRICTS, VILLAGES, ISLANDS, ATLAS];
        Files::below(npm, &names).map(Self)
    }

    /// Reads and checks everything.
    ///
    /// # Errors
    /// When a file cannot be read, a code is not one, or a row's parent is missing.
    pub fn read(&self) -> Result<Register, GeodataError> {
        let mut names_mended = Vec::new();
        let provinces = self.0.read(PROVINCES)?;
        let provinces = tables::names(&provinces, Level::Province, 38, &mut names_mended)?;
        let mut below = |name: &str, level, want, parents: &[Named]| {
            let file = self.0.read(name)?;
            let rows = tables::names(&file, level, want, &mut names_mended)?;
            tables::check_parents(&file, &rows, parents)?;
            Ok::<_, GeodataError>(rows)
        };
        let regencies = below(REGENCIES, Level::Regency, 514, &provinces)?;
        let districts = below(DISTRICTS, Level::District, 7_285, &regencies)?;
        let villages = below(VILLAGES, Level::Village, 83_762, &districts)?;
        let (islands, islands_unplaced) = tables::islands(&self.0.read(ISLANDS)?)?;
        let coast = topojson::country(&self.0.read(ATLAS)?, "360")?;
        Ok(Register {
            provinces,
            regencies,
            districts,
            villages,
            islands,
            islands_unplaced,
            names_mended,
            coast,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_packages_say_how_to_install_them() {
        let dir = tempfile::tempdir().unwrap();
        let error = DemoInputs::locate(dir.path()).unwrap_err().to_string();
        assert!(error.contains("npm ci") && error.contains("idn-area-data"), "{error}");
    }

    #[test]
    fn what_is_packed_reads_as_the_packages_do() {
        let npm = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/node_modules");
        match (DemoInputs::built_in(), DemoInputs::locate(&npm)) {
            (Ok(packed), Ok(packages)) => {
                assert!(packed.read().unwrap() == packages.read().unwrap());
            }
            (Err(error), Err(_)) => {
                let error = error.to_string();
                assert!(error.contains("npm ci") && error.contains("--npm"), "{error}");
            }
            // Installed or removed since this was built: the next build packs what is there then.
            (packed, packages) => crate::testing::skipped(&format!(
                "the packages were installed or removed since this was built, build again: {packed:?}, {packages:?}"
            )),
        }
    }
}
