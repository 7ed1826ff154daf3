//! `#[capability]`.

use crate::args::Args;
use crate::common::docs;
use crate::typed::typed;
use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemFn;

pub(crate) fn expand(args: &Args, function: &ItemFn) -> syn::Result<TokenStream> {
    args.only(&[], &[])?;
    let [name] = args.texts.as_slice() else {
        let message = "a capability needs one name: #[capability(\"words.count\")]";
        return Err(syn::Error::new_spanned(&function.sig.ident, message));
    };
    let description = docs(&function.attrs);
    let begin = quote!(::amplifier_ipc::Capability::new(#name, #description));
    typed(function, "capability", &begin)
}
