//! HTTP: every route in one list, and the order of what happens around them.

pub mod access;
pub mod answer;
pub mod assets;
pub mod catalogue;
mod cors;
pub mod memory;
pub mod middleware;
mod noted;
pub mod openapi;
mod preview;
pub mod problem;
pub mod request;
mod routes;

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::answer::{cache, elsewhere};
use self::middleware::Shield;
use self::problem::error;
use self::request::proxy::Believed;
use crate::app::AppState;

/// All routes and what is around them.
pub fn router(app: &AppState) -> Router {
    let (interface, mut api) = interface(app).split_for_parts();
    let (tiles, of_tiles) = tiles().split_for_parts();
    api.merge(of_tiles);
    let api = openapi::with_problems(api);
    let docs = match routes::docs::router(&api) {
        Ok(docs) => docs,
        Err(error) => {
            tracing::error!(%error, "the description of the interface cannot be written");
            Router::new()
        }
    };
    let answers = interface
        .merge(docs)
        .fallback(assets::fallback)
        .with_state(app.clone())
        .layer(from_fn_with_state(app.clone(), memory::for_work))
        .layer(from_fn_with_state(app.config().limits.body_timeout, request::body::arrived))
        .layer(from_fn_with_state(app.clone(), memory::for_body))
        .layer(DefaultBodyLimit::max(app.config().limits.body_bytes));
    let mut tiles = tiles.method_not_allowed_fallback(routes::tiles::delivery::only_read);
    let sites = app.config().allowed_origins.clone();
    // A layer that does nothing would still cost a tile something.
    if !sites.is_empty() {
        tiles = tiles.layer(from_fn_with_state(sites, cors::allow));
    }
    let tiles = tiles.with_state(app.clone());
    around(app, answers).merge(tiles)
}

/// Every route, in groups that share limits.
fn interface(app: &AppState) -> OpenApiRouter<AppState> {
    let limits = &app.config().limits;
    let timed = |routes: OpenApiRouter<AppState>, limit: Duration| {
        routes.route_layer(from_fn_with_state(limit, middleware::time_limit))
    };
    let shielded = |routes: OpenApiRouter<AppState>, shield: Shield| {
        routes.route_layer(from_fn_with_state(shield, middleware::shield))
    };
    let revalidated = data().route_layer(from_fn(cache::revalidate));
    let data = timed(revalidated, limits.request_timeout);
    let data = shielded(data, Shield::new("data", limits.request_in_flight));
    // The engine keeps places and time of statements itself, to their last row.
    let questions = questions().route_layer(from_fn(cache::revalidate));
    // Conditions keep the engine's time.
    let planning = shielded(planning(), Shield::new("planning", limits.planning_in_flight));
    let scenarios = shielded(scenarios(), Shield::new("scenario", limits.scenarios_in_flight));
    let registry = shielded(registry(), Shield::new("registry", limits.scenarios_in_flight));
    let people = shielded(people(), Shield::new("people", limits.scenarios_in_flight));
    // They wait for the provider: others do not wait for them.
    let openid = shielded(openid(), Shield::new("provider", limits.scenarios_in_flight));
    let lists = shielded(
        timed(lists(), limits.request_timeout),
        Shield::new("list", limits.scenarios_in_flight),
    );
    let maps = shielded(maps(), Shield::new("map", limits.request_in_flight));
    let questions = statements().merge(questions);
    let all = [
        service(),
        people,
        openid,
        data,
        lists,
        maps,
        planning,
        computations(),
        scenarios,
        registry,
        questions,
    ];
    all.into_iter()
        .fold(OpenApiRouter::with_openapi(openapi::Base::openapi()), OpenApiRouter::merge)
}

/// Health, and what ends a statement: no limit, so that they answer when everything else is refused.
fn service() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(routes::health::healthz))
        .routes(routes!(routes::health::readyz))
        .routes(routes!(routes::health::metrics))
        .routes(routes!(routes::sql::cancel))
}

/// Signing in, tokens, people and what they did.
fn people() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(
            routes::session::session,
            routes::session::sign_in,
            routes::session::sign_out
        ))
        .routes(routes!(routes::session::prove))
        .routes(routes!(routes::session::first))
        .routes(routes!(routes::session::password))
        .routes(routes!(routes::session::accept))
        .routes(routes!(routes::second::begin, routes::second::confirm, routes::second::end))
        .routes(routes!(routes::tokens::list, routes::tokens::make))
        .routes(routes!(routes::tokens::end))
        .routes(routes!(routes::sign_ins::list, routes::sign_ins::end_others))
        .routes(routes!(routes::sign_ins::end))
        .routes(routes!(routes::people::list, routes::people::add))
        .routes(routes!(routes::people::change))
        .routes(routes!(routes::people::invite))
        .routes(routes!(routes::people::end_second))
        .routes(routes!(routes::people::end_sign_ins))
        .routes(routes!(routes::events::events))
}

/// Signing in with a provider.
fn openid() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(routes::openid::begin))
        .routes(routes!(routes::openid::callback))
}

