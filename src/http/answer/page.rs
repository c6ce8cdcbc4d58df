//! Lists: their envelope and their cursors.
//!
//! A dataset never changes, so a position in a list is stable. A cursor carries the position and
//! a hash of what was listed; it is refused for any other list or dataset.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::problem::{ApiError, ApiResult, Code};

/// A list, or a part of one.
#[derive(Debug, Serialize, ToSchema)]
pub struct List<T> {
    /// The entries.
    pub items: Vec<T>,
    /// How many entries the whole list has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<usize>,
    /// Continues the list; absent at its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

impl<T> List<T> {
    /// A list that is complete.
    pub fn whole(items: Vec<T>) -> Self {
        Self { total: Some(items.len()), items, next_cursor: None }
    }
}

/// A part of a list: from where, and how much.
#[derive(Debug, Clone)]
pub struct Page {
    identity: [u8; 8],
    /// The first entry.
    pub offset: usize,
    /// The most entries.
    pub limit: usize,
}

impl Page {
    /// The page at `cursor` of the list that `identity` tells apart from every other list: the
    /// dataset version, the route and all filters.
    ///
    /// # Errors
    /// `invalid_cursor` when the cursor belongs to another list.
    pub fn new(identity: &str, cursor: Option<&str>, limit: usize) -> ApiResult<Self> {
        let hash = blake3::hash(identity.as_bytes());
        let mut own = [0; 8];
        own.copy_from_slice(&hash.as_bytes()[..8]);
        let offset = match cursor {
            None => 0,
            Some(text) => position(text, own).ok_or_else(|| {
                ApiError::new(
                    Code::InvalidCursor,
                    format!("The cursor `{text}` does not continue this list."),
                )
                .hint("Ask for the first page again; the dataset or a filter has changed.")
            })?,
        };
        Ok(Self { identity: own, offset, limit })
    }

    /// Cuts this page out of the whole list.
    pub fn cut<T>(&self, all: impl ExactSizeIterator<Item = T>) -> List<T> {
        let total = all.len();
        let items: Vec<T> = all.skip(self.offset).take(self.limit).collect();
        let next = self.offset + items.len();
        let next_cursor = (next < total && !items.is_empty()).then(|| self.cursor(next));
        List { items, total: Some(total), next_cursor }
    }

    /// The cursor with which this list goes on at `offset`.
    pub fn cursor(&self, offset: usize) -> String {
        let mut bytes = self.identity.to_vec();
        bytes.extend((offset as u64).to_be_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

fn position(text: &str, own: [u8; 8]) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (identity, offset) = bytes.split_at_checked(8)?;
    let offset = u64::from_be_bytes(offset.try_into().ok()?);
    (identity == own).then(|| usize::try_from(offset).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn following_cursors_lists_everything_once() {
        let all: Vec<u32> = (0..10).collect();
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let page = Page::new("v1 villages", cursor.as_deref(), 3).unwrap();
            let list = page.cut(all.iter().copied());
            assert_eq!(list.total, Some(10));
            seen.extend(list.items);
            match list.next_cursor {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
        assert_eq!(seen, all);
    }

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        let cursor = Page::new("v1 villages", None, 3).unwrap().cut(0..10).next_cursor;
        for identity in ["v2 villages", "v1 areas"] {
            let error = Page::new(identity, cursor.as_deref(), 3).unwrap_err();
            assert_eq!(error.code(), Code::InvalidCursor);
        }
        assert!(Page::new("v1 villages", Some("x!"), 3).is_err());
    }
}
