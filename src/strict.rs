//! JSON to the letter: an object is an object, and has each of its keys once.
//!
//! The derived readers of serde take an array for a struct, field after field, and a map takes the last of two values
//! with one key. Of two readers of one text, each may then see another plan.

use std::collections::BTreeSet;
use std::fmt::{Formatter, Result as Formatted};

use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess,
    SeqAccess, Visitor,
};

/// Reads a text as `T`.
///
/// # Errors
/// A text that is not JSON, holds a key twice, has an array where an object belongs, or is no `T`; with its place.
pub fn from_slice<T: DeserializeOwned>(text: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice::<Unique>(text)?;
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = T::deserialize(Strict(&mut reader))?;
    reader.end()?;
    Ok(value)
}

/// Takes a value that was read by [`from_slice`] as `T`.
///
/// # Errors
/// An array where an object belongs, or a value that is no `T`.
pub fn from_value<T: DeserializeOwned>(value: serde_json::Value) -> Result<T, serde_json::Error> {
    T::deserialize(Strict(value))
}

/// Any JSON whose objects have each key once.
struct Unique;

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = Self;

    fn expecting(&self, to: &mut Formatter<'_>) -> Formatted {
        to.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        let mut keys = BTreeSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if keys.contains(&key) {
                return Err(Error::custom(format!("`{key}` is there twice")));
            }
            keys.insert(key);
            map.next_value::<Self>()?;
        }
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E: Error>(self) -> Result<Self, E> {
        Ok(self)
    }
}

/// A reader, visitor or part of one under which structs are read from objects alone.
struct Strict<T>(T);

macro_rules! forwarded {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method(Strict(visitor))
        })*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<D> {
    type Error = D::Error;

    forwarded! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_i128 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64 deserialize_char deserialize_str deserialize_string deserialize_bytes
        deserialize_byte_buf deserialize_option deserialize_unit deserialize_seq deserialize_map
        deserialize_identifier deserialize_ignored_any
    }

    /// The one difference.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(Strict(visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_enum(name, variants, Strict(visitor))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, Strict(visitor))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_unit_struct(name, Strict(visitor))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple(length, Strict(visitor))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple_struct(name, length, Strict(visitor))
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

macro_rules! visited {
    ($($method:ident $type:ty),*) => {
        $(fn $method<E: Error>(self, value: $type) -> Result<V::Value, E> {
            self.0.$method(value)
        })*
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Strict<V> {
    type Value = V::Value;

    fn expecting(&self, to: &mut Formatter<'_>) -> Formatted {
        self.0.expecting(to)
    }

    visited! {
        visit_bool bool, visit_i8 i8, visit_i16 i16, visit_i32 i32, visit_i64 i64, visit_i128 i128, visit_u8 u8,
        visit_u16 u16, visit_u32 u32, visit_u64 u64, visit_u128 u128, visit_f32 f32, visit_f64 f64, visit_char char,
        visit_str &str, visit_borrowed_str &'de str, visit_string String, visit_bytes &[u8],
        visit_borrowed_bytes &'de [u8], visit_byte_buf Vec<u8>
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, reader: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Strict(reader))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, reader: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Strict(reader))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Strict(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Strict(map))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<V::Value, A::Error> {
        // Enums of ours are names alone, or untagged.
        self.0.visit_enum(variant)
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Strict<A> {
    type Error = A::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, A::Error> {
        self.0.next_element_seed(Strict(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Strict<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        self.0.next_value_seed(Strict(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Strict<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Strict(reader))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mcda::Plan;

    fn problem(text: &str) -> String {
        from_slice::<Plan>(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn a_key_stands_once_wherever_it_is() {
        let criteria = r#""criteria": [{"indicator": "x", "weight": 1}]"#;
        for text in [
            format!("{{{criteria}, {criteria}}}"),
            r#"{"criteria": [{"indicator": "x", "weight": 1, "weight": 2}]}"#.to_owned(),
            format!(r#"{{{criteria}, "constraints": {{"budget": {{"APBN": 1, "APBN": 2}}}}}}"#),
            format!(r#"{{{criteria}, "candidates": {{"rows": [{{"id": "a", "c": 1, "c": 2}}]}}}}"#),
            format!(
                r#"{{{criteria}, "constraints": {{"per_province": {{"52": {{"min": 1}}, "52": {{"max": 1}}}}}}}}"#
            ),
        ] {
            let found = problem(&text);
            assert!(
                found.contains("is there twice") && found.contains("line 1"),
                "{text}: {found}"
            );
        }
    }

    #[test]
    fn an_array_is_no_object() {
        for text in [
            r#"[null, {}, [{"indicator": "x", "weight": 1}]]"#,
            r#"{"criteria": [["x", 1]]}"#,
            r#"{"criteria": [{"indicator": "x", "weight": 1}], "candidates": ["kind = 'desa'", null]}"#,
            r#"{"criteria": [{"indicator": "x", "weight": 1}], "constraints": {"pin": [["a", "b"]]}}"#,
            r#"{"criteria": [{"indicator": "x", "weight": 1}], "constraints": {"per_province": {"52": [1, 2]}}}"#,
        ] {
            assert!(from_slice::<Plan>(text.as_bytes()).is_err(), "{text}");
            let value: serde_json::Value = serde_json::from_str(text).unwrap();
            assert!(from_value::<Plan>(value).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_right_is_read_as_before() {
        let text = r#"{"round": null, "criteria": [{"indicator": "x", "weight": 1, "goalposts": [0, 1.5],
            "direction": "cost"}], "candidates": {"rows": [{"id": "a", "lon": 1, "x": 2.5, "y": null, "z": "t"}]},
            "constraints": {"pin": ["a", {"id": "b", "reason": "c"}], "per_regency": {"max": 2, "52.03": {"min": 1}},
            "cost": 5, "budget": {"APBN": 10}}}"#;
        let plain: Plan = serde_json::from_str(text).unwrap();
        assert_eq!(from_slice::<Plan>(text.as_bytes()).unwrap(), plain);
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(from_value::<Plan>(value).unwrap(), plain);
        assert!(from_slice::<Plan>(format!("{text} x").as_bytes()).is_err());
    }
}
