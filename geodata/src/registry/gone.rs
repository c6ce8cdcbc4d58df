//! What a row names whose code is gone, and where to look for it.

use super::follow::code_at_end;
use super::known::Known;
use crate::changes::{Heir, Successor, Today};
use crate::code::AreaCode;

/// What came of an area.
pub(super) struct Gone {
    /// In words, with what to do.
    pub(super) says: String,
    /// The areas of today.
    pub(super) successors: Vec<Successor>,
}

impl Known<'_> {
    /// Where the area of a code is in this dataset.
    pub(super) fn today(&self, code: AreaCode) -> Today<'_> {
        self.changes.today(code, |code| self.dataset.area(code).is_some())
    }

    /// What came of the area of a code that is gone; none where no change tells of it.
    pub(super) fn gone(&self, code: AreaCode) -> Option<Gone> {
        let (whose, heirs) = match self.today(code) {
            Today::There | Today::Unknown => return None,
            Today::Elsewhere(heir) => (code, vec![heir]),
            Today::Among(whose, heirs) => (whose, heirs),
        };
        let name =
            |heir: &Heir<'_>| self.dataset.area(heir.code).map_or("", |area| area.name.as_str());
        let listed: Vec<String> = heirs
            .iter()
            .map(|heir| match heir.part() {
                Some([_, part]) => format!("{} {} ({part})", heir.code, name(heir)),
                None => format!("{} {}", heir.code, name(heir)),
            })
            .collect();
        let listed = listed.join(", ");
        let says = if whose == code {
            format!("what had this code is now {listed}; record it there")
        } else {
            let level = whose.level();
            format!(
                "the {level} around it, {whose}, is now {listed}; look for it there by its name"
            )
        };
        let successors = heirs.iter().map(|heir| Successor::new(heir, name(heir))).collect();
        Some(Gone { says, successors })
    }

    /// The same of something whose id ends in the code of its area.
    pub(super) fn gone_with_id(&self, id: &str) -> Option<Gone> {
        self.gone(code_at_end(id)?.1)
    }

    /// The same of a proposal that was recorded.
    pub(super) fn gone_with_proposal(&self, id: &str) -> Option<Gone> {
        self.gone(self.lost_proposal(id)?)
    }
}
