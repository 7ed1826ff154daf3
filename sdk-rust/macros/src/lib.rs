//! The attribute macros of `amplifier-ipc`: `#[tool]`, `#[hook]`, `#[capability]`, `#[main]`.
//!
//! Each leaves the function as it is, to call and to test, and adds a type of the same name that `service!` takes.

mod args;
mod capability;
mod common;
mod hook;
#[cfg(test)]
mod misuse;
mod tool;
mod typed;

use proc_macro::TokenStream;
use quote::quote;
use syn::{ItemFn, parse_macro_input};

/// Makes a tool of a function: its name, its doc comment as the description, its parameters as the input schema.
///
/// `#[tool(read_only, idempotent, destructive, open_world, parallel_safe, output, name = "…", description = "…")]`.
/// `output` announces the schema of what is returned; its type derives `JsonSchema`.
/// A parameter may carry a doc comment, `#[serde(…)]` and `#[schemars(…)]`; an `Option` may be left out by the caller;
/// one of type `Context` is the call's context. A function that is not async runs on a thread of its own.
#[proc_macro_attribute]
pub fn tool(args: TokenStream, item: TokenStream) -> TokenStream {
    let args = parse_macro_input!(args as args::Args);
    let function = parse_macro_input!(item as ItemFn);
    tool::expand(&args, &function)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Makes a hook of a function: `#[hook("tool:pre", "tool:post", priority = 10, on_error = deny, timeout_ms = 500, name = "…")]`.
///
/// The first parameter is the type of the event's data, or `Event` for several events; a second of type `Context` is the
/// call's context. It returns a `Decision`, nothing, an `Option` or a `Result` of these.
#[proc_macro_attribute]
pub fn hook(args: TokenStream, item: TokenStream) -> TokenStream {
    let args = parse_macro_input!(args as args::Args);
    let function = parse_macro_input!(item as ItemFn);
    hook::expand(&args, &function)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Makes a capability of a function: `#[capability("words.count")]`; its doc comment is the description.
///
/// Parameters and results are as those of a tool; any JSON may be returned.
#[proc_macro_attribute]
pub fn capability(args: TokenStream, item: TokenStream) -> TokenStream {
    let args = parse_macro_input!(args as args::Args);
    let function = parse_macro_input!(item as ItemFn);
    capability::expand(&args, &function)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Runs an async `main` on the SDK's runtime: one thread for what is async, threads of their own for what blocks.
#[proc_macro_attribute]
pub fn main(_args: TokenStream, item: TokenStream) -> TokenStream {
    let mut function = parse_macro_input!(item as ItemFn);
    if function.sig.asyncness.take().is_none() {
        let error = syn::Error::new_spanned(function.sig.fn_token, "main must be an async fn");
        return error.into_compile_error().into();
    }
    let body = &function.block;
    let block = quote!({
        ::amplifier_ipc::block_on(async #body)?
    });
    match syn::parse2(block) {
        Ok(block) => {
            *function.block = block;
            quote!(#function).into()
        }
        Err(error) => error.into_compile_error().into(),
    }
}
