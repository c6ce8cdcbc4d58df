//! The renderer of maplibre-rs, and what is wanted of it beyond its own.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use geozero::mvt::tile;
use maplibre::context::MapContext;
use maplibre::coords::WorldTileCoords;
use maplibre::headless::environment::HeadlessEnvironment;
use maplibre::headless::map::HeadlessMap;
use maplibre::headless::{HeadlessPlugin, create_headless_renderer};
use maplibre::kernel::Kernel;
use maplibre::plugin::Plugin;
use maplibre::render::graph::RenderGraph;
use maplibre::render::resource::Head;
use maplibre::render::{RenderPlugin, RenderStageLabel};
use maplibre::schedule::Schedule;
use maplibre::style::Style;
use maplibre::style::layer::{FillPaint, LayerPaint, StyleLayer};
use maplibre::tcs::system::{System, SystemContainer};
use maplibre::tcs::world::World;
use maplibre::vector::{
    DefaultVectorTransferables, LayerTessellated, VectorPlugin, VectorTransferables,
};
use tokio::runtime::{Builder, Runtime};

use crate::compose::Composer;
use crate::error::MapError;
use crate::layers::sheets;
use crate::paint::Triangles;
use crate::picture::{LONGEST, Picture};

/// More than this the depth of a layer, which its number is, does not tell apart.
pub const MOST_LAYERS: usize = 160;

/// The squares that are drawn, in pixels: a picture is drawn into the smallest that holds it, and cut out of it. The
/// size of a renderer is fixed when it is made, and each holds memory.
const SIDES: [u32; 4] = [256, 512, 1024, 2048];
/// Larger squares are wanted rarely; of them one is kept.
const KEPT: u32 = 512;

type Drawn = <DefaultVectorTransferables as VectorTransferables>::LayerTessellated;

/// All renderers of this process; they belong to one thread.
pub struct Studio {
    runtime: Runtime,
    composer: Composer,
    canvases: HashMap<u32, Canvas>,
}

impl Studio {
    /// Without any renderer yet.
    pub fn new() -> Result<Self, MapError> {
        let runtime = Builder::new_current_thread().build()?;
        Ok(Self { runtime, composer: Composer::new(), canvases: HashMap::new() })
    }

    /// Draws a picture without a map: whether drawing works at all.
    pub fn check(&mut self) -> Result<Vec<u8>, MapError> {
        let background = "#123456".to_owned();
        let (tiles, layers) = (Vec::new(), Vec::new());
        let picture = Picture { width: 8, height: 8, background, tiles, layers, overlay: None };
        self.draw(&picture, &[])
    }

    /// The picture as PNG.
    pub fn draw(&mut self, picture: &Picture, tiles: &[Vec<u8>]) -> Result<Vec<u8>, MapError> {
        let longest = picture.width.max(picture.height);
        let side = SIDES.into_iter().find(|side| *side >= longest);
        let wrong = MapError::Size(picture.width, picture.height);
        let side = match side {
            Some(side) if picture.width.min(picture.height) > 0 && longest <= LONGEST => side,
            _ => return Err(wrong),
        };
        if side > KEPT {
            self.canvases.retain(|kept, _| *kept <= KEPT || *kept == side);
        }
        if !self.canvases.contains_key(&side) {
            self.canvases.insert(side, Canvas::new(&self.runtime, side)?);
        }
        let Some(canvas) = self.canvases.get_mut(&side) else { return Err(wrong) };
        let drawn = sheets(picture, tiles, side)?.into_drawn();
        let pixels = canvas.render(drawn)?;
        self.composer.png(picture, &pixels, side)
    }
}

/// A renderer of one size.
struct Canvas {
    map: HeadlessMap,
    /// The style of the next picture.
    style: Rc<RefCell<Style>>,
    /// The last picture, RGBA.
    pixels: Rc<RefCell<Vec<u8>>>,
}

