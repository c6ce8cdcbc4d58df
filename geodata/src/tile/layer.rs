//! A layer: features, columns and their tiles.

use std::sync::Arc;

use super::columns::Columns;
use super::coord::TileCoord;
use super::draw::draw;
use super::encode::{self, Drawing, Layer, Property, Values};
use super::error::TileError;
use super::options::{TileOptions, fits};
use super::quantise::Quantisation;
use super::spec::LayerSpec;
use super::store::Store;
use super::whole::WholeColumn;
use crate::AreaCode;
use crate::pyramid::Pyramid;

/// What a crowded tile gives up, in this order: steps are rounded to a multiple. The last of them is sent whatever its
/// size: of a hundred thousand areas with forty columns little more than above or below the middle is left.
const CONCESSIONS: [u8; 7] = [1, 2, 5, 10, 20, 50, 100];

/// An area or a point as a layer needs it.
#[derive(Debug, Clone)]
pub struct TileFeature {
    /// The feature's id in every tile; for areas [`AreaCode::feature_id`](crate::AreaCode::feature_id).
    pub id: u64,
    /// The property `name`, carried from the layer's `name_zoom`.
    pub name: Option<Box<str>>,
    /// The property `designated`: 1, or absent.
    pub designated: bool,
    /// The point, or for an area a point inside it: longitude and latitude in degrees.
    pub point: Option<[f64; 2]>,
    /// West, south, east, north of an area in degrees.
    pub bounds: Option<[f64; 4]>,
    /// The area that it is or stands in: what [`TileOptions::area`] looks at.
    pub area: Option<AreaCode>,
}

/// An indicator, one step for every feature of the layer, in the features' order.
#[derive(Debug, Clone)]
pub struct TileColumn {
    /// The property's name.
    pub id: String,
    /// Steps 0..=100 as [`Quantisation::step`] makes them, or [`TileColumn::MISSING`].
    pub steps: Vec<u8>,
}

impl TileColumn {
    /// The step of a missing value: the property is absent.
    pub const MISSING: u8 = Quantisation::MISSING;
}

/// One layer of a tile, not compressed. A tile of several layers is their bytes one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodedTile {
    /// The encoded bytes.
    pub bytes: Vec<u8>,
    /// How many features it has.
    pub features: usize,
}

/// What is drawn beside the geometry, sorted by id.
#[derive(Debug)]
struct Properties {
    id: u64,
    name: Option<Box<str>>,
    designated: bool,
    area: Option<AreaCode>,
}

/// A column and its place in the list that the layer was made of.
#[derive(Debug)]
struct Column {
    place: usize,
    of: TileColumn,
}

/// An immutable layer of vector tiles. Share it between threads; cache what it answers.
#[derive(Debug)]
pub struct TileLayer {
    spec: LayerSpec,
    /// Shared by layers that differ in their columns alone.
    properties: Arc<Vec<Properties>>,
    /// Steps in the order of `properties`; columns that change least from row to row come first,
    /// because such runs compress best.
    columns: Arc<Vec<Column>>,
    /// In the order of `properties`.
    wholes: Vec<WholeColumn>,
    bounds: Option<[f64; 4]>,
    store: Arc<Store>,
}

impl TileLayer {
    /// A layer of areas, of which `pyramid` holds the geometry: the features are the rows of the level of the same name, in
    /// their order. A layer of points takes theirs.
    ///
    /// # Errors
    /// [`TileError::Column`] when a column has not one step for every feature or an unknown step;
    /// [`TileError::Areas`] when the pyramid has another number of areas.
    pub fn new(
        spec: LayerSpec,
        pyramid: &Pyramid,
        mut features: Vec<TileFeature>,
        columns: Vec<TileColumn>,
    ) -> Result<Self, TileError> {
        let mut order: Vec<usize> = (0..features.len()).collect();
        order.sort_by_key(|row| features.get(*row).map(|feature| feature.id));
        let columns = in_order(columns, &order)?;

        features.sort_by_key(|feature| feature.id);
        let bounds = features
            .iter()
            .filter_map(bounds)
            .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
        let store = match spec.level() {
            Some(level) if pyramid.areas(level) != features.len() => {
                let (layer, has) = (spec.name, pyramid.areas(level));
                return Err(TileError::Areas { layer, features: features.len(), has });
            }
            Some(level) => Store::areas(pyramid.clone(), level, &order),
            None => Store::points(features.iter().map(|feature| feature.point)),
        };
        let properties = |TileFeature { id, name, designated, area, .. }| Properties {
            id,
            name,
            designated,
            area,
        };
        let properties = Arc::new(features.into_iter().map(properties).collect());
        Ok(Self { spec, properties, columns, wholes: Vec::new(), bounds, store: Arc::new(store) })
    }

