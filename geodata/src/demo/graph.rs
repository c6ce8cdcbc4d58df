//! Regions that grow over the triangles from seeds until their areas fit.

use std::cmp::Reverse;

use super::curve;
use super::front::Front;
use super::mesh::{self, NONE};
use super::noise;

#[cfg(test)]
mod tests;

/// From so many nodes on what belongs to them does not fit into the nearest memory, and it matters in which order it lies.
const MANY: usize = 1 << 14;

/// Triangles as nodes; islands are tied together by bridges, so that all of it is connected.
#[derive(Debug)]
pub struct Graph {
    /// Centres in kilometres.
    pub at: Vec<[f64; 2]>,
    /// Areas in square kilometres.
    pub area: Vec<f64>,
    /// Where each node stands among `starts`, where neighbours stand near each other; of few nodes each at its number.
    places: Option<Vec<u32>>,
    starts: Vec<u32>,
    /// The places of neighbours, and how far they are.
    links: Vec<(u32, f32)>,
}

impl Graph {
    /// The graph of `triangles`. `grain` in kilometres is the size of the irregularities that
    /// make borders wander; `seed` chooses them.
    pub fn new(points: &[[f64; 2]], triangles: &[[u32; 3]], grain: f64, seed: u64) -> Self {
        let at: Vec<[f64; 2]> = triangles.iter().map(|t| centre(points, t)).collect();
        let area = triangles
            .iter()
            .map(|t| {
                mesh::area_km2(points[t[0] as usize], points[t[1] as usize], points[t[2] as usize])
            })
            .collect();
        let drag: Vec<f64> = at
            .iter()
            .map(|at| {
                0.55 + 0.6 * noise::smooth(*at, grain, seed)
                    + 0.3 * noise::smooth(*at, grain * 0.37, seed + 1)
            })
            .collect();
        let neighbours = mesh::neighbours(triangles);
        let length = |a: usize, b: usize| {
            (distance(at[a], at[b]) * (drag[a] + drag[b]) * 0.5).max(1e-9) as f32
        };
        let mut bridges = bridges(&at, &neighbours);
        bridges.extend(bridges.clone().into_iter().map(|(a, b)| (b, a)));
        bridges.sort_unstable();
        let order = (at.len() >= MANY).then(|| curve::along(&at));
        let places = order.as_ref().map(|order| {
            let mut places = vec![0; order.len()];
            (0..).zip(order).for_each(|(place, node)| places[*node as usize] = place);
            places
        });
        let place = |node: u32| places.as_ref().map_or(node, |places| places[node as usize]);
        let mut starts = Vec::with_capacity(triangles.len() + 1);
        let mut links: Vec<(u32, f32)> = Vec::with_capacity(triangles.len() * 3);
        for number in 0..at.len() as u32 {
            let node = order.as_ref().map_or(number, |order| order[number as usize]);
            starts.push(links.len() as u32);
            let beside = neighbours[node as usize].iter().filter(|next| **next != NONE).copied();
            let own = bridges.partition_point(|(from, _)| *from < node);
            let over = bridges[own..].iter().take_while(|(from, _)| *from == node);
            let next = beside.chain(over.map(|(_, to)| *to));
            links.extend(next.map(|to| (place(to), length(node as usize, to as usize))));
        }
        starts.push(links.len() as u32);
        Self { at, area, places, starts, links }
    }

    /// The number of nodes.
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// The region of every node: the seed that reaches it first when region `i` spreads at
    /// `speeds[i]` (a multiplicatively weighted Voronoi diagram on the graph). Regions are connected.
    pub fn grow(&self, seeds: &[u32], speeds: &[f64]) -> Vec<u32> {
        let paces: Vec<f64> = speeds.iter().map(|speed| 1.0 / speed).collect();
        let mut owner = vec![NONE; self.len()];
        let mut best = vec![f64::INFINITY; self.len()];
        let mut front = Front::default();
        for (region, seed) in seeds.iter().enumerate() {
            let place = self.places.as_ref().map_or(*seed, |places| places[*seed as usize]);
            best[place as usize] = 0.0;
            front.push((0.0, place, region as u32));
        }
        while let Some((time, node, region)) = front.pop() {
            let own = &mut owner[node as usize];
            if *own != NONE {
                continue;
            }
            *own = region;
            let pace = paces[region as usize];
            let span = self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize;
            for (next, length) in &self.links[span] {
                // Nobody arrives sooner where somebody is already.
                let (arrival, best) = (time + f64::from(*length) * pace, &mut best[*next as usize]);
                if arrival < *best {
                    *best = arrival;
                    front.push((arrival, *next, region));
                }
            }
        }
        match &self.places {
            Some(places) => places.iter().map(|place| owner[*place as usize]).collect(),
            None => owner,
        }
    }

