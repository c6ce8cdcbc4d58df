# Two commands: `make run` shows the map, `make test` passes every test. `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
export CARGO_TARGET_DIR ?= $(HOME)/.cache/desmigratif/target
export CMAKE_TOOLCHAIN_FILE ?= $(CURDIR)/scripts/highs.cmake

DATA   ?= data
STATE  ?= state
LISTEN ?= 127.0.0.1:8080
TOOLS  ?= $(HOME)/.cache/desmigratif/tools

# What cargo builds has its symbols in it; dist/ has the binary as it is shipped, and the symbols in a file beside it.
BUILT := $(CARGO_TARGET_DIR)/release/desmigratif
BIN   := dist/desmigratif

.PHONY: help run test test-maps test-clients test-roles build maps web setup setup-lint setup-test setup-clients setup-qgis lint demo bench bench-sql bench-tiles bench-maps fuzz soak kills bless clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

run: build ## build everything, make the demonstration dataset if there is none, and serve the map
	"$(BIN)" serve --demo --data "$(DATA)" --state "$(STATE)" --listen $(LISTEN)

test: setup-test setup-clients web ## run all tests: Rust, web, browser journeys, programs of others
	scripts/test

build: setup web ## build the web application and the server, into dist/
	cargo build --release --locked
	@scripts/ship "$(BUILT)" dist

maps: setup ## build the program that draws maps beside the server, where what it needs is there
	@scripts/maps "$(CARGO_TARGET_DIR)" dist

test-maps: maps ## the tests of drawing, which make test leaves out
	cargo test --release --locked --manifest-path maps/Cargo.toml --target-dir "$(CARGO_TARGET_DIR)"
	cargo test --release --locked -p desmigratif --test it maps:: -- --nocapture

test-clients: build setup-qgis setup-clients ## programs of others (GDAL, pandas, DuckDB, QGIS, ...) read what the server answers, over DATA
	[[ -e "$(DATA)/dataset.toml" ]] || "$(BIN)" demo --out "$(DATA)"
	scripts/clients "$(TOOLS)" "$(BIN)" "$(DATA)"

test-roles: build ## everything the interface allows, asked by schemathesis as each role; REQUESTS (10000) in all
	BIN="$(BIN)" scripts/roles/run "$(TOOLS)"

web: web/build/index.html ## build the web application

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	@scripts/setup node
	cd web && npm ci --no-audit --no-fund
	touch $@

# The description of the interface, of which the types of the web application are made.
API := tests/it/snapshots/it__openapi__the_description_is_what_the_web_clients_types_are_made_from.snap

web/build/index.html: web/node_modules/.package-lock.json $(API) $(shell find web/src web/static web/scripts web/*.config.* web/svelte.config.js -type f 2>/dev/null)
	cd web && npm run build
	touch $@

demo: build ## make the demonstration dataset anew
	"$(BIN)" demo --out "$(DATA)"

setup: ## install or name what building needs
	@scripts/setup build

setup-lint:
	@scripts/setup lint

setup-test: ## install or name what testing needs beyond that
	@scripts/setup test

setup-clients:
	@scripts/setup clients
	@scripts/clients "$(TOOLS)"

setup-qgis:
	@scripts/setup qgis

lint: setup-lint web/node_modules/.package-lock.json ## formatting, clippy, documentation, svelte-check, eslint, dependencies
	cd web && npm run check && npm run lint
	cargo fmt --all --check
	cargo fmt --manifest-path maps/Cargo.toml --check
	scripts/tools "$(TOOLS)"
	"$(TOOLS)/bin/cargo-machete"
	cargo fetch --locked --quiet   # of other systems too: cargo-deny reads them, building does not
	"$(TOOLS)/bin/cargo-deny" --offline check --hide-inclusion-graph -D unmatched-skip -D unnecessary-skip licenses bans sources
	scripts/advisories "$(TOOLS)/bin/cargo-deny"
	cargo clippy --release --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --release --locked --workspace --no-deps --quiet

bench: setup ## measure index, tiles, queries and ranking
	cargo bench --locked --workspace

bench-sql: build ## measure SQL beside DuckDB, SedonaDB and PostGIS over DATA, into docs/benchmarks.md
	python3 -m venv "$(TOOLS)/bench-sql"
	"$(TOOLS)/bench-sql/bin/pip" install --quiet duckdb==1.5.5 duckdb-extension-spatial==1.5.5 sedonadb==0.5.0 geoarrow-pyarrow==0.3.0 pyarrow==26.0.1 "psycopg[binary]==3.3.9"
	"$(TOOLS)/bench-sql/bin/python" scripts/bench-sql/run.py "$(BIN)" "$(DATA)" docs/benchmarks.md

# LIST: a file with an address (z/x/y) a line; without one a list is made. Martin is measured where it can be built.
bench-tiles: build ## measure tiles beside Martin and a bare axum server over DATA, into docs/benchmarks.md
	cargo build --release --locked --example bare-tiles
	scripts/bench-tiles/martin "$(TOOLS)"
	python3 scripts/bench-tiles/run.py "$(BIN)" "$(CARGO_TARGET_DIR)/release/examples/bare-tiles" "$(TOOLS)/martin/bin/martin" "$(DATA)" docs/benchmarks.md $(LIST)

bench-maps: build maps ## measure raster tiles over DATA, into docs/benchmarks.md
	[[ -e "$(DATA)/dataset.toml" ]] || "$(BIN)" demo --out "$(DATA)"
	python3 scripts/bench-maps/run.py "$(BIN)" "$(DATA)" docs/benchmarks.md

fuzz: setup ## hostile texts for the guard, the planner and the readers of geometries, FUZZ_SECONDS for each target
	fuzz/run

soak: build ## ten minutes (SOAK_SECONDS) of users, kills, damaged data, a full disk and a blocked log, over DATA
	BIN="$(BIN)" DATA="$(DATA)" node scripts/soak/run.mjs

kills: build ## a server killed KILLS times (1000) while people sign: what was answered is there, once and whole
	BIN="$(BIN)" node scripts/kills/run.mjs

bless: setup ## accept changed snapshots
	INSTA_UPDATE=always cargo test --release --locked -p desmigratif

clean: ## remove what was built here (not the shared target directory)
	rm -rf dist web/build web/.svelte-kit "$(DATA)"
