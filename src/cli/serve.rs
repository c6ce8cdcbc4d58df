//! `desmigratif serve`: the map, the interface and SQL over HTTP.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

use anyhow::Context as _;
use geodata::dataset;
use geodata::demo::{self, DemoInputs};

use super::demo::{SEED, make};
use crate::config::{Config, Partial, Process};

#[derive(Debug, clap::Args)]
#[command(after_help = demo::NOTICE)]
pub(super) struct Arguments {
    /// The dataset [default: data; where the current directory cannot be written and holds none,
    /// desmigratif/data in the user's directory for data, such as ~/.local/share].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Make the demonstration dataset first when there is none.
    #[arg(long)]
    demo: bool,
    /// Where scenarios and signatures are kept [default: state, or elsewhere as for the dataset].
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// A file in which the head of the chain of saved events is noted as well; best on another disk.
    #[arg(long, value_name = "FILE")]
    head: Option<PathBuf>,
    /// The address to listen on; port 0 takes a free one [default: 127.0.0.1:8080].
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// A configuration file (see docs/configuration.md).
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

pub(super) fn run(arguments: Arguments) -> anyhow::Result<()> {
    let Arguments { data, demo, state, head, listen, config } = arguments;
    let flags = Partial { data, state, head, listen, ..Partial::default() };
    let mut config = Config::resolve(config.as_deref(), &Process, flags)?;
    // This very program, also when its file was replaced by a newer one meanwhile.
    config.sql_worker = Some(PathBuf::from("/proc/self/exe"));
    config.map_renderer = beside_this();
    if !dataset::is_dataset(&config.data) {
        if !demo {
            return Err(no_dataset(&config));
        }
        make_demonstration(&config)?;
    }
    crate::server::serve(config)
}

/// The program that draws maps lies beside this one.
fn beside_this() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    Some(program.with_file_name(format!("desmigratif-maps{}", std::env::consts::EXE_SUFFIX)))
}

/// Makes the demonstration dataset where the configuration wants one.
fn make_demonstration(config: &Config) -> anyhow::Result<()> {
    // An address that is taken is told before the work, not after it.
    drop(
        TcpListener::bind(config.listen)
            .with_context(|| format!("cannot listen at {}", config.listen))?,
    );
    let dir = config.data.display();
    eprintln!("Making the demonstration dataset in {dir}: schematic borders, modelled values.");
    let manifest = make(&DemoInputs::built_in()?, SEED, &config.data)?;
    eprintln!("Made (version {}). {}", manifest.version, demo::NOTICE);
    Ok(())
}

/// What to do without a dataset.
fn no_dataset(config: &Config) -> anyhow::Error {
    let dir = config.data.display();
    anyhow::anyhow!(
        "{dir} holds no dataset (there is no dataset.toml in it). Either\n  \
         desmigratif serve --demo\n      makes the demonstration country there and shows it \
         (`desmigratif demo --out DIR` only makes it), or\n  \
         desmigratif import --spec FILE.toml --input DIR --out {dir}\n      makes one from official data"
    )
}
