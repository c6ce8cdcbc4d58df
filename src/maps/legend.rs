//! What colours and signs of a map stand for, and where on the picture there is room to say so.

use super::frame::{Frame, Margins};
use super::letters::width;

/// A line of the legend.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// As on the map.
    pub sign: Sign,
    /// What it stands for.
    pub text: String,
}

/// How something looks on the map.
#[derive(Debug, Clone, PartialEq)]
pub enum Sign {
    /// An area in a colour of CSS.
    Area(String),
    /// An area without a value.
    Missing,
    /// A dot.
    Dot,
}

/// Of letters of a size in pixels: the height of a row, the width of a sign with the room around it.
pub(super) fn row(em: f64) -> f64 {
    em * 1.35
}

/// Width and height of a legend.
pub(super) fn size(entries: &[Entry], em: f64) -> [f64; 2] {
    let widest = entries.iter().map(|entry| width(&entry.text, em * 0.9)).fold(0.0, f64::max);
    [widest + em * 3.3, row(em) * entries.len() as f64 + em * 0.8]
}

/// Whether two boxes (left, top, right, bottom) have anything in common.
pub(super) fn meet(a: [f64; 4], b: [f64; 4]) -> bool {
    a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1]
}

/// Finds room for a legend: a corner where nothing of what is shown lies, else a strip of its own, of which the map is kept
/// free: at the left, or below where the picture is narrow. `fit` makes the frame for margins, `shown` are boxes (west,
/// south, east, north). Answers the frame and the legend's upper left corner; no corner where it has no lines.
pub(super) fn placed(
    [wide, high]: [f64; 2],
    picture: [u32; 2],
    strips: Margins,
    fit: impl Fn(Margins) -> Frame,
    shown: &[[f64; 4]],
) -> (Frame, Option<[f64; 2]>) {
    let [width, height] = picture.map(f64::from);
    let (frame, gap) = (fit(strips), strips.around * 0.6);
    let (right, top, bottom) =
        (width - wide - gap, strips.top + gap, height - strips.bottom - gap - high);
    let boxes: Vec<[f64; 4]> = shown.iter().map(|of| frame.of(*of)).collect();
    let free = |[x, y]: &[f64; 2]| {
        let own = [x - gap, y - gap, x + wide + gap, y + high + gap];
        !boxes.iter().any(|of| meet(own, *of))
    };
    let corners = [[gap, bottom], [right, bottom], [gap, top], [right, top]];
    if top <= bottom
        && let Some(corner) = corners.into_iter().find(free)
    {
        return (frame, Some(corner));
    }
    if top <= bottom && wide + 2.0 * gap <= width * 0.4 {
        return (fit(Margins { left: wide + gap, ..strips }), Some([gap, bottom]));
    }
    let below = Margins { bottom: strips.bottom + high + gap, ..strips };
    (fit(below), Some([gap, bottom]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURE: [u32; 2] = [1000, 600];
    const STRIPS: Margins = Margins { top: 60.0, bottom: 40.0, left: 0.0, around: 10.0 };

    fn place(picture: [u32; 2], shown: &[[f64; 4]]) -> (Frame, [f64; 2]) {
        let fit = |margins| Frame::around([105.0, -9.0, 115.0, -5.0], picture, margins);
        let (frame, corner) = placed([200.0, 150.0], picture, STRIPS, fit, shown);
        (frame, corner.unwrap())
    }

    #[test]
    fn the_legend_stands_in_a_corner_without_land_or_beside_the_map() {
        let (whole, corner) = place(PICTURE, &[]);
        assert_eq!(corner, [6.0, 404.0], "the lower left one");
        // Land in the south west.
        let west = [105.0, -9.0, 107.0, -8.0];
        let (frame, corner) = place(PICTURE, &[west]);
        assert_eq!((frame, corner), (whole, [794.0, 404.0]));
        let all = [105.0, -9.0, 115.0, -5.0];
        let (frame, corner) = place(PICTURE, &[all]);
        let [left, ..] = frame.of(all);
        assert!(left > corner[0] + 200.0, "{left}");
        assert!(frame.metres() > whole.metres());
        // Narrow: below.
        let narrow = [400, 900];
        let (frame, corner) = place(narrow, &[all]);
        assert!(frame.of(all)[3] < corner[1], "{:?} {corner:?}", frame.of(all));
    }
}
