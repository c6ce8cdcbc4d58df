//! The limit that tiles are measured against: axum, and the bytes of every address in memory.
//! usage: `bare-tiles FOLDER ADDRESS`; FOLDER has a file `z-x-y` for each `/z/x/y`, compressed with gzip.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

type Tiles = Arc<HashMap<(u8, u32, u32), Bytes>>;

async fn tile(State(tiles): State<Tiles>, Path(address): Path<(u8, u32, u32)>) -> Response {
    let Some(bytes) = tiles.get(&address) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.mapbox-vector-tile"),
        (header::CONTENT_ENCODING, "gzip"),
    ];
    (headers, bytes.clone()).into_response()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(address)) = (arguments.next(), arguments.next()) else {
        return Err("usage: bare-tiles FOLDER ADDRESS".into());
    };
    let mut tiles = HashMap::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let [z, x, y] = name.split('-').collect::<Vec<_>>()[..] else { continue };
        let bytes = std::fs::read(entry.path())?.into();
        tiles.insert((z.parse()?, x.parse()?, y.parse()?), bytes);
    }
    let router = Router::new().route("/{z}/{x}/{y}", get(tile)).with_state(Arc::new(tiles));
    let listener = tokio::net::TcpListener::bind(address).await?;
    eprintln!("http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}
