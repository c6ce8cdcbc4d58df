//! Rows whose codes are of an older edition are carried to the areas that the register has.
//!
//! A code leads to where a change of that very code says. Where only the area around it was given another code, the rest of
//! the digits is a question: the name must agree, or be found once among the villages of that regency. Nothing is guessed.

use std::collections::{BTreeSet, HashMap};

use super::boundaries::normalised;
use super::country::Country;
use super::spec::Follow;
use crate::changes::{Changes, Former};
use crate::code::{AreaCode, Level};

/// Looks for the areas that rows of one file speak of.
pub struct Carrier<'a> {
    country: &'a Country,
    changes: &'a Changes,
    follow: &'a Follow,
    /// Provinces that the file writes, and which they are.
    means: Vec<(AreaCode, AreaCode)>,
    /// Villages by regency and name.
    named: HashMap<(AreaCode, String), Vec<AreaCode>>,
}

/// What a row speaks of.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// The area of that code.
    Own,
    /// An area that has another code today.
    Carried(Carried),
    /// Areas that share the residents of what had the code; one that has all of them where that was merged into it.
    Parts(Vec<(AreaCode, Option<f64>)>),
    /// Nobody knows, and why.
    Lost(String),
}

/// An area that has another code today.
#[derive(Debug, Clone, PartialEq)]
pub struct Carried {
    /// Its code.
    pub to: AreaCode,
    /// The code in its edition.
    pub from: AreaCode,
    /// The day of the change of it or of the area around it.
    pub date: Option<String>,
    /// By what it was found.
    pub by: By,
}

/// By what an area was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A change of this code.
    Change,
    /// Its digits, and its name agrees.
    Digits,
    /// Its name and its district's.
    District,
    /// Its name, which no other village of the regency has.
    Name,
}

impl By {
    /// In words, for the report.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Change => "by a change of this code",
            Self::Digits => "its digits were kept, and the name agrees",
            Self::District => "by its name and that of its district",
            Self::Name => "by its name, the only one in the regency",
        }
    }
}

impl<'a> Carrier<'a> {
    /// For the rows of one file.
    pub fn new(country: &'a Country, changes: &'a Changes, follow: &'a Follow) -> Self {
        let means = follow
            .means
            .iter()
            .filter_map(|(written, meant)| Some((written.parse().ok()?, meant.parse().ok()?)));
        let mut named: HashMap<(AreaCode, String), Vec<AreaCode>> = HashMap::new();
        let villages = country.level(Level::Village).iter().filter(|_| follow.by_name);
        for village in villages {
            if let Some(regency) = village.code.ancestor(Level::Regency) {
                named.entry((regency, normalised(&village.name))).or_default().push(village.code);
            }
        }
        Self { country, changes, follow, means: means.collect(), named }
    }

    /// What a row of this code and name speaks of; `district` is the name of the district, where the file has it.
    pub fn find(&self, code: AreaCode, name: &str, district: Option<&str>) -> Found {
        let meant = self.meant(code);
        let since = self.follow.edition.as_deref();
        let heirs = self.changes.follow(meant, since);
        let kept = self.changes.kept(meant, since);
        let same = heirs.is_empty() && kept.is_none();
        if meant == code && self.exists(code) && (since.is_none() || same) {
            return Found::Own;
        }
        if let Some(gone) = heirs.iter().find(|heir| !self.exists(heir.code)) {
            return Found::Lost(format!("{meant} came to {}, which is not registered", gone.code));
        }
        let carried = |to, date: Option<&String>, by| {
            Found::Carried(Carried { to, from: meant, date: date.cloned(), by })
        };
        match heirs.as_slice() {
            [] => {}
            [one] if one.same_area => return carried(one.code, one.last.date.as_ref(), By::Change),
            several => {
                return Found::Parts(several.iter().map(|heir| (heir.code, heir.share)).collect());
            }
        }
        let date = kept.as_ref().and_then(|kept| kept.around.last.date.as_ref());
        let target = kept.as_ref().map_or(meant, |kept| kept.code);
        let name = normalised(name);
        if self.is_called(target, &name) {
            return carried(target, date, By::Digits);
        }
        match self.by_name(target, &name, district) {
            Ok((to, by)) => carried(to, date, by),
            Err(reason) => Found::Lost(reason),
        }
    }

