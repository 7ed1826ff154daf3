//! Orchestrators.

use super::part::{Kind, Part, living};
use super::{decode, encode};
use crate::context::Context;
use crate::error::{Result, RpcError};
use crate::generated::{OrchestratorExecuteParams, OrchestratorExecuteResult};
use crate::wire::Object;
use std::sync::Arc;

/// An orchestrator: it drives a turn.
pub trait Orchestrator: Send + Sync + 'static {
    /// Runs a turn. One that was cancelled may still return what there is, with the status `cancelled`.
    fn execute(
        &self,
        turn: OrchestratorExecuteParams,
        cx: &Context,
    ) -> impl Future<Output = Result<OrchestratorExecuteResult>> + Send;

    /// Runs before the first turn, and again before the first one after each configure.
    fn setup(&self, _cx: &Context) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Runs on the way out, if the orchestrator was used.
    fn cleanup(&self) -> impl Future<Output = ()> + Send {
        async {}
    }
}

pub(crate) fn orchestrator(name: String, orchestrator: impl Orchestrator) -> Part {
    let orchestrator = Arc::new(orchestrator);
    let object = orchestrator.clone();
    let part = Part::new(
        Kind::Orchestrator,
        name,
        Object::new(),
        Box::new(move |_, params, cx| {
            let orchestrator = orchestrator.clone();
            Box::pin(async move {
                let result = orchestrator.execute(decode(params)?, &cx).await;
                encode(&result.map_err(RpcError::from)?)
            })
        }),
    );
    living!(Orchestrator, part, object)
}
