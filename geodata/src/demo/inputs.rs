//! Reads the two npm packages that the demonstration starts from.

use std::path::{Path, PathBuf};

use crate::code::{AreaCode, Level};
use crate::error::{GeodataError, Place};

use super::topojson;

const ADVICE: &str = "run `npm ci` in web/, which installs the packages in the pinned versions";

/// The register of areas, the islands and the coast, as the npm packages hold them.
#[derive(Debug, Clone)]
pub struct DemoInputs {
    /// `idn-area-data/data` and `world-atlas`, for messages.
    codes: PathBuf,
    atlas: PathBuf,
}

/// One row of the register.
#[derive(Debug, Clone)]
pub struct Named {
    /// Its official code.
    pub code: AreaCode,
    /// Its official name.
    pub name: String,
}

/// One island of the gazetteer.
#[derive(Debug, Clone)]
pub struct Island {
    /// The regency it belongs to.
    pub regency: AreaCode,
    /// Longitude, latitude in degrees.
    pub at: [f64; 2],
    /// Whether people live there.
    pub populated: bool,
}

/// Everything that was read.
#[derive(Debug)]
pub struct Register {
    /// 38 provinces.
    pub provinces: Vec<Named>,
    /// 514 kabupaten and kota.
    pub regencies: Vec<Named>,
    /// 7,285 kecamatan.
    pub districts: Vec<Named>,
    /// 83,762 desa, kelurahan and desa adat.
    pub villages: Vec<Named>,
    /// The gazetteer of islands.
    pub islands: Vec<Island>,
    /// Rows of the gazetteer without a usable coordinate.
    pub islands_unplaced: usize,
    /// Names in which a stray quotation mark was read as an apostrophe.
    pub names_mended: Vec<(AreaCode, String)>,
    /// The coast: closed rings in degrees, to be filled by the even-odd rule.
    pub coast: Vec<Vec<[f64; 2]>>,
}

impl DemoInputs {
    /// Finds the packages below `npm`, a `node_modules` directory.
    ///
    /// # Errors
    /// When one of them is missing; the message says how to install it.
    pub fn locate(npm: &Path) -> Result<Self, GeodataError> {
        let inputs = Self {
            codes: npm.join("idn-area-data").join("data"),
            atlas: npm.join("world-atlas").join("countries-10m.json"),
        };
        for path in [&inputs.codes, &inputs.atlas] {
            if !path.exists() {
                return Err(GeodataError::source(path, Place::File, "is not there", ADVICE));
            }
        }
        Ok(inputs)
    }

    /// Reads and checks everything.
    ///
    /// # Errors
    /// When a file cannot be read, a code is not one, or a row's parent is missing.
    pub fn read(&self) -> Result<Register, GeodataError> {
        let mut names_mended = Vec::new();
        let mut table = |file: &str, level, want| {
            read_names(&self.codes.join(file), level, want, &mut names_mended)
        };
        let provinces = table("provinces.csv", Level::Province, 38)?;
        let regencies = table("regencies.csv", Level::Regency, 514)?;
        let districts = table("districts.csv", Level::District, 7_285)?;
        let villages = table("villages.csv", Level::Village, 83_762)?;
        for (file, children, parents) in [
            ("regencies.csv", &regencies, &provinces),
            ("districts.csv", &districts, &regencies),
            ("villages.csv", &villages, &districts),
        ] {
            check_parents(&self.codes.join(file), children, parents)?;
        }
        let (islands, islands_unplaced) = read_islands(&self.codes.join("islands.csv"))?;
        let coast = topojson::country(&self.atlas, "360")?;
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

/// Opens a CSV file with a heading.
fn open(path: &Path) -> Result<csv::Reader<std::fs::File>, GeodataError> {
    let file = std::fs::File::open(path).map_err(GeodataError::io(path))?;
    Ok(csv::Reader::from_reader(file))
}

/// The place of a column in the heading.
fn column(path: &Path, headings: &csv::StringRecord, name: &str) -> Result<usize, GeodataError> {
    headings.iter().position(|heading| heading == name).ok_or_else(|| {
        GeodataError::source(path, Place::Column(name.to_owned()), "is missing", ADVICE)
    })
}

/// A row that the CSV reader could not read.
fn unreadable(path: &Path, error: &csv::Error) -> GeodataError {
    let place = error.position().map_or(Place::File, |position| Place::Line(position.line()));
    GeodataError::source(path, place, error.to_string(), ADVICE)
}

/// Reads a register table, sorted by code.
fn read_names(
    path: &Path,
    level: Level,
    want: usize,
    mended: &mut Vec<(AreaCode, String)>,
) -> Result<Vec<Named>, GeodataError> {
    let mut reader = open(path)?;
    let headings = reader.headers().map_err(|error| unreadable(path, &error))?.clone();
    let (code_at, name_at) = (column(path, &headings, "code")?, column(path, &headings, "name")?);
    let mut rows = Vec::with_capacity(want);
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(path, &error))?;
        let line = Place::Line(record.position().map_or(0, csv::Position::line));
        let code: AreaCode = record.get(code_at).unwrap_or_default().parse().map_err(
            |error: crate::code::CodeError| {
                GeodataError::source(path, line.clone(), error.to_string(), ADVICE)
            },
        )?;
        if code.level() != level {
            return Err(GeodataError::source(
                path,
                line,
                format!("`{code}` is no {level} code"),
                ADVICE,
            ));
        }
        let raw = record.get(name_at).unwrap_or_default().trim();
        // The register prints the glottal stop of Madurese and Bugis names as a quotation mark.
        let name = raw.replace('"', "'");
        if name != raw {
            mended.push((code, name.clone()));
        }
        rows.push(Named { code, name });
    }
    rows.sort_by_key(|row| row.code);
    if rows.len() != want || rows.windows(2).any(|pair| pair[0].code == pair[1].code) {
        let problem = format!("holds {} rows instead of {want} different codes", rows.len());
        return Err(GeodataError::source(path, Place::File, problem, ADVICE));
    }
    Ok(rows)
}