    /// The same features with other columns, in the order of the areas that the layer was made of. A layer of points has
    /// none.
    ///
    /// # Errors
    /// [`TileError::Column`].
    pub fn with_columns(&self, columns: Vec<TileColumn>) -> Result<Self, TileError> {
        let order = self.store.rows(self.properties.len());
        Ok(Self {
            spec: self.spec,
            properties: Arc::clone(&self.properties),
            columns: in_order(columns, &order)?,
            wholes: Vec::new(),
            bounds: self.bounds,
            store: Arc::clone(&self.store),
        })
    }

    /// The same features and columns with whole numbers beside them, in the order of the areas that the layer was made of.
    ///
    /// # Errors
    /// [`TileError::Column`] when there is not one number for every feature.
    pub fn with_wholes(&self, wholes: Vec<WholeColumn>) -> Result<Self, TileError> {
        let order = self.store.rows(self.properties.len());
        let sorted = |WholeColumn { id, numbers }: WholeColumn| {
            check_length(id, numbers.len(), order.len())?;
            let numbers = order.iter().filter_map(|row| numbers.get(*row).copied()).collect();
            Ok(WholeColumn { id, numbers })
        };
        Ok(Self {
            spec: self.spec,
            properties: Arc::clone(&self.properties),
            columns: Arc::clone(&self.columns),
            wholes: wholes.into_iter().map(sorted).collect::<Result<_, TileError>>()?,
            bounds: self.bounds,
            store: Arc::clone(&self.store),
        })
    }

    /// The same features, of which those are `designated` that the answer says so of. Where these are the same as before, all is
    /// shared.
    #[must_use]
    pub fn with_marks(self, designated: impl Fn(u64) -> bool) -> Self {
        if self.properties.iter().all(|of| of.designated == designated(of.id)) {
            return self;
        }
        let marked = self.properties.iter().map(|of| Properties {
            id: of.id,
            name: of.name.clone(),
            designated: designated(of.id),
            area: of.area,
        });
        Self { properties: Arc::new(marked.collect()), ..self }
    }

    /// What kind of layer this is.
    pub fn spec(&self) -> &LayerSpec {
        &self.spec
    }

