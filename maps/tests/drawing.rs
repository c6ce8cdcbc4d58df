//! The program itself, over its pipes, where the machine has a driver.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test")]

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A running renderer.
struct Renderer(Child, ChildStdin, ChildStdout);

impl Renderer {
    /// `None`, and a word about it, where nothing can be drawn.
    fn start() -> Option<Self> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_desmigratif-maps"))
            .env("WGPU_BACKEND", "vulkan")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let pipes = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut renderer = Self(child, pipes.0, pipes.1);
        match renderer.answer() {
            Some(Ok(_)) => Some(renderer),
            other => {
                println!("skipped: nothing is drawn here: {other:?}");
                None
            }
        }
    }

    fn ask(&mut self, description: &str, tiles: &[&[u8]]) -> Result<Pixels, String> {
        self.1.write_all(&(description.len() as u32).to_le_bytes()).unwrap();
        self.1.write_all(description.as_bytes()).unwrap();
        tiles.iter().for_each(|tile| self.1.write_all(tile).unwrap());
        self.answer().unwrap().map(|png| Pixels::of(&png))
    }

    /// `None` when it ended.
    fn answer(&mut self) -> Option<Result<Vec<u8>, String>> {
        let mut head = [0; 5];
        self.2.read_exact(&mut head).ok()?;
        let mut bytes = vec![0; u32::from_le_bytes(head[1..].try_into().unwrap()) as usize];
        self.2.read_exact(&mut bytes).ok()?;
        Some(if head[0] == 1 { Ok(bytes) } else { Err(String::from_utf8(bytes).unwrap()) })
    }
}

impl Drop for Renderer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

struct Pixels {
    width: usize,
    rgb: Vec<u8>,
}

impl Pixels {
    fn of(file: &[u8]) -> Self {
        let mut reader = png::Decoder::new(file).read_info().unwrap();
        let mut rgb = vec![0; reader.output_buffer_size()];
        let width = reader.next_frame(&mut rgb).unwrap().width as usize;
        Self { width, rgb }
    }

    fn at(&self, x: usize, y: usize) -> String {
        let at = (y * self.width + x) * 3;
        let [r, g, b] = [0, 1, 2].map(|part| self.rgb[at + part]);
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    fn count(&self, colour: &str, [left, right]: [usize; 2]) -> usize {
        let height = self.rgb.len() / 3 / self.width;
        let all = (0..height).flat_map(|y| (left..right).map(move |x| (x, y)));
        all.filter(|(x, y)| self.at(*x, *y) == colour).count()
    }
}

/// A tile with the layer `a`: from the west areas with `n` = 0 and `n` = 1, and one without it.
fn tile() -> Vec<u8> {
    let field = |number: u8, bytes: &[u8]| [&[number << 3 | 2, bytes.len() as u8], bytes].concat();
    let number = |value: u32| -> Vec<u8> {
        [(value & 127) as u8 | 128, (value >> 7 & 127) as u8 | 128, (value >> 14) as u8].to_vec()
    };
    let mut layer = [vec![0x78, 2], field(1, b"a")].concat();
    for (place, tags) in [Some([0, 0]), Some([0, 1]), None].into_iter().enumerate() {
        let ring = [
            (9, vec![place as u32 * 1365 * 2, 0]),
            (26, vec![1365 * 2, 0, 0, 4096 * 2, 1365 * 2 - 1, 0]),
            (15, vec![]),
        ];
        let part = |(command, steps): &(u8, Vec<u32>)| {
            [vec![*command], steps.iter().flat_map(|step| number(*step)).collect()].concat()
        };
        let geometry: Vec<u8> = ring.iter().flat_map(part).collect();
        let tags = tags.map_or_else(Vec::new, |tags| field(2, &tags));
        layer.extend(field(2, &[tags, vec![0x18, 3], field(4, &geometry)].concat()));
    }
    layer.extend(field(3, b"n"));
    layer.extend([0x22, 2, 0x28, 0, 0x22, 2, 0x28, 1, 0x28, 0x80, 0x20]);
    let mut tile = vec![0x1a, layer.len() as u8 & 127 | 128, (layer.len() >> 7) as u8];
    tile.extend(layer);
    tile
}

/// The tile fills the upper 96 of 120 pixels.
fn picture(bytes: usize, layers: &str) -> String {
    format!(
        r##"{{"width":96,"height":120,"background":"#e4ecef","tiles":[{{"bytes":{bytes},"left":0,"top":0,"side":96}}],
            "layers":[{layers}],"overlay":null}}"##
    )
}

const STEPS: &str = r##"{"source":"a","paint":{"steps":{"property":"n","colours":["#ffffcc","#0c2c84"],"missing":"#ebe8e0",
    "hatch":{"colour":"#a39e91","step":8,"width":2}}}}"##;

#[test]
fn areas_have_the_colours_of_their_steps_and_hatches_where_they_have_none() {
    let Some(mut renderer) = Renderer::start() else { return };
    let tile = tile();
    let map = renderer.ask(&picture(tile.len(), STEPS), &[&tile]).unwrap();
    assert_eq!(
        [map.at(16, 48), map.at(48, 48), map.at(48, 110)],
        ["#ffffcc", "#0c2c84", "#e4ecef"]
    );
    let (ground, lines) = (map.count("#ebe8e0", [64, 96]), map.count("#a39e91", [64, 96]));
    assert!(ground > 1000 && lines > 300, "{ground} {lines}");
    assert_eq!(map.count("#a39e91", [0, 63]), 0, "where there is a value there is no hatch");
    // Nothing shows between neighbours.
    assert_eq!((0..96).filter(|x| map.at(*x, 48) == "#e4ecef").count(), 0);
}

#[test]
fn borders_are_as_wide_as_was_asked_for() {
    let Some(mut renderer) = Renderer::start() else { return };
    let tile = tile();
    let line = r##"{"source":"a","paint":{"line":{"colour":"#ff0000","width":4}}}"##;
    let map = renderer.ask(&picture(tile.len(), &format!("{STEPS},{line}")), &[&tile]).unwrap();
    let wide = (24..40).filter(|x| map.at(*x, 48) == "#ff0000").count();
    assert!((3..=5).contains(&wide), "{wide}");
}

#[test]
fn what_cannot_be_drawn_is_said_and_the_next_picture_is_drawn() {
    let Some(mut renderer) = Renderer::start() else { return };
    let tile = tile();
    let good = picture(tile.len(), STEPS);
    let whole = renderer.ask(&good, &[&tile]).unwrap();
    for (wrong, of) in [
        (good.replace("\"width\":96", "\"width\":0"), "pixels"),
        (good.replace("#0c2c84", "sky"), "sky"),
        (good.replace("\"step\":8", "\"step\":0"), "hatch"),
        (good.replace("null", "\"<svg\""), "overlay"),
    ] {
        let Err(why) = renderer.ask(&wrong, &[&tile]) else { panic!("{wrong}") };
        assert!(why.contains(of), "{why}");
        assert_eq!(renderer.ask(&good, &[&tile]).unwrap().rgb, whole.rgb);
    }
    let Err(why) = renderer.ask(&picture(3, STEPS), &[b"\xff\xff\xff"]) else { panic!() };
    assert!(why.contains("tile"), "{why}");
    let other = Renderer::start().unwrap().ask(&good, &[&tile]).unwrap();
    assert_eq!(other.rgb, whole.rgb, "the same bytes from another process");
}
