//! What the demonstration is made from: the register of areas, the islands and the coast.

use crate::code::AreaCode;

/// One row of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its official code.
    pub code: AreaCode,
    /// Its official name.
    pub name: String,
}

/// One island of the gazetteer.
#[derive(Debug, Clone, PartialEq)]
pub struct Island {
    /// The regency it belongs to.
    pub regency: AreaCode,
    /// Longitude, latitude in degrees.
    pub at: [f64; 2],
    /// Whether people live there.
    pub populated: bool,
}

/// Everything that was read.
#[derive(Debug, PartialEq)]
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
