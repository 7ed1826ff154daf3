//! `#[hook]`.

use crate::args::Args;
use crate::common::{is_named, parameters, without_parameter_attributes};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, ItemFn};

const VALUES: [&str; 4] = ["priority", "on_error", "timeout_ms", "name"];

pub(crate) fn expand(args: &Args, function: &ItemFn) -> syn::Result<TokenStream> {
    args.only(&[], &VALUES)?;
    if args.texts.is_empty() {
        return Err(syn::Error::new_spanned(
            &function.sig.ident,
            "a hook needs an event: #[hook(\"tool:pre\")]",
        ));
    }
    let (ident, visibility, events) = (&function.sig.ident, &function.vis, &args.texts);
    let name = args
        .value("name")
        .map_or_else(|| quote!(stringify!(#ident)), |name| quote!(#name));
    let priority = args
        .value("priority")
        .map(|priority| quote!(.priority(#priority)));
    let timeout = args
        .value("timeout_ms")
        .map(|timeout| quote!(.timeout_ms(#timeout)));
    let on_error = on_error(args)?;
    let parameters = parameters(function)?;
    let (event, call) = match parameters.as_slice() {
        [] => (quote!(::amplifier_ipc::Event), quote!(#ident())),
        [event] => (type_of(event), quote!(#ident(event))),
        [event, context] if is_named(&context.ty, "Context") => {
            (type_of(event), quote!(#ident(event, cx)))
        }
        [_, other, ..] => {
            return Err(syn::Error::new_spanned(
                other,
                "a hook takes the event and, at most, a Context",
            ));
        }
    };
    let handle = if function.sig.asyncness.is_some() {
        quote!(handle(|event: #event, cx: ::amplifier_ipc::Context| async move { let _ = (&event, &cx); #call.await }))
    } else {
        quote!(handle_blocking(|event: #event, cx: ::amplifier_ipc::Context| { let _ = (&event, &cx); #call }))
    };
    let about = format!("The hook `{ident}`, for `service!`.");
    let function = without_parameter_attributes(function.clone());
    Ok(quote! {
        #[allow(clippy::unused_async, clippy::needless_pass_by_value)]
        #function

        #[doc = #about]
        #[allow(non_camel_case_types)]
        #visibility struct #ident {}

        impl ::amplifier_ipc::IntoComponent for #ident {
            fn component() -> ::amplifier_ipc::Component {
                ::amplifier_ipc::Hook::new(#name) #(.on(#events))* #priority #timeout #on_error .#handle.into()
            }
        }
    })
}

fn type_of(parameter: &syn::PatType) -> TokenStream {
    let ty = &parameter.ty;
    quote!(#ty)
}

/// `on_error = deny` or `on_error = proceed`: `continue` is a word of the language.
fn on_error(args: &Args) -> syn::Result<Option<TokenStream>> {
    let Some(value) = args.value("on_error") else {
        return Ok(None);
    };
    match value {
        Expr::Path(path) if path.path.is_ident("deny") => Ok(Some(quote!(.deny_on_error()))),
        Expr::Path(path) if path.path.is_ident("proceed") => Ok(None),
        other => Err(syn::Error::new_spanned(
            other,
            "deny (the gate fails closed), or leave it out (it is skipped)",
        )),
    }
}