    /// The areas of regions.
    pub fn areas(&self, owner: &[u32], regions: usize) -> Vec<f64> {
        let mut areas = vec![0.0; regions];
        for (owner, area) in owner.iter().zip(&self.area) {
            areas[*owner as usize] += area;
        }
        areas
    }

    /// Grows `rounds` times and corrects the speeds until the areas are near `targets`.
    pub fn fit(
        &self,
        seeds: &[u32],
        targets: &[f64],
        speeds: &mut [f64],
        rounds: usize,
    ) -> Vec<u32> {
        let mut best = (f64::INFINITY, self.grow(seeds, speeds), speeds.to_vec());
        for round in 0..rounds {
            let owner = if round == 0 { best.1.clone() } else { self.grow(seeds, speeds) };
            let areas = self.areas(&owner, seeds.len());
            let miss = areas
                .iter()
                .zip(targets)
                .map(|(area, target)| (area / target).ln().abs() * target.sqrt())
                .sum();
            if miss < best.0 {
                best = (miss, owner, speeds.to_vec());
            }
            for ((speed, area), target) in speeds.iter_mut().zip(&areas).zip(targets) {
                *speed *= (target / area.max(target * 0.01)).powf(0.3).clamp(0.75, 1.35);
            }
        }
        speeds.copy_from_slice(&best.2);
        best.1
    }

    /// Divides the graph into regions with areas near `targets` (any unit), compact and
    /// connected. Region `i` and `i + 1` lie near each other, as consecutive codes often do.
    /// There must be at least as many nodes as targets.
    pub fn partition(&self, targets: &[f64], seed: u64) -> Vec<u32> {
        let scale = self.area.iter().sum::<f64>() / targets.iter().sum::<f64>();
        let targets: Vec<f64> = targets.iter().map(|target| target * scale).collect();
        let mut seeds = self.scatter(targets.len(), seed);
        let mut speeds: Vec<f64> = targets.iter().map(|target| target.sqrt()).collect();
        for _ in 0..3 {
            let owner = self.fit(&seeds, &targets, &mut speeds, 2);
            self.recentre(&owner, &mut seeds);
        }
        self.fit(&seeds, &targets, &mut speeds, 8)
    }

    /// Well-spaced seeds (best of several candidates, Mitchell 1991) in the order of a walk.
    fn scatter(&self, count: usize, seed: u64) -> Vec<u32> {
        let mut draw = noise::hash(seed);
        let mut sums: Vec<f64> = Vec::with_capacity(self.len());
        let mut total = 0.0;
        for area in &self.area {
            total += area.max(1e-12);
            sums.push(total);
        }
        let mut seeds: Vec<u32> = Vec::with_capacity(count);
        let mut taken = vec![false; self.len()];
        while seeds.len() < count {
            let mut best: Option<(f64, u32)> = None;
            for _ in 0..6 {
                draw = noise::hash(draw);
                let pick = sums
                    .partition_point(|sum| *sum < noise::unit(draw) * total)
                    .min(self.len() - 1);
                let gap = seeds
                    .iter()
                    .map(|s| squared(self.at[*s as usize], self.at[pick]))
                    .fold(f64::MAX, f64::min);
                if !taken[pick] && best.is_none_or(|(most, _)| gap > most) {
                    best = Some((gap, pick as u32));
                }
            }
            let pick = best
                .map(|(_, pick)| pick)
                .or_else(|| taken.iter().position(|taken| !taken).map(|at| at as u32));
            let Some(pick) = pick else { break };
            taken[pick as usize] = true;
            seeds.push(pick);
        }
        self.walk(seeds)
    }

