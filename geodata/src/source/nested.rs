//! The nested arrays of GeoJSON coordinates, read in one pass and without keeping numbers as
//! JSON values: a national village layer has nine million vertices.

use std::fmt;

use geo::Coord;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, SeqAccess, Visitor};

use super::row::RawPolygons;

/// Coordinates at whatever depth they stand.
#[derive(Debug, Clone, PartialEq)]
pub enum Nested {
    /// `[]`
    Nothing,
    /// A single number.
    Number(f64),
    /// `[x, y]`; further dimensions are left out.
    Position(Coord<f64>),
    /// A list of positions.
    Ring(Vec<Coord<f64>>),
    /// A list of rings.
    Rings(Vec<Vec<Coord<f64>>>),
    /// A list of polygons.
    Polygons(RawPolygons),
}

impl<'de> Deserialize<'de> for Nested {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Level)
    }
}

struct Level;

impl<'de> Visitor<'de> for Level {
    type Value = Nested;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("coordinates: numbers in nested lists")
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Nested, E> {
        Ok(Nested::Number(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Nested, E> {
        Ok(Nested::Number(value as f64))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Nested, E> {
        Ok(Nested::Number(value as f64))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Nested, A::Error> {
        match list.next_element()? {
            None => Ok(Nested::Nothing),
            Some(Nested::Number(x)) => {
                let y = list
                    .next_element()?
                    .ok_or_else(|| A::Error::custom("a position has only one number"))?;
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Nested::Position(Coord { x, y }))
            }
            Some(Nested::Position(first)) => rest(list, first, |n| match n {
                Nested::Position(position) => Some(position),
                _ => None,
            })
            .map(Nested::Ring),
            Some(Nested::Ring(first)) => rest(list, first, |n| match n {
                Nested::Ring(ring) => Some(ring),
                Nested::Nothing => Some(Vec::new()),
                _ => None,
            })
            .map(Nested::Rings),
            Some(Nested::Rings(first)) => rest(list, first, |n| match n {
                Nested::Rings(rings) => Some(rings),
                Nested::Nothing => Some(Vec::new()),
                _ => None,
            })
            .map(Nested::Polygons),
            Some(Nested::Nothing) => Err(A::Error::custom("a list begins with an empty list")),
            Some(Nested::Polygons(_)) => Err(A::Error::custom("lists are nested too deep")),
        }
    }
}

/// Collects the rest of a list whose members must all be like its first.
fn rest<'de, A: SeqAccess<'de>, T>(
    mut list: A,
    first: T,
    like: impl Fn(Nested) -> Option<T>,
) -> Result<Vec<T>, A::Error> {
    let mut all = vec![first];
    while let Some(next) = list.next_element()? {
        all.push(
            like(next)
                .ok_or_else(|| A::Error::custom("lists of different depth stand side by side"))?,
        );
    }
    Ok(all)
}
