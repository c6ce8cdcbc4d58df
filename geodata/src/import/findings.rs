//! What an import has to tell: the checks that it makes and the lines that they give.

use std::collections::BTreeMap;

use crate::code::AreaCode;
use crate::dataset::{CheckTitle, NewArea, ReportLine, Severity};
use crate::source::printable;

/// A check with the weight of its lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Check {
    /// Key and titles.
    pub title: CheckTitle,
    /// How much a line of it matters.
    pub severity: Severity,
}

macro_rules! checks {
    ($($name:ident, $key:literal, $severity:ident, $id:literal, $en:literal;)*) => {
        $(#[doc = $en] pub const $name: Check = Check {
            title: CheckTitle { check: $key, title_id: $id, title_en: $en },
            severity: Severity::$severity,
        };)*
        /// All checks, in the order of the report.
        pub const ALL: &[Check] = &[$($name),*];
    };
}

checks! {
    UNREPAIRABLE, "geometry_lost", Error, "Poligon tidak dapat diperbaiki dan tidak dipakai", "Polygons that could not be repaired and are left out";
    NO_POLYGON, "area_without_polygon", Warning, "Wilayah terdaftar tanpa poligon", "Registered areas that no polygon was given for";
    NULL_GEOMETRY, "null_geometry", Warning, "Poligon kosong di berkas batas", "Areas whose polygon is empty in the boundary file";
    NOT_REGISTERED, "boundary_not_in_register", Warning, "Poligon dengan kode yang tidak terdaftar", "Polygons whose code is not in the register";
    REPAIRED, "geometry_repaired", Warning, "Poligon yang diperbaiki", "Polygons that were repaired";
    OUTSIDE_DISTRICT, "outside_district", Warning, "Desa yang titiknya di luar kecamatannya", "Villages whose interior point lies outside their own district";
    OVERLAP, "overlap", Warning, "Pasangan desa yang tumpang tindih lebih dari 1%", "Pairs of villages that overlap by more than 1% of the smaller";
    BORDER_DIFFERS, "border_differs", Info, "Batas terbitan yang luasnya berbeda lebih dari 1% dari gabungan wilayah di dalamnya; peta memakai gabungan itu", "Published borders that differ by more than 1% in area from the union of the areas within, which the map shows";
    BORDER_LOST, "border_lost", Warning, "Ruas batas yang tidak dapat disambung; laporkan", "Segments of borders that fit into no ring; report this";
    LABEL_OUTSIDE, "label_outside", Info, "Titik label di luar poligonnya", "Label points outside their polygon";
    CRS_UNSTATED, "crs_not_stated", Warning, "Berkas batas tanpa sistem koordinat; dibaca sebagai bujur dan lintang WGS 84", "Boundary files that state no reference system; taken as longitude and latitude on WGS 84";
    REGISTER_COUNT, "register_count", Warning, "Jumlah wilayah di daftar berbeda dari yang diharapkan", "Registers with another number of areas than the specification expects";
    CHILDLESS, "area_without_parts", Warning, "Wilayah tanpa wilayah bawahan di daftar", "Areas that the register gives no areas within";
    ORPHAN, "register_parent_missing", Warning, "Wilayah yang induknya tidak ada di daftar sebagian; tidak dipakai", "Areas whose parent is not in a register that is said to be partial; left out";
    AREA_DIFFERS, "official_area_differs", Warning, "Luas resmi dan luas poligon berbeda lebih dari 5%", "Regencies whose official area differs from their villages' polygons by more than 5%";
    PARENT_DIFFERS, "parent_differs", Warning, "Induk di daftar tidak sesuai dengan kodenya", "Register rows whose parent column contradicts their code";
    NAME_DIFFERS, "name_differs", Info, "Nama di berkas batas berbeda dari daftar", "Names that differ between register and boundary file";
    UNKNOWN_CODE, "code_not_in_register", Warning, "Baris indikator dengan kode yang tidak terdaftar", "Indicator rows whose code is not in the register";
    FOLLOWED, "code_followed", Info, "Baris dengan kode lama yang diikuti ke kode sekarang", "Rows whose code was another and is followed to that of today";
    SHARED, "code_split", Info, "Baris wilayah yang dimekarkan; angkanya dibagi menurut penduduk atau diwariskan, berstatus imputasi", "Rows of areas that were split: counts are shared by residents, rates are taken over, all as imputed";
    SHARE_UNKNOWN, "share_unknown", Warning, "Angka wilayah yang dimekarkan tanpa bagian penduduk yang diketahui; tidak dipakai", "Counts of areas that were split into parts of unknown share; left out";
    MERGED, "code_merged", Info, "Wilayah yang berasal dari beberapa kode lama; angkanya dijumlahkan, atau dirata-ratakan menurut penduduk", "Areas that came of several former codes: counts are summed, rates weighed by residents";
    MERGE_INCOMPLETE, "merge_incomplete", Warning, "Angka wilayah gabungan yang tidak lengkap karena sebagian bekas wilayahnya tanpa angka; tidak dipakai", "Figures of areas that came of several, of which not all have one; left out";
    MERGE_UNWEIGHTED, "merge_not_weighed", Warning, "Angka wilayah gabungan yang tidak dapat dirata-ratakan karena penimbangnya tidak diketahui; tidak dipakai", "Rates of areas that came of several, by whose denominators nobody can weigh them; left out";
    BRIDGED, "code_bridged", Info, "Baris dengan kode BPS yang dijembatani", "Rows whose codes are of BPS and were bridged";
    NO_ROW, "area_without_row", Info, "Wilayah tanpa baris indikator", "Areas that a table has no row for";
    MISSING, "missing_value", Info, "Nilai yang tidak tersedia", "Values that are not available";
    NOT_AN_AREA, "row_without_area", Info, "Baris yang bukan wilayah", "Rows that stand for no area";
    IMPLAUSIBLE, "value_implausible", Warning, "Nilai di luar rentang yang masuk akal", "Values outside the plausible range of their indicator; kept";
    ZERO, "suspicious_zero", Warning, "Nol yang tampaknya berarti tidak tersedia", "Zeros that look like missing values; kept and marked";
    CLASS_DIFFERS, "class_differs", Warning, "Kelas tidak sesuai dengan nilainya", "Classes that contradict their value";
    SUPERSEDED, "period_superseded", Info, "Rata-rata periode diganti angka tahunan", "Means of a period that gave way to the figure of the year";
    CONTRADICTED, "figure_contradicted", Info, "Angka yang bertentangan dengan sumber yang lebih kuat; dicatat sebagai pernyataan", "Figures that contradict a better source; kept as claims";
    IMPUTED, "figure_imputed", Info, "Angka hasil imputasi menurut aturan di spesifikasi", "Figures that a rule of the specification imputes";
    PROPOSED, "designation_proposed", Warning, "Usulan penetapan yang harus diperiksa", "Reported villages whose match is not certain: proposals, not designations";
    DESIGNATED_TWICE, "designation_merged", Info, "Penetapan yang dilaporkan lebih dari sekali", "Designations that several sources report";
    OFFICE_TWICE, "ltsa_merged", Info, "LTSA yang dilaporkan lebih dari sekali", "Service offices that are reported more than once: one office";
    OFFICE_PLANNED, "ltsa_planned", Info, "LTSA yang baru direncanakan", "Service offices that are only planned";
    OFFICE_UNPLACED, "ltsa_unplaced", Warning, "LTSA tanpa letak", "Service offices whose area has no point";
    ELSEWHERE, "fact_outside_register", Info, "Catatan program untuk wilayah di luar daftar", "Committed facts of the programme about areas that the register does not have; left out";
    TABLE_VALUE, "table_value_unreadable", Warning, "Nilai di tabel sendiri yang tidak dapat dibaca; dikosongkan", "Values of tables of one's own that cannot be read; left empty";
    TABLE_CODE, "table_code_unknown", Warning, "Kode di tabel sendiri yang tidak ada di daftar; dikosongkan", "Codes in tables of one's own that the register does not have; left empty";
    TABLE_OUTSIDE, "table_place_outside", Warning, "Koordinat di tabel sendiri di luar batas; baris tanpa letak", "Coordinates in tables of one's own that are out of bounds; the rows have no place";
    TABLE_PLACE, "table_place_unreadable", Warning, "Letak di tabel sendiri yang tidak dapat dibaca; baris tanpa letak", "Places in tables of one's own that cannot be read; the rows have none";
    TABLE_UNPLACED, "table_row_without_place", Info, "Baris di tabel sendiri tanpa letak", "Rows of tables of one's own that have no place";
    TABLE_KEY, "table_key_repeated", Warning, "Kunci di tabel sendiri yang muncul lebih dari sekali; semua baris tetap ada", "Keys in tables of one's own that occur more than once; all rows stay";
    TABLE_NO_KEY, "table_key_missing", Warning, "Baris di tabel sendiri tanpa kunci", "Rows of tables of one's own without a key";
    FILE_UNUSED, "file_not_used", Info, "Berkas yang tidak dipakai", "Files of the input that the specification does not use";
}