    /// Orders seeds so that each follows the nearest one before it, from the north-west on.
    fn walk(&self, mut seeds: Vec<u32>) -> Vec<u32> {
        let key = |seed: &u32| self.at[*seed as usize][0] - self.at[*seed as usize][1];
        let Some(first) =
            (0..seeds.len()).min_by(|a, b| key(&seeds[*a]).total_cmp(&key(&seeds[*b])))
        else {
            return seeds;
        };
        seeds.swap(0, first);
        for done in 1..seeds.len() {
            let here = self.at[seeds[done - 1] as usize];
            let gap = |k: &usize| squared(here, self.at[seeds[*k] as usize]);
            if let Some(next) = (done..seeds.len()).min_by(|a, b| gap(a).total_cmp(&gap(b))) {
                seeds.swap(done, next);
            }
        }
        seeds
    }

    /// Moves each seed to the node of its region that is nearest to the region's centre.
    fn recentre(&self, owner: &[u32], seeds: &mut [u32]) {
        let mut sums = vec![[0.0f64; 3]; seeds.len()];
        for (node, owner) in owner.iter().enumerate() {
            let (sum, area) = (&mut sums[*owner as usize], self.area[node].max(1e-12));
            sum[0] += self.at[node][0] * area;
            sum[1] += self.at[node][1] * area;
            sum[2] += area;
        }
        let mut nearest = vec![f64::INFINITY; seeds.len()];
        for (node, owner) in owner.iter().enumerate() {
            let region = *owner as usize;
            let [x, y, area] = sums[region];
            let gap = squared(self.at[node], [x / area, y / area]);
            if gap < nearest[region] {
                nearest[region] = gap;
                seeds[region] = node as u32;
            }
        }
    }
}

/// The centre of a triangle in kilometres.
pub fn centre(points: &[[f64; 2]], triangle: &[u32; 3]) -> [f64; 2] {
    let [a, b, c] = triangle.map(|corner| points[corner as usize]);
    mesh::km([(a[0] + b[0] + c[0]) / 3.0, (a[1] + b[1] + c[1]) / 3.0])
}

/// Euclidean distance.
pub fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// The square of the distance: orders as it does, without a root.
fn squared(a: [f64; 2], b: [f64; 2]) -> f64 {
    let [x, y] = [a[0] - b[0], a[1] - b[1]];
    x * x + y * y
}

/// Links that tie separate pieces to the nearest piece (Prim's tree over the pieces).
fn bridges(at: &[[f64; 2]], neighbours: &[[u32; 3]]) -> Vec<(u32, u32)> {
    let mut piece = vec![NONE; at.len()];
    let mut members: Vec<Vec<u32>> = Vec::new();
    for start in 0..at.len() {
        if piece[start] != NONE {
            continue;
        }
        let number = members.len() as u32;
        let (mut found, mut next) = (vec![start as u32], 0);
        piece[start] = number;
        while let Some(node) = found.get(next).copied() {
            next += 1;
            for beside in neighbours[node as usize] {
                if beside != NONE && piece[beside as usize] == NONE {
                    piece[beside as usize] = number;
                    found.push(beside);
                }
            }
        }
        members.push(found);
    }
    let mut joined = vec![false; members.len()];
    let mut nearest: Vec<(f64, u32)> = vec![(f64::INFINITY, 0); at.len()];
    let mut links = Vec::new();
    let Some(mut newest) = (0..members.len()).max_by_key(|k| (members[*k].len(), Reverse(*k)))
    else {
        return links;
    };
    loop {
        joined[newest] = true;
        let mut best: Option<(f64, u32, u32)> = None;
        for node in (0..at.len()).filter(|node| !joined[piece[*node] as usize]) {
            for other in &members[newest] {
                let gap = squared(at[node], at[*other as usize]);
                if gap < nearest[node].0 {
                    nearest[node] = (gap, *other);
                }
            }
            if best.is_none_or(|(least, _, _)| nearest[node].0 < least) {
                best = Some((nearest[node].0, node as u32, nearest[node].1));
            }
        }
        let Some((_, node, other)) = best else { return links };
        links.push((node, other));
        newest = piece[node as usize] as usize;
    }
}
