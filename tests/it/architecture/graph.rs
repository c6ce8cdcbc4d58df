//! The graph of modules: an arrow leads from a file to a file that defines something it names.
//!
//! - A module is a file; inline modules belong to it, and code under `#[cfg(test)]` does not count.
//! - Re-exports are followed to where a thing is defined: who takes `super::Rules` from a parent that only
//!   passes it on depends on `rules.rs` and not on the parent.
//! - A parent that declares its children (`mod`) or passes their things on (`pub use`) does not depend on
//!   them; it does when its own code names these things, and a child depends on it when it names something
//!   that the parent itself defines.
//! - Naming a module alone is no arrow; what is named through it is.
//!
//! Methods are not seen: a value may be used by who cannot name its type.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::source::{Import, Named, Source};

/// One file.
pub struct Module {
    /// Its path below the repository, such as `mcda/src/select/rules.rs`.
    pub file: String,
    source: Source,
    parent: Option<usize>,
    children: BTreeMap<String, usize>,
    package: usize,
}

/// Where a name leads.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    Module(usize),
    /// Something that this file defines.
    Item(usize),
    /// A path into a crate that is not ours.
    Foreign(String),
}

/// The files of all packages and what they name.
#[derive(Default)]
pub struct Graph {
    pub modules: Vec<Module>,
    /// The names of the packages as code names them, and their roots.
    roots: Vec<(String, usize)>,
}

/// An arrow: who names it, what is named, where that stands.
#[derive(Debug, Clone)]
pub struct Arrow {
    pub from: usize,
    pub to: usize,
    pub name: String,
    pub line: usize,
}

impl Graph {
    /// Adds a package whose root file is `root`; `read` gives the text of a file, or nothing.
    pub fn add(&mut self, name: &str, root: &str, read: &dyn Fn(&str) -> Option<String>) {
        let package = self.roots.len();
        self.roots.push((name.to_owned(), self.modules.len()));
        self.add_module(root, None, package, read);
    }

