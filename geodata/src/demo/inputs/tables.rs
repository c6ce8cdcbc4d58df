//! Reads the tables of `idn-area-data`: the register of areas and the gazetteer of islands.

use super::files::File;
use super::register::{Island, Named};
use crate::code::{AreaCode, CodeError, Level};
use crate::error::{GeodataError, Place};

/// The place of a column in the heading.
fn column(file: &File, headings: &csv::StringRecord, name: &str) -> Result<usize, GeodataError> {
    let place = headings.iter().position(|heading| heading == name);
    place.ok_or_else(|| file.wrong(Place::Column(name.to_owned()), "is missing"))
}

/// A row that the CSV reader could not read.
fn unreadable(file: &File, error: &csv::Error) -> GeodataError {
    let place = error.position().map_or(Place::File, |position| Place::Line(position.line()));
    file.wrong(place, error.to_string())
}

/// Reads a register table of `want` rows, sorted by code. Names in which a quotation mark was read as an
/// apostrophe are added to `mended`.
pub fn names(
    file: &File,
    level: Level,
    want: usize,
    mended: &mut Vec<(AreaCode, String)>,
) -> Result<Vec<Named>, GeodataError> {
    let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
    let headings = reader.headers().map_err(|error| unreadable(file, &error))?.clone();
    let (code_at, name_at) = (column(file, &headings, "code")?, column(file, &headings, "name")?);
    let mut rows = Vec::with_capacity(want);
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(file, &error))?;
        let line = Place::Line(record.position().map_or(0, csv::Position::line));
        let code: AreaCode = record
            .get(code_at)
            .unwrap_or_default()
            .parse()
            .map_err(|error: CodeError| file.wrong(line.clone(), error.to_string()))?;
        if code.level() != level {
            return Err(file.wrong(line, format!("`{code}` is no {level} code")));
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
        return Err(file.wrong(Place::File, problem));
    }
    Ok(rows)
}

/// Every child's parent must be in the register.
pub fn check_parents(
    file: &File,
    children: &[Named],
    parents: &[Named],
) -> Result<(), GeodataError> {
    let known = |code: AreaCode| parents.binary_search_by_key(&code, |row| row.code).is_ok();
    match children.iter().find(|child| !child.code.parent().is_some_and(known)) {
        Some(Named { code, .. }) => {
            Err(file.wrong(Place::File, format!("the area above `{code}` is not in the register")))
        }
        None => Ok(()),
    }
}

/// Reads the gazetteer; rows without a usable coordinate or regency are counted.
pub fn islands(file: &File) -> Result<(Vec<Island>, usize), GeodataError> {
    let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
    let headings = reader.headers().map_err(|error| unreadable(file, &error))?.clone();
    let regency_at = column(file, &headings, "regency_code")?;
    let coordinate_at = column(file, &headings, "coordinate")?;
    let populated_at = column(file, &headings, "is_populated")?;
    let (mut islands, mut unplaced) = (Vec::new(), 0);
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(file, &error))?;
        let regency = record.get(regency_at).and_then(|text| text.parse().ok());
        let at = record.get(coordinate_at).and_then(coordinate);
        match (regency, at) {
            (Some(regency), Some(at)) => {
                let populated = record.get(populated_at) == Some("1");
                islands.push(Island { regency, at, populated });
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
    fn a_broken_row_is_an_error_that_names_its_line() {
        let read = |text: &str| names(&File::written(text), Level::Province, 1, &mut Vec::new());
        let error = |text: &str| read(text).unwrap_err().to_string();
        assert!(error("code,name\n11,Aceh\nxx,Bali\n").contains("line 3"));
        assert!(error("code,name\n11.01,Aceh\n").contains("no province code"));
        assert!(error("kode,name\n11,Aceh\n").contains("column `code`"));
        assert!(error("code,name\n11,Aceh\n12,Bali\n").contains("2 rows instead of 1"));
        assert_eq!(read("code,name\n11,\"A\"\"ceh\"\n").unwrap()[0].name, "A'ceh");
    }
}