    /// West, south, east and north of all features in degrees; `None` when there is nothing to show.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        self.bounds
    }

    /// The ids of the columns in the order in which tiles carry them, of those that are chosen.
    pub fn columns(&self, chosen: Option<Columns>) -> impl Iterator<Item = &str> {
        let carried = move |column: &&Column| chosen.is_none_or(|of| of.has(column.place));
        self.columns.iter().filter(carried).map(|column| column.of.id.as_str())
    }

    /// The names of the whole numbers beside them.
    pub fn wholes(&self) -> impl Iterator<Item = &'static str> {
        self.wholes.iter().map(|column| column.id)
    }

    /// The tile at an address; `None` when it would be empty.
    ///
    /// # Errors
    /// [`TileError::Compression`], [`TileError::Damaged`].
    pub fn tile(
        &self,
        tile: TileCoord,
        options: TileOptions,
    ) -> Result<Option<EncodedTile>, TileError> {
        if tile.z() < self.spec.min_zoom {
            return Ok(None);
        }
        let mut near = self.store.near(tile);
        if let Some(area) = options.area {
            near.retain(|placed| self.is_within(placed.feature, area));
        }
        let drawing = draw(&self.store, &near, tile)?;
        if drawing.is_empty() {
            return Ok(None);
        }
        let mut smallest = None;
        for multiple in CONCESSIONS {
            let mut layer = self.properties_of(&drawing, tile.z(), multiple, options.columns);
            let bytes = encode::encode(&mut layer, options.encoding);
            let fits = fits(&mut layer, options, &bytes)?;
            smallest = Some(EncodedTile { bytes, features: drawing.len() });
            if fits {
                break;
            }
        }
        Ok(smallest)
    }

    /// Whether a tile or one of those that it is cut into at later zooms may show anything.
    pub fn is_near(&self, tile: TileCoord) -> bool {
        self.store.reaches(tile)
    }

    /// Whether a feature is the area, lies in it or stands in it.
    fn is_within(&self, row: usize, area: AreaCode) -> bool {
        let own = self.properties.get(row).and_then(|properties| properties.area);
        own.is_some_and(|own| own.is_within(area))
    }

    /// What is drawn with the properties of its features, steps rounded to `multiple`.
    fn properties_of<'a>(
        &'a self,
        drawing: &'a Drawing,
        z: u8,
        multiple: u8,
        chosen: Option<Columns>,
    ) -> Layer<'a> {
        let features: Vec<&Properties> =
            drawing.rows().filter_map(|row| self.properties.get(row)).collect();
        let numbers = |column: &TileColumn| {
            let step = |row| column.steps.get(row).copied().unwrap_or(TileColumn::MISSING);
            Values::Numbers(drawing.rows().map(|row| rounded(step(row), multiple)).collect())
        };
        let steps = |column: &'a TileColumn| Property { name: &column.id, values: numbers(column) };
        let carried =
            self.columns.iter().filter(|column| chosen.is_none_or(|of| of.has(column.place)));
        let mut columns: Vec<Property<'_>> = carried.map(|column| steps(&column.of)).collect();
        for WholeColumn { id, numbers } in &self.wholes {
            let number = |row| numbers.get(row).copied().unwrap_or(WholeColumn::MISSING);
            let values = Values::Wholes(drawing.rows().map(number).collect());
            columns.push(Property { name: id, values });
        }
        let designated = |of: &&Properties| if of.designated { 1 } else { TileColumn::MISSING };
        let designated = Values::Numbers(features.iter().map(designated).collect());
        columns.push(Property { name: "designated", values: designated });
        if z >= self.spec.name_zoom {
            let names = Values::Texts(features.iter().map(|of| of.name.as_deref()).collect());
            columns.push(Property { name: "name", values: names });
        }
        let ids = features.iter().map(|of| of.id).collect();
        Layer { name: self.spec.name, drawing, ids, columns }
    }
}

/// The nearest multiple, at most 100; a missing value stays so.
fn rounded(step: u8, multiple: u8) -> u8 {
    match step {
        TileColumn::MISSING => step,
        _ => ((step + multiple / 2) / multiple * multiple).min(Quantisation::STEPS),
    }
}

/// The columns with one step for each feature; `order` says for each feature which row it is.
fn in_order(columns: Vec<TileColumn>, order: &[usize]) -> Result<Arc<Vec<Column>>, TileError> {
    for column in &columns {
        check_column(column, order.len())?;
    }
    let sorted = |(place, column): (usize, TileColumn)| {
        let steps = order.iter().filter_map(|row| column.steps.get(*row).copied()).collect();
        Column { place, of: TileColumn { id: column.id, steps } }
    };
    let mut columns: Vec<_> = columns.into_iter().enumerate().map(sorted).collect();
    columns.sort_by_cached_key(|column| changes(&column.of));
    Ok(Arc::new(columns))
}

/// How often a column changes from one row to the next.
fn changes(column: &TileColumn) -> usize {
    column.steps.windows(2).filter(|pair| pair.first() != pair.last()).count()
}

fn check_column(column: &TileColumn, features: usize) -> Result<(), TileError> {
    check_length(&column.id, column.steps.len(), features)?;
    let wrong = |problem| Err(TileError::Column { id: column.id.clone(), problem });
    let unknown = |step: &&u8| **step > Quantisation::STEPS && **step != TileColumn::MISSING;
    match column.steps.iter().find(unknown) {
        Some(step) => {
            wrong(format!("has the step {step}; steps are 0 to 100, or 255 where missing"))
        }
        None => Ok(()),
    }
}

fn check_length(id: &str, numbers: usize, features: usize) -> Result<(), TileError> {
    if numbers == features {
        return Ok(());
    }
    let problem = format!("has {numbers} steps for {features} features; give one each");
    Err(TileError::Column { id: id.to_owned(), problem })
}

/// West, south, east, north of a feature.
fn bounds(feature: &TileFeature) -> Option<[f64; 4]> {
    feature.bounds.or(feature.point.map(|[lon, lat]| [lon, lat, lon, lat]))
}
