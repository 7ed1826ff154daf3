//! `#[tool]`.

use crate::args::Args;
use crate::common::{docs, returned};
use crate::typed::typed;
use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemFn;

const ANNOTATIONS: [&str; 4] = ["read_only", "destructive", "idempotent", "open_world"];
const FLAGS: [&str; 6] = [
    "read_only",
    "destructive",
    "idempotent",
    "open_world",
    "parallel_safe",
    "output",
];
const VALUES: [&str; 3] = ["parallel_safe", "name", "description"];

pub(crate) fn expand(args: &Args, function: &ItemFn) -> syn::Result<TokenStream> {
    args.only(&FLAGS, &VALUES)?;
    if let Some(event) = args.texts.first() {
        return Err(syn::Error::new_spanned(
            event,
            "a tool has no events; #[hook] has",
        ));
    }
    let ident = &function.sig.ident;
    let name = args
        .value("name")
        .map_or_else(|| quote!(stringify!(#ident)), |name| quote!(#name));
    let description = description(args, function)?;
    let flags = args
        .options
        .iter()
        .map(|(name, _)| name)
        .filter(|name| ANNOTATIONS.iter().any(|annotation| name == annotation));
    let parallel_safe = args.has("parallel_safe").then(|| {
        let safe = args.value("parallel_safe");
        safe.map_or_else(
            || quote!(.parallel_safe(true)),
            |safe| quote!(.parallel_safe(#safe)),
        )
    });
    let output = output(args, function)?;
    let begin = quote!(::amplifier_ipc::Tool::new(#name, #description) #(.#flags())* #parallel_safe #output);
    typed(function, "tool", &begin)
}

/// `output`: the schema of what is returned, by its type.
fn output(args: &Args, function: &ItemFn) -> syn::Result<Option<TokenStream>> {
    if !args.has("output") {
        return Ok(None);
    }
    match returned(function) {
        Some(ty) => Ok(Some(quote!(.output::<#ty>()))),
        None => Err(syn::Error::new_spanned(
            &function.sig,
            "`output` announces what is returned, and this returns nothing",
        )),
    }
}

fn description(args: &Args, function: &ItemFn) -> syn::Result<TokenStream> {
    if let Some(description) = args.value("description") {
        return Ok(quote!(#description));
    }
    let text = docs(&function.attrs);
    if text.is_empty() {
        let message = "a tool needs a description: a doc comment, or description = \"…\"";
        return Err(syn::Error::new_spanned(&function.sig.ident, message));
    }
    Ok(quote!(#text))
}
