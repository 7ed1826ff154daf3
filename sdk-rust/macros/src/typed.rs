//! What tools and capabilities share: a function whose parameters are the members of its input.

use crate::common::{is_named, parameters, returns_result, without_parameter_attributes};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{ItemFn, Pat, PatType};

/// The function as it is, and a type of its name that `service!` takes; `begin` is the builder that gets the handler.
pub(crate) fn typed(
    function: &ItemFn,
    kind: &str,
    begin: &TokenStream,
) -> syn::Result<TokenStream> {
    let ident = &function.sig.ident;
    let visibility = &function.vis;
    let (fields, call) = input(function)?;
    let handle = if function.sig.asyncness.is_some() {
        quote!(handle(|input: Input, cx: ::amplifier_ipc::Context| async move { let _ = &cx; #call }))
    } else {
        quote!(handle_blocking(|input: Input, cx: ::amplifier_ipc::Context| { let _ = &cx; #call }))
    };
    let about = format!("The {kind} `{ident}`, for `service!`.");
    let function = without_parameter_attributes(function.clone());
    Ok(quote! {
        #[allow(clippy::unused_async, clippy::needless_pass_by_value)]
        #function

        #[doc = #about]
        #[allow(non_camel_case_types)]
        #visibility struct #ident {}

        impl ::amplifier_ipc::IntoComponent for #ident {
            fn component() -> ::amplifier_ipc::Component {
                use ::amplifier_ipc::__private::{schemars, serde};

                #[derive(serde::Deserialize, schemars::JsonSchema)]
                #[serde(crate = "::amplifier_ipc::__private::serde", deny_unknown_fields)]
                #[schemars(crate = "::amplifier_ipc::__private::schemars")]
                struct Input { #fields }

                #begin .#handle.into()
            }
        }
    })
}

/// The fields of the input type, and the call of the function with them.
fn input(function: &ItemFn) -> syn::Result<(TokenStream, TokenStream)> {
    let ident = &function.sig.ident;
    let (mut fields, mut arguments) = (Vec::new(), Vec::new());
    for parameter in parameters(function)? {
        if is_named(&parameter.ty, "Context") {
            arguments.push(quote!(cx.clone()));
            continue;
        }
        let name = name(parameter)?;
        let (attributes, ty) = (&parameter.attrs, &parameter.ty);
        fields.push(quote!(#(#attributes)* #name: #ty));
        arguments.push(quote!(input.#name));
    }
    let unused = fields.is_empty().then(|| quote!(let _ = input;));
    let wait = function.sig.asyncness.map(|_| quote!(.await));
    let called = quote!(#ident(#(#arguments),*) #wait);
    let result = format_ident!(
        "{}",
        if returns_result(function) {
            "Into"
        } else {
            "Ok"
        }
    );
    let call = if result == "Into" {
        quote!(#unused #called.map_err(::core::convert::Into::<::amplifier_ipc::Error>::into))
    } else {
        quote!(#unused ::amplifier_ipc::Result::<_>::Ok(#called))
    };
    Ok((quote!(#(#fields),*), call))
}

fn name(parameter: &PatType) -> syn::Result<&syn::Ident> {
    match &*parameter.pat {
        Pat::Ident(pattern) => Ok(&pattern.ident),
        other => Err(syn::Error::new_spanned(
            other,
            "a parameter of a tool needs a name",
        )),
    }
}
