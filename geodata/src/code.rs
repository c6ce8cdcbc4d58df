//! Kemendagri area codes: `PP`, `PP.KK`, `PP.KK.CC` and `PP.KK.CC.DDDD`.
//!
//! A code is text that happens to consist of digits: `11.10` is Aceh Singkil and `11.1` is nothing.
//! BPS codes have the same length and other meanings, so nothing here accepts a code without dots.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// A level of the administrative hierarchy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Provinsi.
    Province,
    /// Kabupaten or kota.
    Regency,
    /// Kecamatan.
    District,
    /// Desa, kelurahan or desa adat.
    Village,
}

impl Level {
    /// All levels, from the largest areas to the smallest.
    pub const ALL: [Self; 4] = [Self::Province, Self::Regency, Self::District, Self::Village];

    /// The English singular used in columns and parameters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::Regency => "regency",
            Self::District => "district",
            Self::Village => "village",
        }
    }

    /// The name of the table and the tile layer of this level.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Province => "provinces",
            Self::Regency => "regencies",
            Self::District => "districts",
            Self::Village => "villages",
        }
    }

    /// The level above, if there is one.
    pub const fn parent(self) -> Option<Self> {
        match self {
            Self::Province => None,
            Self::Regency => Some(Self::Province),
            Self::District => Some(Self::Regency),
            Self::Village => Some(Self::District),
        }
    }

    /// The level below, if there is one.
    pub const fn below(self) -> Option<Self> {
        match self {
            Self::Province => Some(Self::Regency),
            Self::Regency => Some(Self::District),
            Self::District => Some(Self::Village),
            Self::Village => None,
        }
    }

    /// Divides a code's digits down to this level.
    const fn divisor(self) -> u64 {
        match self {
            Self::Province => 100_000_000,
            Self::Regency => 1_000_000,
            Self::District => 10_000,
            Self::Village => 1,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Level {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|level| level.as_str() == text || level.plural() == text)
            .ok_or_else(|| CodeError {
                text: text.to_owned(),
                problem: "is not a level; use province, regency, district or village",
            })
    }
}

/// What kind of village a code names; the first digit of its fourth group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VillageKind {
    /// 1xxx: urban ward with an appointed head.
    Kelurahan,
    /// 2xxx: self-governing village.
    Desa,
    /// 3xxx: customary village.
    DesaAdat,
}

impl VillageKind {
    /// The value of the column `villages.kind`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kelurahan => "kelurahan",
            Self::Desa => "desa",
            Self::DesaAdat => "desa_adat",
        }
    }
}

/// A text that is not an area code (or level).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` {problem}")]
pub struct CodeError {
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub problem: &'static str,
}

/// A Kemendagri code with its level. Orders as the register does: a parent before its children.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AreaCode {
    /// The digits, filled up with zeros to ten.
    digits: u64,
    level: Level,
}

impl AreaCode {
    /// The level that this code names.
    pub const fn level(self) -> Level {
        self.level
    }

    /// The code of the area above, by the code alone.
    pub fn parent(self) -> Option<Self> {
        self.ancestor(self.level.parent()?)
    }

    /// The code of the area at `level` that contains this one (itself at its own level).
    pub fn ancestor(self, level: Level) -> Option<Self> {
        if level > self.level {
            return None;
        }
        let divisor = level.divisor();
        Some(Self { digits: self.digits / divisor * divisor, level })
    }

    /// Whether `self` is `other` or lies below it in the hierarchy.
    pub fn is_within(self, other: Self) -> bool {
        self.ancestor(other.level) == Some(other)
    }

    /// The code with `to` in the place of `from` around it, or of itself; `None` where `from` is not, or they differ in level.
    pub fn moved(self, from: Self, to: Self) -> Option<Self> {
        let fits = self.is_within(from) && from.level == to.level;
        fits.then(|| Self { digits: self.digits - from.digits + to.digits, level: self.level })
    }

    /// Where the areas within `self` stand in a list of one level in order of code: side by side.
    pub fn range_in<T>(self, sorted: &[T], code: impl Fn(&T) -> Self) -> Range<usize> {
        let start = sorted.partition_point(|item| code(item) < self);
        let rest = sorted.get(start..).unwrap_or_default();
        start..start + rest.partition_point(|item| code(item).is_within(self))
    }

    /// The kind of a village; `None` above village level or for an unknown group.
    pub fn village_kind(self) -> Option<VillageKind> {
        if self.level != Level::Village {
            return None;
        }
        match self.digits % 10_000 / 1000 {
            1 => Some(VillageKind::Kelurahan),
            2 => Some(VillageKind::Desa),
            3 => Some(VillageKind::DesaAdat),
            _ => None,
        }
    }

    /// Whether a regency is a kota (71 to 99) and not a kabupaten; false at other levels.
    pub fn is_kota(self) -> bool {
        self.level == Level::Regency && self.digits / 1_000_000 % 100 >= 71
    }

    /// The code's own digits as an integer, the stable feature id in tiles:
    /// `52` for a province, 5203012001 for the village `52.03.01.2001`.
    pub fn feature_id(self) -> u64 {
        self.digits / self.level.divisor()
    }
}

