//! The values of a Mapbox Vector Tile's layer, each of which stands there once.

use std::collections::HashMap;

use super::content::Values;
use crate::tile::quantise::Quantisation;
use crate::tile::whole::WholeColumn;

/// A property value.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Number(u64),
    Negative(i64),
    Double(f64),
    Boolean(bool),
}

/// Values in the order of their first use.
#[derive(Default)]
pub(super) struct Pool<'a> {
    pub(super) order: Vec<Value<'a>>,
    texts: HashMap<&'a str, u32>,
    /// By number; 0 is not used yet, and otherwise the place in `order` plus one.
    small: Vec<u32>,
    wholes: HashMap<i64, u32>,
    /// By their bits.
    doubles: HashMap<u64, u32>,
    booleans: [Option<u32>; 2],
}

impl<'a> Pool<'a> {
    /// The places of a column's values.
    pub(super) fn numbers(&mut self, values: &Values<'a>) -> Vec<Option<u32>> {
        match values {
            Values::Numbers(numbers) => numbers.iter().map(|number| self.small(*number)).collect(),
            Values::Wholes(numbers) => {
                let there = |number: &u32| (*number != WholeColumn::MISSING).then_some(*number);
                let place = |number: &u32| Some(self.whole(there(number)?.into()));
                numbers.iter().map(place).collect()
            }
            Values::Integers(numbers) => {
                numbers.iter().map(|number| Some(self.whole((*number)?))).collect()
            }
            Values::Doubles(numbers) => {
                numbers.iter().map(|number| Some(self.double((*number)?))).collect()
            }
            Values::Booleans(values) => {
                values.iter().map(|value| Some(self.boolean((*value)?))).collect()
            }
            Values::Texts(texts) => texts.iter().map(|text| Some(self.text((*text)?))).collect(),
        }
    }

    fn small(&mut self, number: u8) -> Option<u32> {
        if number == Quantisation::MISSING {
            return None;
        }
        self.small.resize(usize::from(u8::MAX), 0);
        let place = self.small.get_mut(usize::from(number))?;
        if *place == 0 {
            self.order.push(Value::Number(number.into()));
            *place = self.order.len() as u32;
        }
        Some(*place - 1)
    }

    fn whole(&mut self, number: i64) -> u32 {
        *self.wholes.entry(number).or_insert_with(|| {
            let value = u64::try_from(number).map_or(Value::Negative(number), Value::Number);
            push(&mut self.order, value)
        })
    }

    fn double(&mut self, number: f64) -> u32 {
        let place = self.doubles.entry(number.to_bits());
        *place.or_insert_with(|| push(&mut self.order, Value::Double(number)))
    }

    fn boolean(&mut self, value: bool) -> u32 {
        let [no, yes] = &mut self.booleans;
        let place = if value { yes } else { no };
        *place.get_or_insert_with(|| push(&mut self.order, Value::Boolean(value)))
    }

    fn text(&mut self, text: &'a str) -> u32 {
        *self.texts.entry(text).or_insert_with(|| push(&mut self.order, Value::Text(text)))
    }
}

/// Adds a value; answers its place.
fn push<'a>(order: &mut Vec<Value<'a>>, value: Value<'a>) -> u32 {
    order.push(value);
    order.len() as u32 - 1
}
