//! Which columns a tile carries.

/// Some of a layer's columns, by their places in the list that the layer was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Columns {
    bits: [u64; Self::MOST / 64],
}

impl Columns {
    /// Places from here on cannot be chosen.
    pub const MOST: usize = 256;

    /// No column yet.
    pub const NONE: Self = Self { bits: [0; Self::MOST / 64] };

    /// Adds the column at a place; `false` where it is one already, or no place that can be chosen.
    pub fn add(&mut self, place: usize) -> bool {
        let new = !self.has(place);
        match self.bits.get_mut(place / 64) {
            Some(bits) => *bits |= 1 << (place % 64),
            None => return false,
        }
        new
    }

    /// Whether the column at a place is one of them.
    pub fn has(&self, place: usize) -> bool {
        self.bits.get(place / 64).is_some_and(|bits| bits >> (place % 64) & 1 == 1)
    }

    /// How many they are.
    pub fn count(&self) -> usize {
        self.bits.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// As a part of names: one for each choice.
    pub fn name(&self) -> String {
        let digits: String = self.bits.iter().rev().map(|bits| format!("{bits:016x}")).collect();
        match digits.trim_start_matches('0') {
            "" => "0".to_owned(),
            short => short.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_has_a_name_of_its_own() {
        let of = |places: &[usize]| {
            let mut columns = Columns::NONE;
            assert!(places.iter().all(|place| columns.add(*place)));
            assert!((0..300).all(|place| columns.has(place) == places.contains(&place)));
            assert_eq!(columns.count(), places.len());
            columns.name()
        };
        assert_eq!(of(&[]), "0");
        assert_eq!(of(&[0, 5]), "21");
        assert_eq!(of(&[64]), "10000000000000000");
        assert_eq!(of(&[255]).len(), 64);
        let mut once = Columns::NONE;
        assert!(once.add(7) && !once.add(7) && !once.add(Columns::MOST));
    }
}
