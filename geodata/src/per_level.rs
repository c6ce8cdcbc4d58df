//! One thing for each level of the hierarchy.

use crate::code::Level;

/// Four things, one for each [`Level`], so that none can be asked for that is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PerLevel<T> {
    province: T,
    regency: T,
    district: T,
    village: T,
}

impl<T> PerLevel<T> {
    /// Makes one for each level, from the largest areas to the smallest.
    pub fn of(mut make: impl FnMut(Level) -> T) -> Self {
        Self {
            province: make(Level::Province),
            regency: make(Level::Regency),
            district: make(Level::District),
            village: make(Level::Village),
        }
    }

    /// That of `level`.
    pub const fn get(&self, level: Level) -> &T {
        match level {
            Level::Province => &self.province,
            Level::Regency => &self.regency,
            Level::District => &self.district,
            Level::Village => &self.village,
        }
    }

    /// That of `level`, to change it.
    pub const fn get_mut(&mut self, level: Level) -> &mut T {
        match level {
            Level::Province => &mut self.province,
            Level::Regency => &mut self.regency,
            Level::District => &mut self.district,
            Level::Village => &mut self.village,
        }
    }
}
