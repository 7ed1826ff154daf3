//! File and search tools on the working directory, as a service over stdio.

use amplifier_ipc::Result;

#[amplifier_ipc::main]
async fn main() -> Result<()> {
    foundation_workspace::service().serve().await
}