    fn add_module(
        &mut self,
        file: &str,
        parent: Option<usize>,
        package: usize,
        read: &dyn Fn(&str) -> Option<String>,
    ) -> usize {
        let text = read(file).unwrap_or_else(|| panic!("{file} is not there"));
        let source = Source::parse(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let (dir, stem) = file.rsplit_once('/').unwrap();
        let stem = stem.trim_end_matches(".rs");
        let own = match (parent, stem) {
            (None, _) | (_, "mod") => dir.to_owned(),
            (_, stem) => format!("{dir}/{stem}"),
        };
        let names: Vec<(String, Option<String>)> = source.children.clone().into_iter().collect();
        let at = self.modules.len();
        let children = BTreeMap::new();
        self.modules.push(Module { file: file.to_owned(), source, parent, children, package });
        for (name, path) in names {
            let places = match path {
                Some(path) => vec![format!("{dir}/{path}")],
                None => vec![format!("{own}/{name}.rs"), format!("{own}/{name}/mod.rs")],
            };
            let place = places.iter().find(|place| read(place).is_some());
            let place = place.unwrap_or_else(|| panic!("{file}: no file for `mod {name}`"));
            let child = self.add_module(place, Some(at), package, read);
            self.modules[at].children.insert(name, child);
        }
        at
    }

    /// Every arrow between different files of ours, once for each name.
    pub fn arrows(&self) -> Vec<Arrow> {
        let mut arrows = Vec::new();
        for from in 0..self.modules.len() {
            let mut seen = BTreeSet::new();
            for (named, target) in self.named(from) {
                let name = named.segments.join("::");
                if let Target::Item(to) = target
                    && to != from
                    && seen.insert((to, name.clone()))
                {
                    arrows.push(Arrow { from, to, name, line: named.line });
                }
            }
        }
        arrows
    }

    /// Every path into a foreign crate: file, path, line.
    pub fn foreign(&self) -> Vec<(usize, String, usize)> {
        let mut found = Vec::new();
        for from in 0..self.modules.len() {
            for (named, target) in self.named(from) {
                if let Target::Foreign(path) = target {
                    found.push((from, path, named.line));
                }
            }
        }
        found
    }

    /// Everything that the code of a file names, and where it leads.
    fn named(&self, from: usize) -> Vec<(Named, Target)> {
        let source = &self.modules[from].source;
        let mut named: Vec<Named> = source.paths.clone();
        let one = |name: &str, line: &usize| Named { segments: vec![name.to_owned()], line: *line };
        let globs = source.imports.iter().any(|import| import.alias == "*");
        for (name, line) in &source.names {
            // What an import brings is counted there; names of the standard library lead nowhere.
            let passed_on = |import: &Import| import.passed_on && import.alias == *name;
            if globs || source.imports.iter().any(passed_on) {
                named.push(one(name, line));
            }
        }
        for import in &source.imports {
            let of_child = || match self.resolve(from, &import.path.segments, false) {
                Some(Target::Item(to)) => self.is_below(to, from),
                _ => false,
            };
            if import.alias != "*" && !(import.passed_on && of_child()) {
                named.push(import.path.clone());
            }
        }
        let resolved = named.into_iter().filter_map(|named| {
            let target = self.resolve(from, &named.segments, false)?;
            Some((named, target))
        });
        resolved.collect()
    }

    fn is_below(&self, module: usize, above: usize) -> bool {
        let mut parents =
            std::iter::successors(Some(module), |module| self.modules[*module].parent);
        parents.any(|parent| parent == above)
    }

    /// Where a path leads that is written in the module `from`; a name may be that of a module and of
    /// an item, and `module` says which is wanted.
    fn resolve(&self, from: usize, segments: &[String], module: bool) -> Option<Target> {
        self.follow(from, segments, module, &mut BTreeSet::new())
    }

    fn follow(
        &self,
        from: usize,
        segments: &[String],
        module: bool,
        seen: &mut BTreeSet<(usize, String)>,
    ) -> Option<Target> {
        let mut at = from;
        for (number, segment) in segments.iter().enumerate() {
            let last = number + 1 == segments.len();
            let step = match segment.as_str() {
                "crate" | "$crate" => Some(Target::Module(self.root(from))),
                "super" => self.modules[at].parent.map(Target::Module),
                "self" => Some(Target::Module(at)),
                name => self.look_up(at, name, module || !last, seen),
            };
            match step {
                Some(Target::Module(next)) => at = next,
                Some(other) => return Some(other),
                None if number == 0 => return self.outside(segments, module, seen),
                // Made by a macro, or passed on by a foreign crate: whoever was asked for it has it.
                None => return Some(Target::Item(at)),
            }
        }
        Some(Target::Module(at))
    }

    /// A path that begins with the name of a crate.
    fn outside(
        &self,
        segments: &[String],
        module: bool,
        seen: &mut BTreeSet<(usize, String)>,
    ) -> Option<Target> {
        let first = segments.first()?;
        if let Some((_, root)) = self.roots.iter().find(|(name, _)| name == first) {
            return self.follow(*root, &segments[1..], module, seen);
        }
        (segments.len() > 1).then(|| Target::Foreign(segments.join("::")))
    }

    /// Where a name in the module `at` leads.
    fn look_up(
        &self,
        at: usize,
        name: &str,
        module: bool,
        seen: &mut BTreeSet<(usize, String)>,
    ) -> Option<Target> {
        if !seen.insert((at, format!("{name} {module}"))) {
            return None;
        }
        let this = &self.modules[at];
        let child = this.children.get(name).map(|child| Target::Module(*child));
        let defined = this.source.definitions.contains(name).then_some(Target::Item(at));
        let mut brought = || {
            let named = this.source.imports.iter().filter(|import| import.alias == name);
            let mut found = named.filter_map(|import| {
                let mut seen = seen.clone();
                self.follow(at, &import.path.segments, module, &mut seen)
            });
            found.next()
        };
        let found = if module {
            child.or_else(brought).or(defined)
        } else {
            defined.or_else(&mut brought).or(child)
        };
        found.or_else(|| {
            let globs = this.source.imports.iter().filter(|import| import.alias == "*");
            globs.into_iter().find_map(|import| {
                match self.follow(at, &import.path.segments, true, &mut seen.clone())? {
                    Target::Module(of) if of != at => {
                        self.look_up(of, name, module, &mut seen.clone())
                    }
                    _ => None,
                }
            })
        })
    }

    fn root(&self, module: usize) -> usize {
        self.roots[self.modules[module].package].1
    }

    /// Groups of files that depend on one another, each with one way around.
    pub fn circles(&self) -> Vec<Vec<Arrow>> {
        circles(self.modules.len(), &self.arrows())
    }
}

/// For every set of nodes that can all reach one another the shortest way around from its first.
fn circles(nodes: usize, arrows: &[Arrow]) -> Vec<Vec<Arrow>> {
    let mut next: Vec<Vec<&Arrow>> = vec![Vec::new(); nodes];
    for arrow in arrows {
        next[arrow.from].push(arrow);
    }
    let mut found = Vec::new();
    let mut done = BTreeSet::new();
    for node in 0..nodes {
        if done.contains(&node) {
            continue;
        }
        if let Some(way) = way_around(node, &next) {
            // All that lie on some way around from here are told of together.
            let reached = reach(node, &next);
            done.extend(reached.into_iter().filter(|other| reach(*other, &next).contains(&node)));
            found.push(way);
        }
    }
    found
}

/// Everything that can be reached from `node`.
fn reach(node: usize, next: &[Vec<&Arrow>]) -> BTreeSet<usize> {
    let (mut reached, mut open) = (BTreeSet::new(), vec![node]);
    while let Some(at) = open.pop() {
        for arrow in &next[at] {
            if reached.insert(arrow.to) {
                open.push(arrow.to);
            }
        }
    }
    reached
}

/// The shortest way from `node` back to it.
fn way_around(node: usize, next: &[Vec<&Arrow>]) -> Option<Vec<Arrow>> {
    let mut ways: BTreeMap<usize, Vec<Arrow>> = BTreeMap::new();
    let mut open = std::collections::VecDeque::from([(node, Vec::new())]);
    while let Some((at, way)) = open.pop_front() {
        for arrow in &next[at] {
            let mut longer: Vec<Arrow> = way.clone();
            longer.push((*arrow).clone());
            if arrow.to == node {
                return Some(longer);
            }
            if let Entry::Vacant(first) = ways.entry(arrow.to) {
                first.insert(longer.clone());
                open.push_back((arrow.to, longer));
            }
        }
    }
    None
}
