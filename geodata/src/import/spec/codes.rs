//! Codes over time and of other offices in a specification.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::changes::is_day;
use crate::code::{AreaCode, Level};
use crate::source::Options;

/// A file of what became of codes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangesFile {
    /// The file, relative to the input directory.
    pub file: String,
    /// Key of the source.
    pub source: String,
    /// How to read it.
    #[serde(default)]
    pub read: Options,
    /// The column with the code that was.
    pub from: String,
    /// The column with the name that went with it.
    pub name: Option<String>,
    /// The column with the code that came of it.
    pub to: String,
    /// The column with `recode`, `rename`, `split` or `merge`.
    pub kind: String,
    /// The column with the day.
    pub date: Option<String>,
    /// The column with the share of the residents.
    pub share: Option<String>,
    /// The column with the law or decree.
    pub basis: String,
}

/// A file of other names.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AliasesFile {
    /// The file, relative to the input directory.
    pub file: String,
    /// Key of the source.
    pub source: String,
    /// How to read it.
    #[serde(default)]
    pub read: Options,
    /// The column with the code.
    pub code: String,
    /// The column with the other name.
    pub alias: String,
}

/// A file that has the codes of both offices.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BridgeFile {
    /// The file, relative to the input directory.
    pub file: String,
    /// Key of the source.
    pub source: String,
    /// How to read it.
    #[serde(default)]
    pub read: Options,
    /// The column with the code of the ministry of home affairs.
    pub kemendagri: String,
    /// The column with the code of the statistics office.
    pub bps: String,
    /// The column with the edition or period in which both were so.
    pub period: Option<String>,
}

/// Whose codes a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodesOf {
    /// Those of the ministry of home affairs, as the register has them.
    #[default]
    Kemendagri,
    /// Those of the statistics office; `[bridge]` leads from them to the register.
    Bps,
}

/// How codes of an older edition are followed to the register.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follow {
    /// The day of the edition that the file has its codes from: changes after it are followed, for codes too that the register
    /// has, for they may be others' today. Without it only codes that the register does not have are followed.
    pub edition: Option<String>,
    /// Provinces for which the file writes others: with `96 = "92"` its 96.09 is the 92.09 of its edition.
    #[serde(default)]
    pub means: BTreeMap<String, String>,
    /// A village whose number is another today is looked for by its name in its regency.
    #[serde(default)]
    pub by_name: bool,
    /// The column with the district's name, which tells villages of one name apart.
    pub district: Option<String>,
}

impl Follow {
    /// Its day and its codes are such.
    pub(super) fn check(&self) -> Result<(), String> {
        if let Some(edition) = self.edition.as_deref().filter(|edition| !is_day(edition)) {
            return Err(format!("the edition `{edition}` is no day; write it as 2022-06-30"));
        }
        for code in self.means.iter().flat_map(|(written, meant)| [written, meant]) {
            if !code.parse::<AreaCode>().is_ok_and(|code| code.level() == Level::Province) {
                return Err(format!("`means`: `{code}` is no code of a province"));
            }
        }
        Ok(())
    }
}
