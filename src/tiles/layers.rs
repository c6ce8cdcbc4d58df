//! One layer or several, as an address names them.

use std::fmt;
use std::str::FromStr;

use geodata::tile::LAYERS;

/// Layers of one tile, in the order of [`LAYERS`] whatever the order of their names was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LayerList {
    /// A bit for each of [`LAYERS`], the first the lowest.
    bits: u8,
}

/// Why names are no list of layers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LayerListError {
    /// No layer has this name.
    #[error("there is no tile layer `{0}`")]
    Unknown(String),
    /// A layer is named twice.
    #[error("the layer `{0}` is named twice")]
    Twice(String),
}

impl LayerList {
    /// The layer at this place in [`LAYERS`], alone.
    pub fn single(place: usize) -> Option<Self> {
        (place < LAYERS.len()).then_some(Self { bits: 1 << place })
    }

    /// The places in [`LAYERS`].
    pub fn places(self) -> impl Iterator<Item = usize> {
        (0..LAYERS.len()).filter(move |place| self.bits >> place & 1 == 1)
    }

    /// The name of the one layer; `several` where there are more: a label of metrics.
    pub fn label(self) -> &'static str {
        let mut places = self.places();
        match (places.next().and_then(|place| LAYERS.get(place)), places.next()) {
            (Some(layer), None) => layer.name,
            _ => "several",
        }
    }
}

impl FromStr for LayerList {
    type Err = LayerListError;

    /// Names with commas between them.
    fn from_str(names: &str) -> Result<Self, LayerListError> {
        let mut bits = 0;
        for name in names.split(',') {
            let place = LAYERS.iter().position(|layer| layer.name == name);
            let place = place.ok_or_else(|| LayerListError::Unknown(name.to_owned()))?;
            if bits >> place & 1 == 1 {
                return Err(LayerListError::Twice(name.to_owned()));
            }
            bits |= 1 << place;
        }
        Ok(Self { bits })
    }
}

impl fmt::Display for LayerList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, layer) in self.places().filter_map(|place| LAYERS.get(place)).enumerate() {
            write!(f, "{}{}", if number == 0 { "" } else { "," }, layer.name)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_a_list_whatever_their_order() {
        let list: LayerList = "ltsa,villages,regencies".parse().unwrap();
        assert_eq!(list, "villages,regencies,ltsa".parse().unwrap());
        assert_eq!(
            (list.to_string().as_str(), list.label()),
            ("regencies,villages,ltsa", "several")
        );
        let one: LayerList = "villages".parse().unwrap();
        assert_eq!((one.label(), Some(one)), ("villages", LayerList::single(3)));
        assert_eq!(LayerList::single(LAYERS.len()), None);
    }

    #[test]
    fn unknown_names_and_names_twice_are_refused_by_name() {
        let error = |names: &str| names.parse::<LayerList>().unwrap_err();
        assert_eq!(error("villages,roads"), LayerListError::Unknown("roads".into()));
        assert_eq!(error("ltsa,villages,ltsa"), LayerListError::Twice("ltsa".into()));
        assert_eq!(error(""), LayerListError::Unknown(String::new()));
        assert_eq!(error("ltsa,"), LayerListError::Unknown(String::new()));
    }
}
