//! What a map shows, before its tiles are there: which layers, in which colours, of which part of the country.

use geodata::tile::{Columns, Encoding, LAYERS, TileCoord, TileOptions};
use geodata::{AreaCode, Level};

use super::choropleth::Choropleth;
use super::palette::Theme;
use super::picture::{Hatch, Paint, Picture};
use crate::tiles::{LayerList, TileRequest};

/// From this zoom of the browser's map a village is larger than what a tile tells apart; further out districts stand in.
const VILLAGES_FROM: f64 = 6.0;
/// Zooms and widths in pixels between which lines grow.
const LINES: [(Level, f64, f64); 4] = [
    (Level::Province, 0.0, 0.9),
    (Level::Regency, 3.0, 0.7),
    (Level::District, 6.0, 0.55),
    (Level::Village, 8.5, 0.45),
];

/// Of the lines over areas without a value, in pixels of a page: from one to the next, and across; as the page draws them
/// (`web/src/lib/map/patterns.ts`). A tile has a whole number of them, so that they go on in the next.
const HATCH: [f64; 2] = [8.0, 1.0];

/// The level that is drawn where `level` is asked for at a zoom of the browser's map.
pub fn drawn_at(level: Level, zoom: f64) -> Level {
    if level == Level::Village && zoom < VILLAGES_FROM { Level::District } else { level }
}

/// Areas of a level in colours.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// Whose areas have colours.
    pub level: Level,
    /// Only those of this area, the rest is land.
    pub area: Option<AreaCode>,
    /// The colours; without them all is land.
    pub choropleth: Option<&'a Choropleth>,
    /// Of everything else.
    pub theme: &'a Theme,
    /// The zoom of a map in the browser of the same scale.
    pub zoom: f64,
    /// Pixels of the picture to a pixel of a page.
    pub ratio: f64,
}

impl Scene<'_> {
    /// What lies under the coloured areas: provinces, and under these regencies, whose outlines are the same.
    fn ground(&self) -> Level {
        if self.level == Level::Province { Level::Regency } else { Level::Province }
    }

    /// The tiles that are needed at an address.
    pub fn requests(&self, tile: TileCoord) -> Vec<TileRequest> {
        let request = |level: Level, area, columns| {
            let place = LAYERS.iter().position(|layer| layer.name == level.plural())?;
            let options = TileOptions { area, columns, ..Encoding::Mvt.into() };
            Some(TileRequest { layers: LayerList::single(place)?, tile, options })
        };
        // Of all that is known of an area the renderer looks at one column at most.
        let none = Some(Columns::NONE);
        let columns = self.choropleth.map_or(none, |choropleth| choropleth.columns);
        let both = [request(self.ground(), None, none), request(self.level, self.area, columns)];
        both.into_iter().flatten().collect()
    }

    /// Says how the layers are drawn.
    pub fn paint(&self, picture: &mut Picture) {
        let Self { level, theme, .. } = *self;
        let (ground, areas) = (self.ground().plural(), level.plural());
        picture.draw(ground, Paint::Fill(theme.land.clone()));
        picture.draw(
            areas,
            match self.choropleth {
                None => Paint::Fill(theme.land.clone()),
                Some(choropleth) => Paint::Steps {
                    property: choropleth.property.clone(),
                    colours: choropleth.steps.clone(),
                    missing: theme.missing.clone(),
                    hatch: Some(Hatch {
                        colour: theme.hatch.clone(),
                        step: HATCH[0] * self.ratio,
                        width: HATCH[1] * self.ratio,
                    }),
                },
            },
        );
        // On land without colours white lines would hardly be seen.
        let border = if self.choropleth.is_some() { &theme.border } else { &theme.coast };
        if let Some(width) = self.line(level) {
            picture.draw(areas, Paint::Line { colour: border.clone(), width });
        }
        if level != Level::Province
            && let Some(width) = self.line(Level::Province)
        {
            picture.draw(ground, Paint::Line { colour: theme.coast.clone(), width });
        }
    }

    fn line(&self, level: Level) -> Option<f64> {
        let (_, _, width) =
            LINES.into_iter().find(|(of, from, _)| *of == level && self.zoom >= *from)?;
        Some(width * self.ratio)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maps::palette::Shade;

    #[test]
    fn what_lies_under_an_area_has_another_name() {
        let theme = Theme::of(Shade::Light).unwrap();
        for level in Level::ALL {
            let area = None;
            let scene =
                Scene { level, area, choropleth: None, theme: &theme, zoom: 9.0, ratio: 1.0 };
            let requests = scene.requests(TileCoord::new(9, 400, 260).unwrap());
            let names: Vec<_> = requests.iter().map(|of| of.layers.label()).collect();
            assert_eq!(names.len(), 2);
            assert_eq!(names[1], level.plural());
            assert_ne!(names[0], names[1]);
        }
    }

    #[test]
    fn districts_stand_in_for_villages_far_out() {
        assert_eq!(drawn_at(Level::Village, 5.9), Level::District);
        assert_eq!(drawn_at(Level::Village, 6.0), Level::Village);
        assert_eq!(drawn_at(Level::Regency, 1.0), Level::Regency);
    }
}
