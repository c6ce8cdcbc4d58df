//! The handlers, one file a subject: parameters, answer, handler; no rules of the field.

pub mod areas;
pub mod coverage;
pub mod dataset;
pub mod docs;
pub mod equity;
pub mod events;
pub mod health;
pub mod indicators;
pub mod maps;
pub mod openid;
pub mod people;
pub mod plan;
pub mod questions;
pub mod rankings;
pub mod scenarios;
pub mod second;
pub mod selections;
pub mod session;
pub mod sign_ins;
pub mod sql;
pub mod styles;
pub mod tables;
pub mod tiles;
pub mod tokens;
pub mod villages;
pub mod weights;
