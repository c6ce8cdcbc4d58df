//! Every value of `tests/fixtures/mcda_fixture.json`, and properties that hold for any input.

mod bars;
mod budgets;
mod country;
mod equity;
mod fixture;
mod methods;
mod missing;
mod normalisation;
mod portfolio;
mod properties;
mod relax;
mod robustness;
mod selection;
mod sql;
mod together;
mod weights;
