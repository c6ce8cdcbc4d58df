//! The command line: what was typed, and which part of the program answers.
//!
//! Exit status: 0 done, 1 failed, 2 wrong usage.

mod backup;
mod check;
mod demo;
mod import;
mod interrupt;
mod output;
mod plan;
mod progress;
mod query;
mod rank;
mod registry;
mod select;
mod serve;
mod spec;
mod sql_worker;
mod tiles;
mod user;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Plans the next round of Desa Migran Produktif: data, map, SQL and ranking in one program.
#[derive(Debug, Parser)]
#[command(version, about, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make the demonstration dataset: the whole country, schematic borders, modelled values.
    Demo(demo::Arguments),
    /// Import official data into a dataset, as a specification describes it.
    Import(import::Arguments),
    /// Propose a specification from a folder of files, with questions as comments.
    Spec(spec::Arguments),
    /// Check that a dataset, or saved scenarios, are whole, and print what there is.
    Check(check::Arguments),
    /// Copy saved scenarios into one file, also while the server runs.
    Backup(backup::Arguments),
    /// Put a backup of saved scenarios in the place of what is there, which is kept beside it.
    Restore(backup::RestoreArguments),
    /// Answer SQL: a statement, a file, or a conversation.
    Query(query::Arguments),
    /// Rank the candidates of a plan.
    Rank(rank::Arguments),
    /// Choose the best set of villages under a plan's constraints.
    Select(plan::PlanArguments),
    /// Serve the map, the interface and SQL over HTTP.
    Serve(serve::Arguments),
    /// People with an account: add, list, disable, invite again.
    User(user::Arguments),
    /// What people recorded: take it from one state to another.
    Registry(registry::Arguments),
    /// Vector tiles as files.
    Tiles(tiles::Arguments),
    /// A process of the server in which statements run.
    #[command(hide = true)]
    SqlWorker(sql_worker::Arguments),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.command {
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Spec(arguments) => spec::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Backup(arguments) => backup::run(&arguments),
        Command::Restore(arguments) => backup::restore(&arguments),
        Command::Query(arguments) => query::run(arguments),
        Command::Rank(arguments) => rank::run(&arguments),
        Command::Select(arguments) => select::run(&arguments),
        Command::Serve(arguments) => serve::run(arguments),
        Command::User(arguments) => user::run(arguments),
        Command::Registry(arguments) => registry::run(&arguments),
        Command::Tiles(arguments) => tiles::run(&arguments),
        Command::SqlWorker(arguments) => sql_worker::run(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("desmigratif: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// `desmigratif query ... | head` ends when the reader has had enough; that is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
}
