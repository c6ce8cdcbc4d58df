//! Every value of `tests/fixtures/mcda_fixture.json`, and properties that hold for any input.

mod budgets;
mod equity;
mod fixture;
mod methods;
mod missing;
mod normalisation;
mod properties;
mod robustness;
mod selection;
mod sql;
mod weights;