/// Every child's parent must be in the register.
fn check_parents(path: &Path, children: &[Named], parents: &[Named]) -> Result<(), GeodataError> {
    for child in children {
        let known = child
            .code
            .parent()
            .is_some_and(|parent| parents.binary_search_by_key(&parent, |row| row.code).is_ok());
        if !known {
            let problem = format!("the area above `{}` is not in the register", child.code);
            return Err(GeodataError::source(path, Place::File, problem, ADVICE));
        }
    }
    Ok(())
}

/// Reads the gazetteer; rows without a usable coordinate or regency are counted.
fn read_islands(path: &Path) -> Result<(Vec<Island>, usize), GeodataError> {
    let mut reader = open(path)?;
    let headings = reader.headers().map_err(|error| unreadable(path, &error))?.clone();
    let regency_at = column(path, &headings, "regency_code")?;
    let coordinate_at = column(path, &headings, "coordinate")?;
    let populated_at = column(path, &headings, "is_populated")?;
    let (mut islands, mut unplaced) = (Vec::new(), 0);
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(path, &error))?;
        let regency = record.get(regency_at).and_then(|text| text.parse().ok());
        let at = record.get(coordinate_at).and_then(coordinate);
        match (regency, at) {
            (Some(regency), Some(at)) => {
                islands.push(Island {
                    regency,
                    at,
                    populated: record.get(populated_at) == Some("1"),
                });
            }
            _ => unplaced += 1,
        }
    }
    Ok((islands, unplaced))
}

/// Longitude, latitude of a text such as `03°19'03.44" N 097°07'41.73" E`.
fn coordinate(text: &str) -> Option<[f64; 2]> {
    let end = text.find(['N', 'S'])?;
    let south = text[end..].starts_with('S');
    let (lat, lon) = (angle(&text[..end])?, angle(text[end + 1..].trim_end_matches(['E', ' ']))?);
    let at = [lon, if south { -lat } else { lat }];
    ((94.0..142.0).contains(&at[0]) && (-12.0..7.0).contains(&at[1])).then_some(at)
}

/// Degrees of `03°19'03.44"`.
fn angle(text: &str) -> Option<f64> {
    let mut parts = text.split(['°', '\'', '"']).map(str::trim).filter(|part| !part.is_empty());
    let mut next = || parts.next()?.parse::<f64>().ok();
    let (degrees, minutes, seconds) = (next()?, next()?, next()?);
    Some(degrees + minutes / 60.0 + seconds / 3600.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_of_both_hemispheres_are_read() {
        let north = coordinate("03°19'03.44\" N 097°07'41.73\" E").unwrap();
        assert!(
            (north[0] - 97.128_258).abs() < 1e-5 && (north[1] - 3.317_622).abs() < 1e-5,
            "{north:?}"
        );
        let south = coordinate("08°30'00.00\" S 116°00'00.00\" E").unwrap();
        assert_eq!(south, [116.0, -8.5]);
        assert_eq!(coordinate("unknown"), None);
        assert_eq!(coordinate("08°30'00.00\" S 016°00'00.00\" E"), None);
    }

    #[test]
    fn missing_packages_say_how_to_install_them() {
        let dir = tempfile::tempdir().unwrap();
        let error = DemoInputs::locate(dir.path()).unwrap_err().to_string();
        assert!(error.contains("npm ci") && error.contains("idn-area-data"), "{error}");
    }
}