/// The lines found so far.
#[derive(Debug, Default)]
pub struct Findings {
    /// The lines, in the order in which they were found.
    pub lines: Vec<ReportLine>,
    /// What is counted and has no line of its own, by check: of a table with a million defects a million lines help nobody.
    pub unlisted: BTreeMap<String, usize>,
}

impl Findings {
    /// Adds one line for `count` things that were found and have none of their own.
    pub fn unlisted(&mut self, check: Check, source: &str, count: usize) {
        self.note(check, source, None, format!("{count} more, which are counted and not listed"));
        // The line itself is one of them.
        *self.unlisted.entry(check.title.check.to_owned()).or_default() += count.saturating_sub(1);
    }

    /// Adds a line about no area in particular.
    pub fn note(
        &mut self,
        check: Check,
        source: &str,
        name: Option<&str>,
        detail: impl Into<String>,
    ) {
        self.lines.push(line(check, source, None, name, detail.into()));
    }

    /// Adds a line about the area `code`.
    pub fn about(
        &mut self,
        check: Check,
        source: &str,
        code: AreaCode,
        name: Option<&str>,
        detail: impl Into<String>,
    ) {
        self.lines.push(line(check, source, Some(code), name, detail.into()));
    }

    /// Adds a line about an area with a number that belongs to it.
    pub fn measured(
        &mut self,
        check: Check,
        source: &str,
        area: &NewArea,
        detail: impl Into<String>,
        value: f64,
    ) {
        let mut line = line(check, source, Some(area.code), Some(&area.name), detail.into());
        line.value = Some(value);
        self.lines.push(line);
    }

    /// Adds a line about a repair, with the areas before and after in square kilometres.
    pub fn repaired(
        &mut self,
        check: Check,
        source: &str,
        area: &NewArea,
        detail: String,
        before: f64,
        after: f64,
    ) {
        let mut line = line(check, source, Some(area.code), Some(&area.name), detail);
        line.area_before_km2 = Some(before);
        line.area_after_km2 = Some(after);
        self.lines.push(line);
    }

    /// How many times a check found something.
    pub fn count(&self, check: Check) -> usize {
        let listed = self.lines.iter().filter(|line| line.check == check.title.check).count();
        listed + self.unlisted.get(check.title.check).copied().unwrap_or(0)
    }
}

fn line(
    check: Check,
    source: &str,
    code: Option<AreaCode>,
    name: Option<&str>,
    detail: String,
) -> ReportLine {
    ReportLine {
        source: source.to_owned(),
        check: check.title.check.to_owned(),
        severity: check.severity,
        area_code: code.map(|code| code.to_string()),
        name: name.filter(|name| !name.is_empty()).map(printable),
        detail: printable(&detail),
        area_before_km2: None,
        area_after_km2: None,
        value: None,
    }
}
