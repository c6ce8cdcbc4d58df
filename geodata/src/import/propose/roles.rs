//! Which file is the register of a level, which its polygons, and which a table of figures.

use std::cmp::Reverse;

use super::look::{Kind, Look};
use crate::code::Level;

/// The files by what they are for.
pub struct Roles {
    /// The register of each level, from the provinces down.
    pub registers: Vec<(Level, Option<Look>)>,
    /// Layers of polygons.
    pub boundaries: Vec<(Level, Look)>,
    /// Population or land area of several levels.
    pub official: Option<Look>,
    /// Tables of figures of one level.
    pub tables: Vec<(Level, Look)>,
    /// What none of these could be told of.
    pub others: Vec<Look>,
}

/// Names of a column of names.
pub const NAMES: [&str; 5] = ["name", "nama", "nm", "desa", "wilayah"];

impl Roles {
    /// Gives every file its role.
    pub fn of(looks: Vec<Look>) -> Self {
        let mut roles = Self {
            registers: Vec::new(),
            boundaries: Vec::new(),
            official: None,
            tables: Vec::new(),
            others: Vec::new(),
        };
        let mut tables = Vec::new();
        for look in looks {
            let unique = look.code().is_some_and(|(_, _, unique)| unique);
            match look.level() {
                Some(level) if look.polygons && unique && !roles.draws(level) => {
                    roles.boundaries.push((level, look));
                }
                _ => tables.push(look),
            }
        }
        for level in Level::ALL {
            let register = register(&mut tables, level);
            roles.registers.push((level, register));
        }
        for look in tables {
            let figures = !look.of_kind(&Kind::Numbers).is_empty();
            let mixed = look.code().is_some_and(|(_, levels, unique)| levels.len() > 1 && unique);
            match look.level() {
                _ if look.polygons => roles.others.push(look),
                Some(level) if figures => roles.tables.push((level, look)),
                None if mixed && figures && roles.official.is_none() => roles.official = Some(look),
                _ => roles.others.push(look),
            }
        }
        roles.boundaries.sort_by_key(|(level, _)| *level);
        roles
    }

    fn draws(&self, level: Level) -> bool {
        self.boundaries.iter().any(|(drawn, _)| *drawn == level)
    }
}

/// Takes the register of a level out of the tables: each code once and with a name, the most codes, and of
/// two with as many that with the fewest figures.
fn register(tables: &mut Vec<Look>, level: Level) -> Option<Look> {
    let at = tables
        .iter()
        .enumerate()
        .filter(|(_, look)| look.level() == Some(level) && look.text(&NAMES).is_some())
        .filter(|(_, look)| look.code().is_some_and(|(_, _, unique)| unique))
        .max_by_key(|(_, look)| (look.rows, Reverse(look.of_kind(&Kind::Numbers).len())))
        .map(|(at, _)| at)?;
    Some(tables.remove(at))
}
