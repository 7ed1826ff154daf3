//! Approval providers.

use super::part::{Kind, Part, living};
use super::{decode, encode};
use crate::context::Context;
use crate::error::{Result, RpcError};
use crate::generated::{ApprovalRequest, ApprovalResult};
use crate::wire::Object;
use std::sync::Arc;

/// An approval provider: it decides what may happen.
pub trait ApprovalProvider: Send + Sync + 'static {
    /// Decides.
    fn request_approval(
        &self,
        request: ApprovalRequest,
        cx: &Context,
    ) -> impl Future<Output = Result<ApprovalResult>> + Send;

    /// Runs before the first question, and again before the first one after each configure.
    fn setup(&self, _cx: &Context) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Runs on the way out, if the approval provider was used.
    fn cleanup(&self) -> impl Future<Output = ()> + Send {
        async {}
    }
}

pub(crate) fn approval_provider(name: String, provider: impl ApprovalProvider) -> Part {
    let provider = Arc::new(provider);
    let object = provider.clone();
    let part = Part::new(
        Kind::ApprovalProvider,
        name,
        Object::new(),
        Box::new(move |_, params, cx| {
            let provider = provider.clone();
            Box::pin(async move {
                let result = provider.request_approval(decode(params)?, &cx).await;
                encode(&result.map_err(RpcError::from)?)
            })
        }),
    );
    living!(ApprovalProvider, part, object)
}
