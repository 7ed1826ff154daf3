//! File and search tools on the working directory: `read_file`, `write_file`, `glob`, `grep`.
//!
//! Every tool works off the event loop, stops on cancel and at its deadline, and stays within its limits: it says the
//! limit, what there was, and how to get the rest.

mod artifact;
mod failure;
mod glob;
mod grep;
mod paths;
mod read;
mod walk;
mod write;

use amplifier_ipc::Service;
use amplifier_ipc::types::Grant;

/// The service with all its tools.
pub fn service() -> Service {
    let artifacts = artifact::Artifacts::default();
    Service::new("foundation-workspace")
        .version(env!("CARGO_PKG_VERSION"))
        .description("File and search tools on the working directory.")
        .requires(Grant::HookEmit)
        .with(read::tool(artifacts.clone()))
        .with(write::tool(artifacts))
        .with(glob::tool())
        .with(grep::tool())
}