impl Canvas {
    fn new(runtime: &Runtime, side: u32) -> Result<Self, MapError> {
        let (kernel, renderer) = runtime.block_on(create_headless_renderer(side, None));
        let (style, pixels) = (Rc::new(RefCell::new(empty())), Rc::new(RefCell::default()));
        let own = Exchange { side, style: Rc::clone(&style), pixels: Rc::clone(&pixels) };
        let plugins: Vec<Box<dyn Plugin<HeadlessEnvironment>>> = vec![
            Box::new(RenderPlugin),
            Box::<VectorPlugin<DefaultVectorTransferables>>::default(),
            Box::new(HeadlessPlugin::new(false)),
            Box::new(own),
        ];
        let map = HeadlessMap::new(empty(), renderer, kernel, plugins)
            .map_err(|_| MapError::Renderer("it could not be made".to_owned()))?;
        Ok(Self { map, style, pixels })
    }

    /// Draws triangles, the lowest first.
    fn render(
        &mut self,
        sheets: Vec<(csscolorparser::Color, Triangles)>,
    ) -> Result<Vec<u8>, MapError> {
        if sheets.len() > MOST_LAYERS {
            return Err(MapError::Layers(sheets.len()));
        }
        let mut style = empty();
        let mut layers = Vec::with_capacity(sheets.len());
        for ((colour, triangles), index) in sheets.into_iter().zip(1..) {
            let name = index.to_string();
            style.layers.push(StyleLayer {
                index,
                id: name.clone(),
                paint: Some(LayerPaint::Fill(FillPaint { fill_color: Some(colour) })),
                source_layer: Some(name.clone()),
                ..StyleLayer::default()
            });
            layers.push(Box::new(drawn(name, triangles)));
        }
        self.style.replace(style);
        self.map.render_tile(layers);
        Ok(self.pixels.take())
    }
}

/// A layer as it is uploaded. All its features have one colour: one entry says so for all vertices.
fn drawn(name: String, triangles: Triangles) -> Drawn {
    let vertices = u32::try_from(triangles.vertices.len()).unwrap_or(u32::MAX);
    let layer = tile::Layer { name, version: 2, ..tile::Layer::default() };
    Drawn::build_from(WorldTileCoords::default(), triangles.into(), vec![vertices], layer)
}

fn empty() -> Style {
    Style { layers: Vec::new(), ..Style::default() }
}

/// Hands the style to the map before it draws, and its pixels out afterwards.
struct Exchange {
    side: u32,
    style: Rc<RefCell<Style>>,
    pixels: Rc<RefCell<Vec<u8>>>,
}

impl Plugin<HeadlessEnvironment> for Exchange {
    fn build(
        &self,
        schedule: &mut Schedule,
        _kernel: Rc<Kernel<HeadlessEnvironment>>,
        _world: &mut World,
        _graph: &mut RenderGraph,
    ) {
        let style = TakeStyle(Rc::clone(&self.style));
        schedule.add_system_to_stage(RenderStageLabel::Prepare, SystemContainer::new(style));
        let read = ReadPixels { side: self.side, pixels: Rc::clone(&self.pixels) };
        schedule.add_system_to_stage(RenderStageLabel::Cleanup, SystemContainer::new(read));
    }
}

struct TakeStyle(Rc<RefCell<Style>>);

impl System for TakeStyle {
    fn name(&self) -> Cow<'static, str> {
        "take_style".into()
    }

    fn run(&mut self, context: &mut MapContext) {
        context.style = self.0.replace(empty());
    }
}

struct ReadPixels {
    side: u32,
    pixels: Rc<RefCell<Vec<u8>>>,
}

impl System for ReadPixels {
    fn name(&self) -> Cow<'static, str> {
        "read_pixels".into()
    }

    fn run(&mut self, context: &mut MapContext) {
        let Head::Headless(head) = context.renderer.resources.surface.head() else { return };
        let padded_row = head.bytes_per_row().get() as usize;
        let slice = head.map_async(&context.renderer.device);
        let mapped = slice.get_mapped_range();
        let row = self.side as usize * 4;
        let mut pixels = self.pixels.borrow_mut();
        pixels.clear();
        for padded in mapped.chunks_exact(padded_row) {
            pixels.extend_from_slice(padded.get(..row).unwrap_or_default());
        }
        drop(mapped);
        head.unmap();
    }
}
