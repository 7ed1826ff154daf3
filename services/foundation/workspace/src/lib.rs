//! Tools on the working directory: `read_file`, `write_file`, `edit_file`, `bash`, `glob`, `grep`.
//!
//! Every tool works off the event loop, stops on cancel and at its deadline, and stays within its limits: it says the
//! limit, what there was, and how to get the rest.

mod artifact;
mod bash;
mod edit;
mod failure;
mod glob;
mod grep;
mod paths;
mod read;
mod replace;
mod safety;
mod walk;
mod write;

use amplifier_ipc::Service;
use amplifier_ipc::types::Grant;

/// The service with all its tools.
pub fn service() -> Service {
    let artifacts = artifact::Artifacts::default();
    Service::new("foundation-workspace")
        .version(env!("CARGO_PKG_VERSION"))
        .description("Files, commands and searches in the working directory.")
        .requires(Grant::HookEmit)
        .with(read::tool(artifacts.clone()))
        .with(write::tool(artifacts.clone()))
        .with(edit::tool(artifacts))
        .with(bash::tool())
        .with(glob::tool())
        .with(grep::tool())
}
