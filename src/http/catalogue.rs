//! From which of the two catalogues whoever asks is answered ([`crate::snapshot::Catalogues`]).
//!
//! Looking, tables, tiles and SQL are answered from the whole to those who may see small numbers, and from what everybody
//! may see to all others. Plans are made over what everybody may see, whoever makes them: a decree is public, and what stands in
//! it, and why, has to be. Only who sits at the machine plans over the whole, and what they freeze is for those
//! who may see small numbers.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::access::{Action, On, Principal, may};
use crate::http::access::Reader;
use crate::http::problem::ApiError;
use crate::scenarios::store::{Figures, FrozenSummary};
use crate::snapshot::Snapshot;

impl Reader {
    /// Whether this reader sees what others do not.
    pub fn sees_more(&self) -> bool {
        self.1.differ() && self.sees_small_numbers()
    }

    fn sees_small_numbers(&self) -> bool {
        may(&self.0, Action::SmallNumbers, On::Country)
    }

    /// The dataset as this reader sees it.
    pub fn catalogue(&self) -> &Arc<Snapshot> {
        if self.sees_small_numbers() { self.1.whole() } else { self.1.everybody() }
    }

    /// The dataset that this reader plans over.
    pub fn planned_over(&self) -> &Arc<Snapshot> {
        match self.0 {
            Principal::Administrator => self.1.whole(),
            Principal::Public | Principal::Stranger | Principal::Person(_) => self.1.everybody(),
        }
    }

    /// Which figures what this reader freezes has.
    pub fn figures(&self) -> Figures {
        let whole = self.1.differ() && self.0 == Principal::Administrator;
        if whole { Figures::Whole } else { Figures::ForEverybody }
    }

    /// Whether this reader may see the figures of a frozen scenario.
    pub fn sees_figures(&self, frozen: Option<&FrozenSummary>) -> bool {
        let Some(frozen) = frozen else { return true };
        let for_everybody = match frozen.figures {
            Some(Figures::ForEverybody) => true,
            Some(Figures::Whole) => false,
            // Of one that was frozen before there were two catalogues nobody knows which figures it has, unless it is of a
            // dataset that is known.
            None => !self.1.differ() || frozen.dataset_version == self.1.everybody().version(),
        };
        for_everybody || self.sees_small_numbers()
    }
}

/// The dataset as whoever asks sees it.
pub struct Served(pub Arc<Snapshot>);

/// The dataset over which whoever asks plans.
pub struct Planned(pub Arc<Snapshot>);

impl<S: Send + Sync> FromRequestParts<S> for Served {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let reader = Reader::from_request_parts(parts, state).await?;
        Ok(Self(Arc::clone(reader.catalogue())))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Planned {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let reader = Reader::from_request_parts(parts, state).await?;
        Ok(Self(Arc::clone(reader.planned_over())))
    }
}