impl PartialOrd for AreaCode {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for AreaCode {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.digits, self.level).cmp(&(other.digits, other.level))
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let d = self.digits;
        let (p, r, c, v) = (d / 100_000_000, d / 1_000_000 % 100, d / 10_000 % 100, d % 10_000);
        match self.level {
            Level::Province => write!(f, "{p:02}"),
            Level::Regency => write!(f, "{p:02}.{r:02}"),
            Level::District => write!(f, "{p:02}.{r:02}.{c:02}"),
            Level::Village => write!(f, "{p:02}.{r:02}.{c:02}.{v:04}"),
        }
    }
}

impl fmt::Debug for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AreaCode({self})")
    }
}

impl FromStr for AreaCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHAPE: &str = "is not a Kemendagri code; it is text like 52, 52.03, 52.03.01 or 52.03.01.2001, dots and zeros included";
        let wrong = |problem| CodeError { text: text.to_owned(), problem };
        let level = match text.len() {
            2 => Level::Province,
            5 => Level::Regency,
            8 => Level::District,
            13 => Level::Village,
            _ => return Err(wrong(SHAPE)),
        };
        let mut digits = 0u64;
        for (i, byte) in text.bytes().enumerate() {
            match (byte, matches!(i, 2 | 5 | 8)) {
                (b'.', true) => {}
                (b'0'..=b'9', false) => digits = digits * 10 + u64::from(byte - b'0'),
                _ => return Err(wrong(SHAPE)),
            }
        }
        if digits.to_string().len() != text.bytes().filter(u8::is_ascii_digit).count() {
            return Err(wrong("starts with a zero; province codes begin at 11"));
        }
        Ok(Self { digits: digits * level.divisor(), level })
    }
}

impl serde::Serialize for AreaCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for AreaCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> AreaCode {
        text.parse().unwrap()
    }

    #[test]
    fn a_code_is_printed_as_it_was_read() {
        for text in ["11", "11.10", "52.03.01", "52.03.01.2001", "91.03.01.3007"] {
            assert_eq!(code(text).to_string(), text);
        }
    }

    #[test]
    fn truncated_and_undotted_codes_are_refused() {
        for text in [
            "",
            "1",
            "11.1",
            "5203",
            "5303132001",
            "52.03.01.201",
            "52.03.01.20011",
            "5a",
            "52,03",
            "02",
            " 52",
        ] {
            assert!(text.parse::<AreaCode>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn parents_come_from_the_code() {
        let village = code("52.03.01.2001");
        assert_eq!(village.parent(), Some(code("52.03.01")));
        assert_eq!(village.ancestor(Level::Regency), Some(code("52.03")));
        assert_eq!(village.ancestor(Level::Province), Some(code("52")));
        assert_eq!(code("52").parent(), None);
        for level in Level::ALL {
            assert_eq!(level.below().and_then(Level::parent), level.below().map(|_| level));
        }
        assert!(village.is_within(code("52.03")));
        assert!(!village.is_within(code("52.04")));
    }

    #[test]
    fn kinds_follow_the_number_blocks() {
        assert_eq!(code("53.01.18.1001").village_kind(), Some(VillageKind::Kelurahan));
        assert_eq!(code("53.01.18.2001").village_kind(), Some(VillageKind::Desa));
        assert_eq!(code("91.03.01.3007").village_kind(), Some(VillageKind::DesaAdat));
        assert!(code("35.78").is_kota());
        assert!(!code("35.07").is_kota());
    }

    #[test]
    fn a_code_moves_with_the_area_around_it() {
        let moved = |from: &str, to: &str| code("92.09.06.2002").moved(code(from), code(to));
        assert_eq!(moved("92.09", "96.04"), Some(code("96.04.06.2002")));
        assert_eq!(moved("92", "96"), Some(code("96.09.06.2002")));
        assert_eq!(moved("92.09.06.2002", "96.04.06.2001"), Some(code("96.04.06.2001")));
        assert_eq!((moved("92.10", "96.05"), moved("92", "96.04")), (None, None));
    }

    #[test]
    fn feature_ids_are_the_digits() {
        assert_eq!(code("52.03.01.2001").feature_id(), 5_203_012_001);
        assert_eq!(code("11.10").feature_id(), 1110);
    }

    #[test]
    fn the_areas_within_one_stand_side_by_side() {
        let codes = ["11.01", "52.03", "52.71", "53.01"].map(code);
        let range = |area: &str| code(area).range_in(&codes, |code| *code);
        assert_eq!((range("52"), range("52.71"), range("53")), (1..3, 2..3, 3..4));
        assert!(range("12").is_empty() && range("99").is_empty());
        assert!(range("52.03.01").is_empty(), "what is larger does not lie within");
    }

    #[test]
    fn a_parent_sorts_before_its_children() {
        let mut codes = ["52.03.01", "52.03", "52", "52.03.01.2001", "11"].map(code);
        codes.sort();
        assert_eq!(
            codes.map(|c| c.to_string()),
            ["11", "52", "52.03", "52.03.01", "52.03.01.2001"]
        );
    }
}