/// What depends on the dataset and the address alone.
fn data() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(routes::dataset::dataset))
        .routes(routes!(routes::dataset::report))
        .routes(routes!(routes::indicators::indicators))
        .routes(routes!(routes::areas::areas))
        .routes(routes!(routes::areas::area))
        .routes(routes!(routes::villages::villages))
        .routes(routes!(routes::villages::search))
        .routes(routes!(routes::coverage::coverage))
        .routes(routes!(routes::coverage::compare))
        .routes(routes!(routes::coverage::paper::compare_pdf))
        .routes(routes!(routes::tables::tables))
        .routes(routes!(routes::tables::functions))
        .routes(routes!(routes::questions::questions))
        .routes(routes!(routes::tiles::tilejson::tilejson))
        .routes(routes!(routes::tiles::table_json::table_tilejson))
        .routes(routes!(routes::styles::style))
}

/// Lists of villages; the tables for them depend on the dataset and the address alone.
fn lists() -> OpenApiRouter<AppState> {
    let templates = OpenApiRouter::new()
        .routes(routes!(routes::lists::template_xlsx))
        .routes(routes!(routes::lists::template_csv))
        .route_layer(from_fn(cache::revalidate));
    OpenApiRouter::new()
        .routes(routes!(routes::lists::preview))
        .routes(routes!(routes::lists::receipts::last, routes::lists::receipts::record))
        .routes(routes!(routes::lists::receipts::receipt))
        .merge(templates)
}

/// Maps as pictures: they keep a time of their own, and their renderers a queue.
fn maps() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(routes::maps::tile::raster))
        .routes(routes!(routes::maps::still::still))
}

/// Plans in milliseconds: ranking, explaining, weighing.
fn planning() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(routes::plan::default_of_dataset))
        .routes(routes!(routes::plan::templates))
        .routes(routes!(routes::rankings::rankings))
        .routes(routes!(routes::rankings::explain))
        .routes(routes!(routes::selections::near))
        .routes(routes!(routes::weights::ahp))
        .routes(routes!(routes::weights::roc))
        .routes(routes!(routes::weights::diagnostics))
        .routes(routes!(routes::equity::equity))
        .routes(routes!(routes::proposals::list))
        .routes(routes!(routes::proposals::check))
}

/// Plans in seconds: each takes its place in the queue of long computations ([`crate::jobs`]), as freezing and comparing do.
fn computations() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(routes::rankings::sensitivity))
        .routes(routes!(routes::rankings::reversals))
        .routes(routes!(routes::selections::selections))
}

/// Saved scenarios, and downloads from them.
fn scenarios() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(routes::scenarios::list, routes::scenarios::create))
        .routes(routes!(routes::scenarios::compare::compare))
        .routes(routes!(routes::scenarios::read, routes::scenarios::update))
        .routes(routes!(routes::scenarios::history))
        .routes(routes!(routes::scenarios::duplicate))
        .routes(routes!(routes::scenarios::freeze::freeze))
        .routes(routes!(routes::scenarios::freeze::sign))
        .routes(routes!(routes::scenarios::exports::csv))
        .routes(routes!(routes::scenarios::exports::xlsx))
        .routes(routes!(routes::scenarios::exports::pdf))
        .routes(routes!(routes::scenarios::exports::geojson))
        .routes(routes!(routes::scenarios::exports::letter))
}

/// What people record.
fn registry() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(routes::registry::list, routes::registry::record))
        .routes(routes!(routes::registry::withdraw))
        .routes(routes!(routes::registry::approve))
        .routes(routes!(routes::registry::export::csv))
        .routes(routes!(routes::registry::export::json))
}

/// SQL.
fn statements() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(routes::sql::sql, routes::sql::sql_in_address))
}

/// Named questions, and what of a table is within a region: SQL whose answer the address and the dataset determine.
fn questions() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(routes::questions::question))
        .routes(routes!(routes::within::within, routes::within::within_polygon))
}

/// Tiles, compressed once and kept so; they have bounds of their own, and nothing is around them.
fn tiles() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(routes::tiles::tile::tile))
        .routes(routes!(routes::tiles::table::table_tile))
}

/// What happens around every answer, from the inside out. Split in two: one long stack of generic
/// types takes the compiler very long.
fn around(app: &AppState, answers: Router) -> Router {
    let worth_it = SizeAbove::new(1024)
        .and(NotForContentType::new("application/vnd.apache.parquet"))
        // Compressed events would wait until a block is full.
        .and(NotForContentType::SSE)
        .and(NotForContentType::IMAGES);
    let inner = answers
        .layer(CompressionLayer::new().compress_when(worth_it))
        .layer(from_fn_with_state(app.clone(), elsewhere::compressed))
        .layer(from_fn(cache::tag_the_coding))
        .layer(CatchPanicLayer::custom(error::panicked));
    inner
        .layer(from_fn_with_state(app.clone(), access::decide))
        .layer(from_fn_with_state(app.config().hosts(), middleware::check_origin))
        .layer(from_fn_with_state(app.config().allowed_origins.clone(), cors::allow))
        .layer(from_fn_with_state(app.config().hosts(), middleware::check_host))
        .layer(from_fn_with_state(believed(app), request::proxy::settle))
        .layer(from_fn(error::problem_details))
        .layer(from_fn_with_state(assets::content_security_policy(), middleware::security_headers))
        .layer(from_fn(middleware::observe))
}

/// Whose word about the way of a request is taken.
fn believed(app: &AppState) -> Believed {
    Believed { proxies: app.config().trusted_proxies.clone(), hosts: app.config().hosts() }
}
