//! Writing a dataset: into a sibling directory first, renamed when it is complete.

use std::path::Path;

use super::manifest::Manifest;
use super::model::{Contents, NewArea};
use super::place::Place;
use super::pyramid::{self, PYRAMID};
use super::write::{self, check_target, level_of};
use crate::code::Level;
use crate::error::GeodataError;
use crate::per_level::PerLevel;
use crate::progress::Progress;
use crate::topology::Findings;

/// Writes `contents` as the dataset directory `out`.
///
/// Everything is written to a hidden sibling of `out`, which takes its place in one step when it is complete and on the
/// disk. What a process that was killed left there is removed. `extra` are further files (name and bytes),
/// such as the report in other formats.
///
/// # Errors
/// When `out` exists and is not a dataset, when two values contradict each other, when the disk
/// refuses, or whoever is watching interrupts. Nothing is left behind then.
pub fn write(
    contents: &Contents,
    extra: &[(&str, Vec<u8>)],
    out: &Path,
    progress: &dyn Progress,
) -> Result<Manifest, GeodataError> {
    check_target(out)?;
    progress.stage("writing", None);
    let areas = sorted(|level| level_of(contents, level));
    let place = Place::beside(out)?;
    let dir = place.building();
    // What is left of the processor where borders are made one after the other is enough for the tables.
    let (borders, tables) = rayon::join(
        || pyramid::write(&areas, &dir.join(PYRAMID), progress),
        || write::tables(contents, &areas, dir, &Beside(progress)),
    );
    borders?;
    let manifest = write::complete(contents, tables?, extra, dir, progress)?;
    place.take()?;
    Ok(manifest)
}

/// Whoever watches two works done at once is told the stages of the other one, and may end both.
struct Beside<'a>(&'a dyn Progress);

impl Progress for Beside<'_> {
    fn stage(&self, _: &str, _: Option<u64>) {}

    fn advance(&self, _: u64) {}

    fn interrupted(&self) -> bool {
        self.0.interrupted()
    }
}

/// A dataset of which the borders are made, and nothing else: what was met on the way belongs into its report. Dropped
/// before it is finished, nothing of it stays.
#[derive(Debug)]
pub struct Draft {
    place: Place,
    areas: PerLevel<Vec<NewArea>>,
    findings: Findings,
}

impl Draft {
    /// Begins the dataset directory `out` with the pyramid of the areas of each level.
    ///
    /// # Errors
    /// As [`write()`].
    pub fn begin<'a>(
        areas: impl Fn(Level) -> &'a [NewArea],
        out: &Path,
        progress: &dyn Progress,
    ) -> Result<Self, GeodataError> {
        check_target(out)?;
        let areas = sorted(areas);
        let place = Place::beside(out)?;
        let findings = pyramid::write(&areas, &place.building().join(PYRAMID), progress)?;
        Ok(Self { place, areas, findings })
    }

    /// What was met in the borders; rows are those of [`areas`](Self::areas).
    pub const fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The areas of a level, sorted by code.
    pub fn areas(&self, level: Level) -> &[NewArea] {
        self.areas.get(level)
    }

    /// The directory in which it is built: files of tables of one's own are written there before the rest.
    pub fn dir(&self) -> &Path {
        self.place.building()
    }

    /// Writes the rest of `contents`, whose areas are those that it was begun with, and takes the place.
    ///
    /// # Errors
    /// As [`write()`].
    pub fn finish(
        self,
        contents: &Contents,
        extra: &[(&str, Vec<u8>)],
        progress: &dyn Progress,
    ) -> Result<Manifest, GeodataError> {
        let dir = self.place.building();
        let tables = write::tables(contents, &self.areas, dir, progress)?;
        let manifest = write::complete(contents, tables, extra, dir, progress)?;
        self.place.take()?;
        Ok(manifest)
    }
}

/// What is met in the borders of areas, of which nothing is written; rows are those of the areas sorted by code.
///
/// # Errors
/// When whoever is watching interrupts.
pub fn findings<'a>(
    areas: impl Fn(Level) -> &'a [NewArea],
    progress: &dyn Progress,
) -> Result<Findings, GeodataError> {
    pyramid::findings(&sorted(areas), progress)
}

fn sorted<'a>(areas: impl Fn(Level) -> &'a [NewArea]) -> PerLevel<Vec<NewArea>> {
    PerLevel::of(|level| {
        let mut sorted = areas(level).to_vec();
        sorted.sort_by_key(|area| area.code);
        sorted
    })
}
