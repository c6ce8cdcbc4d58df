//! How two geometries meet: the matrix of DE-9IM, and patterns for it.

use arrow::array::ArrayRef;
use datafusion::error::Result;
use geo::Geometry;
use geo::Relate;
use geo::coordinate_position::CoordPos;
use geo::dimensions::Dimensions;
use geo::relate::IntersectionMatrix;

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};
use crate::geometry::{MIXED, Settled};

/// `ST_Relate(a, b, pattern)`, whose name the guard puts where three arguments stand.
pub(crate) const RELATE_AS: &str = "ST_RelateAs";

/// The functions of this module.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "ST_Relate",
        arguments: &[
            Argument::new("a", Kind::Geometry, "the first geometry"),
            Argument::new("b", Kind::Geometry, "the second geometry"),
        ],
        returns: Returns::Text,
        eval: relate,
        en: "How interiors, boundaries and exteriors of a and b meet: nine letters of DE-9IM. ST_RelateMatch compares them with a pattern.",
        id: "Bagaimana bagian dalam, batas dan luar a dan b bertemu: sembilan huruf DE-9IM. ST_RelateMatch membandingkannya dengan pola.",
        example: "SELECT ST_Relate(ST_MakeEnvelope(0, 0, 1, 1), ST_Point(1, 1))",
    },
    Spec {
        name: RELATE_AS,
        arguments: &[
            Argument::new("a", Kind::Geometry, "the first geometry"),
            Argument::new("b", Kind::Geometry, "the second geometry"),
            Argument::new("pattern", Kind::Text, "nine letters of T, F, *, 0, 1, 2"),
        ],
        returns: Returns::Boolean,
        eval: relate_as,
        en: "ST_Relate(a, b, pattern): whether the matrix of two geometries fits a pattern.",
        id: "ST_Relate(a, b, pola): apakah matriks dua geometri sesuai dengan pola.",
        example: "SELECT ST_Relate(ST_MakeEnvelope(0, 0, 1, 1), ST_Point(1, 1), 'FF*0*****')",
    },
    Spec {
        name: "ST_RelateMatch",
        arguments: &[
            Argument::new("matrix", Kind::Text, "nine letters as ST_Relate gives them"),
            Argument::new("pattern", Kind::Text, "nine letters of T, F, *, 0, 1, 2"),
        ],
        returns: Returns::Boolean,
        eval: relate_match,
        en: "Whether a matrix of ST_Relate fits a pattern.",
        id: "Apakah matriks dari ST_Relate sesuai dengan pola.",
        example: "SELECT ST_RelateMatch('0FFFFF212', '0********')",
    },
];

fn relate(call: &Call<'_>) -> Result<ArrayRef> {
    let (a, b) = (call.shapes(0)?, call.shapes(1)?);
    let mut found = Vec::with_capacity(call.rows());
    for row in 0..call.rows() {
        found.push(match (a.get(row), b.get(row)) {
            (Some(a), Some(b)) => Some(matrix(call, &a.geometry, &b.geometry)?),
            _ => None,
        });
    }
    Ok(call.each_text(|row, text| match found.get(row) {
        Some(Some(letters)) => {
            text.push_str(letters);
            true
        }
        _ => false,
    }))
}

/// The nine letters of two geometries.
fn matrix(call: &Call<'_>, a: &Geometry<f64>, b: &Geometry<f64>) -> Result<String> {
    match (Settled::new(a), Settled::new(b)) {
        (Settled::Mixed, _) | (_, Settled::Mixed) => call.fail(MIXED),
        (Settled::One(a), Settled::One(b)) => Ok(letters(&a.relate(&b))),
        (Settled::One(a), Settled::Same) => Ok(letters(&a.relate(b))),
        (Settled::Same, Settled::One(b)) => Ok(letters(&a.relate(&b))),
        (Settled::Same, Settled::Same) => Ok(letters(&a.relate(b))),
    }
}

fn letters(matrix: &IntersectionMatrix) -> String {
    const PLACES: [CoordPos; 3] = [CoordPos::Inside, CoordPos::OnBoundary, CoordPos::Outside];
    let pairs = PLACES.into_iter().flat_map(|a| PLACES.into_iter().map(move |b| (a, b)));
    let letter = |(a, b)| match matrix.get(a, b) {
        Dimensions::Empty => 'F',
        Dimensions::ZeroDimensional => '0',
        Dimensions::OneDimensional => '1',
        Dimensions::TwoDimensional => '2',
    };
    pairs.map(letter).collect()
}

fn relate_match(call: &Call<'_>) -> Result<ArrayRef> {
    let (matrix, pattern) = (call.texts(0)?, call.texts(1)?);
    let mut found = Vec::with_capacity(call.rows());
    for row in 0..call.rows() {
        found.push(match (matrix(row), pattern(row)) {
            (Some(matrix), Some(pattern)) => Some(fits(call, &matrix, &pattern)?),
            _ => None,
        });
    }
    Ok(call.each_boolean(|row| found.get(row).copied().flatten()))
}

fn relate_as(call: &Call<'_>) -> Result<ArrayRef> {
    let (a, b, pattern) = (call.shapes(0)?, call.shapes(1)?, call.texts(2)?);
    let mut found = Vec::with_capacity(call.rows());
    for row in 0..call.rows() {
        found.push(match (a.get(row), b.get(row), pattern(row)) {
            (Some(a), Some(b), Some(pattern)) => {
                let matrix = matrix(call, &a.geometry, &b.geometry)?;
                Some(fits(call, &matrix, &pattern)?)
            }
            _ => None,
        });
    }
    Ok(call.each_boolean(|row| found.get(row).copied().flatten()))
}

/// Whether nine letters fit nine others.
fn fits(call: &Call<'_>, matrix: &str, pattern: &str) -> Result<bool> {
    let known = |text: &str, letters: &str| {
        text.chars().count() == 9 && text.chars().all(|c| letters.contains(c.to_ascii_uppercase()))
    };
    if !known(matrix, "F012") || !known(pattern, "TF*012") {
        return call.fail("a matrix has nine letters of F, 0, 1, 2 and a pattern also T and *");
    }
    let fits = |(is, wanted): (char, char)| match wanted.to_ascii_uppercase() {
        '*' => true,
        'T' => !is.eq_ignore_ascii_case(&'F'),
        other => is.eq_ignore_ascii_case(&other),
    };
    Ok(matrix.chars().zip(pattern.chars()).all(fits))
}
