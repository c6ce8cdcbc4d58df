//! Where the area of a code is today, for everything that names areas by codes: the same answer for records, lists and requests.

use serde::Serialize;

use super::{Changes, Heir};
use crate::code::AreaCode;

/// Where an area is today that had a code.
#[derive(Debug, Clone, PartialEq)]
pub enum Today<'a> {
    /// It has that code.
    There,
    /// The very area has another code.
    Elsewhere(Heir<'a>),
    /// It was split or merged, or is a part of the larger area of the given code, which has another code, was split or merged.
    /// People say which of these it is.
    Among(AreaCode, Vec<Heir<'a>>),
    /// No change tells of it.
    Unknown,
}

/// An area that came of one whose code is gone.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Successor {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The share of the residents that it has of the former area; null where nobody states it.
    pub share: Option<f64>,
    /// `recode`, `split` or `merge`.
    pub kind: String,
    /// The day of the change, where it is known.
    pub date: Option<String>,
    /// The law or decree, or how the change was found.
    pub basis: String,
}

impl Successor {
    /// What came of an area, which is called `name` today.
    pub fn new(heir: &Heir<'_>, name: &str) -> Self {
        Self {
            code: heir.code.to_string(),
            name: name.to_owned(),
            share: heir.share,
            kind: heir.last.kind.clone(),
            date: heir.last.date.clone(),
            basis: heir.last.basis.clone(),
        }
    }
}

impl Heir<'_> {
    /// What it has of the area that it came of, in Indonesian and in English; nothing where it is the same area.
    pub fn part(&self) -> Option<[String; 2]> {
        if self.same_area {
            return None;
        }
        Some(match self.share {
            Some(share) if share < 1.0 => {
                let percent = share * 100.0;
                // Indonesian writes a comma.
                let comma = format!("{percent:.1}").replace('.', ",");
                [format!("{comma}% penduduknya"), format!("{percent:.1}% of its residents")]
            }
            Some(_) => ["tergabung di dalamnya".to_owned(), "of which it is a part".to_owned()],
            None => [
                "bagian penduduknya tidak diketahui".to_owned(),
                "its share of the residents is not known".to_owned(),
            ],
        })
    }
}

impl Changes {
    /// Where the area is that had `code`, where `exists` says which codes areas have today.
    pub fn today(&self, code: AreaCode, exists: impl Fn(AreaCode) -> bool) -> Today<'_> {
        if exists(code) {
            return Today::There;
        }
        let Some((whose, mut heirs)) = self.successors(code, exists) else { return Today::Unknown };
        match heirs.pop() {
            Some(heir) if whose == code && heirs.is_empty() && heir.same_area => {
                Today::Elsewhere(heir)
            }
            last => Today::Among(whose, heirs.into_iter().chain(last).collect()),
        }
    }

    /// The area of today whose matter the area of a code is: itself, under whatever code, or the larger area around it that has
    /// another code as a whole. A code whose area was split or merged stays as it is.
    pub fn ground(&self, code: AreaCode, exists: impl Fn(AreaCode) -> bool) -> AreaCode {
        match self.today(code, exists) {
            Today::Elsewhere(heir) => heir.code,
            Today::Among(whose, heirs) if whose != code => match heirs.as_slice() {
                [heir] if heir.same_area => heir.code,
                _ => code,
            },
            _ => code,
        }
    }
}
