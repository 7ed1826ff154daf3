//! What both macros need of a function.

use syn::{
    Attribute, Expr, ExprLit, FnArg, GenericArgument, ItemFn, Lit, Meta, PatType, PathArguments,
    ReturnType, Type,
};

/// The text of doc comments, lines joined, paragraphs kept.
pub(crate) fn docs(attributes: &[Attribute]) -> String {
    let lines = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                }) => Some(text.value().trim().to_string()),
                _ => None,
            },
            _ => None,
        });
    let lines: Vec<String> = lines.collect();
    lines.join("\n").trim().to_string()
}

/// Whether a type's last segment is `name`: macros see text, not types.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|segment| segment.ident == name))
}

/// Whether the function returns a `Result`.
pub(crate) fn returns_result(function: &ItemFn) -> bool {
    matches!(&function.sig.output, ReturnType::Type(_, ty) if is_named(ty, "Result"))
}

/// The type that is returned, without the `Result` around it.
pub(crate) fn returned(function: &ItemFn) -> Option<&Type> {
    let ReturnType::Type(_, ty) = &function.sig.output else {
        return None;
    };
    let Type::Path(path) = &**ty else {
        return Some(ty);
    };
    let last = path.path.segments.last()?;
    if last.ident != "Result" {
        return Some(ty);
    }
    match &last.arguments {
        PathArguments::AngleBracketed(given) => given.args.iter().find_map(|given| match given {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        }),
        _ => None,
    }
}

/// The parameters; methods and generic functions are refused.
pub(crate) fn parameters(function: &ItemFn) -> syn::Result<Vec<&PatType>> {
    if !function.sig.generics.params.is_empty() {
        return Err(syn::Error::new_spanned(
            &function.sig.generics,
            "a generic function cannot be called by name",
        ));
    }
    let inputs = function.sig.inputs.iter();
    inputs
        .map(|input| match input {
            FnArg::Typed(parameter) => Ok(parameter),
            FnArg::Receiver(this) => Err(syn::Error::new_spanned(
                this,
                "a plain function is wanted; for state, use Tool::new",
            )),
        })
        .collect()
}

/// Takes the attributes off the parameters: the compiler would not have them there.
pub(crate) fn without_parameter_attributes(mut function: ItemFn) -> ItemFn {
    for input in &mut function.sig.inputs {
        if let FnArg::Typed(parameter) = input {
            parameter.attrs.clear();
        }
    }
    function
}
