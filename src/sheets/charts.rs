//! Small charts over the rounds, side by side on one scale.

use crate::maps::Lang;
use crate::pdf::document::{BLACK, Colour, Document, GREY};
use crate::pdf::font::Style;

/// The line of the area itself.
const OWN: Colour = [0.0, 0.35, 0.55];
/// Lines of the others behind it.
const OTHER: Colour = [0.82, 0.84, 0.87];

/// Charts of one measure: a series for each area, its values in the order of the rounds.
pub struct Charts<'a> {
    pub rounds: &'a [i32],
    pub series: Vec<Vec<f64>>,
    pub decimals: usize,
    /// What stands in a chart without a series.
    pub missing: &'a str,
    pub lang: Lang,
}

impl Charts<'_> {
    /// The least and greatest value of all series; zero is among them.
    fn span(&self) -> [f64; 2] {
        let all = self.series.iter().flatten().copied();
        let [low, high] =
            all.fold([0.0, 0.0], |[low, high]: [f64; 2], v| [low.min(v), high.max(v)]);
        if low == high { [low, low + 1.0] } else { [low, high] }
    }

    /// Draws the charts in a row, each `size` wide and high, from the places in `at` (upper left corners).
    pub fn draw(&self, document: &mut Document, at: &[[f32; 2]], size: [f32; 2]) {
        let [low, high] = self.span();
        let (Some(first), Some(last)) = (self.rounds.first(), self.rounds.last()) else { return };
        let years = f64::from((last - first).max(1));
        for (own, place) in at.iter().enumerate() {
            let [left, top] = *place;
            let (plot_left, plot_right) = (left + 22.0, left + size[0] - 14.0);
            let (plot_top, plot_bottom) = (top + 8.0, top + size[1] - 9.0);
            let x = |year: i32| {
                plot_left + (plot_right - plot_left) * (f64::from(year - first) / years) as f32
            };
            let y = |value: f64| {
                plot_bottom - (plot_bottom - plot_top) * ((value - low) / (high - low)) as f32
            };
            for value in [low, high] {
                document.line([plot_left, y(value)], [plot_right, y(value)], 0.3, OTHER);
                let text = self.lang.number(value, self.decimals);
                document.text_right(
                    Style::Regular,
                    5.5,
                    GREY,
                    [plot_left - 2.0, y(value) + 2.0],
                    &text,
                );
            }
            let years = [(*first, plot_left), (*last, plot_right)];
            for (year, place) in years.into_iter().take(if first == last { 1 } else { 2 }) {
                document.text_centred(
                    Style::Regular,
                    5.5,
                    GREY,
                    [place, top + size[1] - 1.0],
                    &year.to_string(),
                );
            }
            let others = self.series.iter().enumerate().filter(|(other, _)| *other != own);
            for (_, series) in others {
                self.line(document, series, &x, &y, 0.6, OTHER);
            }
            let Some(series) = self.series.get(own).filter(|series| !series.is_empty()) else {
                document.text(
                    Style::Regular,
                    6.0,
                    GREY,
                    [plot_left + 3.0, (plot_top + plot_bottom) / 2.0],
                    self.missing,
                );
                continue;
            };
            self.line(document, series, &x, &y, 1.1, OWN);
            for (year, value) in self.rounds.iter().zip(series) {
                document.dot([x(*year), y(*value)], 1.5, OWN);
            }
            if let Some(value) = series.last() {
                let text = self.lang.number(*value, self.decimals);
                document.text_right(
                    Style::Bold,
                    6.5,
                    BLACK,
                    [left + size[0] - 4.0, y(*value) - 3.0],
                    &text,
                );
            }
        }
    }

    fn line(
        &self,
        document: &mut Document,
        series: &[f64],
        x: &impl Fn(i32) -> f32,
        y: &impl Fn(f64) -> f32,
        width: f32,
        colour: Colour,
    ) {
        let points: Vec<[f32; 2]> =
            self.rounds.iter().zip(series).map(|(year, value)| [x(*year), y(*value)]).collect();
        for (from, to) in points.iter().zip(points.iter().skip(1)) {
            document.line(*from, *to, width, colour);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_charts_have_one_scale_with_zero_in_it() {
        let span = |series: Vec<Vec<f64>>| {
            Charts { rounds: &[2016, 2018], series, decimals: 0, missing: "", lang: Lang::Id }
                .span()
        };
        assert_eq!(span(vec![vec![1.0, 4.0], vec![], vec![2.0, 9.0]]), [0.0, 9.0]);
        assert_eq!(span(vec![vec![-3.0, -1.0]]), [-3.0, 0.0]);
        assert_eq!(span(vec![vec![0.0, 0.0]]), [0.0, 1.0]);
    }
}
