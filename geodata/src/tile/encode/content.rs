//! A layer of a tile as an encoder takes it.

use super::drawing::Drawing;
use crate::tile::quantise::Quantisation;
use crate::tile::whole::WholeColumn;

/// A layer in one tile, ready to be written.
pub(in crate::tile) struct Layer<'a> {
    pub(in crate::tile) name: &'a str,
    pub(in crate::tile) drawing: &'a Drawing,
    /// One id for each feature of the drawing.
    pub(in crate::tile) ids: Vec<u64>,
    pub(in crate::tile) columns: Vec<Property<'a>>,
}

impl Layer<'_> {
    /// More bytes than any encoding takes, before compression: three for a coordinate's difference, five for what
    /// says how many there are of something.
    pub(in crate::tile) fn most_bytes(&self) -> usize {
        const FEATURE: usize = 48;
        const RING: usize = 8;
        const VALUE: usize = 10;
        const LONG: usize = 16;
        let texts = |column: &Property<'_>| match &column.values {
            Values::Numbers(_) | Values::Wholes(_) | Values::Booleans(_) => 0,
            Values::Integers(numbers) => numbers.len() * LONG,
            Values::Doubles(numbers) => numbers.len() * LONG,
            Values::Texts(texts) => texts.iter().flatten().map(|text| text.len()).sum::<usize>(),
        };
        let columns: usize =
            self.columns.iter().map(|column| column.name.len() + 64 + texts(column)).sum();
        let (rings, positions) = self.drawing.size();
        1024 + columns
            + self.ids.len() * (FEATURE + self.columns.len() * VALUE)
            + rings * RING
            + positions * 6
    }
}

/// A property.
pub(in crate::tile) struct Property<'a> {
    pub(in crate::tile) name: &'a str,
    pub(in crate::tile) values: Values<'a>,
}

/// One value for each feature of the drawing.
pub(in crate::tile) enum Values<'a> {
    /// Small whole numbers; [`Quantisation::MISSING`] where there is none.
    Numbers(Vec<u8>),
    /// Whole numbers of any size; [`WholeColumn::MISSING`] where there is none.
    Wholes(Vec<u32>),
    /// Whole numbers of either sign that a double is exact for; `None` where there is none.
    Integers(Vec<Option<i64>>),
    /// Numbers; `None` where there is none.
    Doubles(Vec<Option<f64>>),
    /// True or false; `None` where there is neither.
    Booleans(Vec<Option<bool>>),
    /// Texts; `None` where there is none.
    Texts(Vec<Option<&'a str>>),
}

impl Values<'_> {
    /// Whether no feature has a value: then the property is not in the tile at all.
    pub(super) fn are_missing(&self) -> bool {
        match self {
            Self::Numbers(numbers) => numbers.iter().all(|number| *number == Quantisation::MISSING),
            Self::Wholes(numbers) => numbers.iter().all(|number| *number == WholeColumn::MISSING),
            Self::Integers(numbers) => numbers.iter().all(Option::is_none),
            Self::Doubles(numbers) => numbers.iter().all(Option::is_none),
            Self::Booleans(values) => values.iter().all(Option::is_none),
            Self::Texts(texts) => texts.iter().all(Option::is_none),
        }
    }
}