    /// The code of the edition that the file means by the one that it writes.
    pub fn meant(&self, code: AreaCode) -> AreaCode {
        self.means.iter().find_map(|(from, to)| code.moved(*from, *to)).unwrap_or(code)
    }

    /// The areas of the edition that an area of today came of, where the file has these codes of it; none where it came of one
    /// alone, or of others too.
    pub fn made_of(&self, area: AreaCode, codes: &BTreeSet<AreaCode>) -> Option<Vec<Former>> {
        let since = self.follow.edition.as_deref();
        // Without an edition only a code that is gone tells that the file is older than the change.
        let is_older = since.is_some() || codes.iter().any(|code| !self.exists(*code));
        let meant: BTreeSet<AreaCode> = codes.iter().map(|code| self.meant(*code)).collect();
        let formers = self.changes.made_of(area, since, meant.contains(&area));
        let known: BTreeSet<AreaCode> = formers.iter().map(|of| of.code).collect();
        (is_older && formers.len() > 1 && meant.is_subset(&known) && meant.len() == codes.len())
            .then_some(formers)
    }

    fn exists(&self, code: AreaCode) -> bool {
        self.country.get(code).is_some()
    }

    fn is_called(&self, code: AreaCode, name: &str) -> bool {
        !name.is_empty()
            && self.country.get(code).is_some_and(|area| normalised(&area.name) == name)
    }

    /// The one village of that name in the regency of `target`.
    fn by_name(
        &self,
        target: AreaCode,
        name: &str,
        district: Option<&str>,
    ) -> Result<(AreaCode, By), String> {
        let Some(regency) = target.ancestor(Level::Regency).filter(|_| self.follow.by_name) else {
            return Err("not in the register".to_owned());
        };
        // A desa that became a kelurahan is governed otherwise: whether it is the same is for people to say.
        let kind = target.village_kind();
        let all = self.named.get(&(regency, name.to_owned())).map_or(&[][..], Vec::as_slice);
        let all = all.iter().copied().filter(|code| code.village_kind() == kind);
        let all: Vec<AreaCode> = all.filter(|_| !name.is_empty()).collect();
        let district = district.map(normalised).filter(|district| !district.is_empty());
        let within = all.iter().copied().filter(|code| {
            let own = code.parent().zip(district.as_deref());
            own.is_some_and(|(parent, district)| self.is_called(parent, district))
        });
        match (within.collect::<Vec<_>>().as_slice(), all.as_slice()) {
            ([one], _) => Ok((*one, By::District)),
            (_, [one]) => Ok((*one, By::Name)),
            (_, []) => {
                Err(format!("not in the register, and no village of {regency} has its name"))
            }
            (_, several) => Err(format!(
                "not in the register, and {} of {regency} have its name",
                several.len()
            )),
        }
    }
}

/// The one area that a record speaks of, and by what it was found where its code was another: a record, other than a count,
/// cannot be shared out, and what is said of an area is not said of one that it was merged into.
///
/// # Errors
/// Why there is none, in words.
pub fn one_area(
    carrier: Option<&Carrier<'_>>,
    country: &Country,
    code: AreaCode,
    name: &str,
) -> Result<(AreaCode, Option<By>), String> {
    let found = match carrier {
        Some(carrier) => carrier.find(code, name, None),
        None if country.get(code).is_some() => Found::Own,
        None => Found::Lost("not in the register".to_owned()),
    };
    match found {
        Found::Own => Ok((code, None)),
        Found::Carried(Carried { to, by, .. }) => Ok((to, Some(by))),
        Found::Lost(reason) => Err(reason),
        Found::Parts(parts) => Err(match parts.as_slice() {
            [(area, _)] => format!("merged into {area}; say whether it is there"),
            parts => {
                let one = |(code, share): &(AreaCode, Option<f64>)| match share {
                    Some(share) => format!("{code} ({:.1}% of the residents)", share * 100.0),
                    None => format!("{code} (a share that nobody states)"),
                };
                let parts: Vec<String> = parts.iter().map(one).collect();
                format!("split into {}; say which of them it is", parts.join(", "))
            }
        }),
    }
}
