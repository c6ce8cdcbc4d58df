//! The one integration binary: real HTTP against a real server on a free port.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or benchmark fails by panicking, helpers included, and says what it saw"
)]

mod support;

mod access; // who may do what
mod accounts; // people who sign in
mod architecture; // who may import whom; sizes of files
mod areas; // list, search by name, detail
mod assets; // the application in the browser
mod caching; // entity tags, revalidation, encodings
mod codes; // that are gone, other names
mod cors; // pages of other sites
mod coverage; // need, designated, gap, rank; side by side
mod coverage_maps; // classes, maps of areas side by side
mod coverage_rounds; // pillars, round by round, on one page
mod dataset; // the dataset, its report and its indicators
mod equity; // how evenly designations follow need
mod errors; // every failure is a problem document
mod full_disk; // what is saved, where there is no room
mod health; // alive, ready, metrics, request ids, stop
mod heaviest; // the most that each route may be asked for
mod hostile; // what strangers send
mod hostile_corpus; // all of it at once, and who else is served
mod killed; // in the middle of signing
mod limits; // body, time, load
mod lists; // what villages send
mod maps; // maps as pictures
mod memory; // one total, and what is refused beyond it
mod openapi; // the description of the interface
mod operators_questions; // named questions of the operator's own
mod own_questions; // what the server asks itself, and no limit of SQL
mod own_tables; // rows of an office: what of them is where
mod own_tiles; // the same on a map
mod periods; // parts of years, means of years, places of offices
mod plan_templates; // plans to begin with, and what they reach
mod progress; // events of long computations, and their end
mod queries; // the named questions
mod questions; // what they answer over the demonstration
mod rankings; // plans over HTTP
mod real_country; // the whole country, where its data is at hand
mod real_figures; // its published figures
mod real_points; // plans over its points
mod record; // what was decided: altered, bounded, backed up
mod registry; // what people record over HTTP
mod scenario_store; // what is saved, beneath HTTP
mod scenarios; // saved, compared, frozen, signed, exported
mod selections; // the optimal set over HTTP
mod shields; // queues that are apart
mod shutdown; // the built program: start, refuse, stop
mod small; // counts of few people, and who tries to learn them
mod sql; // statements, formats, parameters
mod sql_guard; // what statements may not do, and how they are ended
mod standalone; // one file on an empty machine
mod stopping; // how soon each kind of work ends
mod styles; // the map for other programs
mod tile_archives; // layers as files
mod tile_delivery; // codings, tags, methods, areas, several layers
mod tile_encodings; // the same content in both
mod tile_rankings; // saved plans in tiles
mod tiles; // tiles and TileJSON
mod tls; // HTTPS of its own
mod under_a_path; // of a host, behind a proxy
mod values; // one rule, wherever a value is asked
mod villages; // by code, box, distance, polygon
mod watchdog; // no thread that answers is held
mod weights; // judgements, orders, diagnostics
mod whole_answers; // no row missing without a word
mod workers; // statements in processes of their own
