//! What the macros say to those who misuse them: what would be right.

#![allow(clippy::unwrap_used, reason = "a test panics where it is wrong")]

use crate::args::Args;
use proc_macro2::TokenStream;
use syn::{ItemFn, parse_quote};

type Expand = fn(&Args, &ItemFn) -> syn::Result<TokenStream>;

fn said(expand: Expand, args: &str, function: &ItemFn) -> String {
    let args: Args = syn::parse_str(args).unwrap();
    let expanded = expand(&args, function);
    expanded.map_or_else(|error| error.to_string(), |_| "nothing".into())
}

fn plain() -> ItemFn {
    parse_quote! {
        /// Say hello.
        async fn hello(name: String) -> Result<String> { Ok(name) }
    }
}

#[test]
fn what_is_right_is_taken() {
    let tool = "read_only, output, name = \"hi\", parallel_safe = true";
    assert_eq!(said(crate::tool::expand, tool, &plain()), "nothing");
    let hook = "\"tool:pre\", \"tool:post\", on_error = deny, priority = 1";
    assert_eq!(said(crate::hook::expand, hook, &plain()), "nothing");
    let capability = "\"words.count\"";
    assert_eq!(
        said(crate::capability::expand, capability, &plain()),
        "nothing"
    );
}

#[test]
fn options_are_checked() {
    let tool = |args: &str| said(crate::tool::expand, args, &plain());
    assert_eq!(
        tool("readonly"),
        "`readonly` is not known here; known are description, destructive, idempotent, name, open_world, output, \
         parallel_safe, read_only"
    );
    assert_eq!(
        tool("read_only = false"),
        "`read_only` takes no value: leave it out where it is not so"
    );
    assert_eq!(tool("name"), "`name` needs a value: name = …");
    assert_eq!(tool("read_only, read_only"), "`read_only` is given twice");
    assert_eq!(tool("\"tool:pre\""), "a tool has no events; #[hook] has");
    let hook = |args: &str| said(crate::hook::expand, args, &plain());
    assert_eq!(
        hook("\"tool:pre\", on_error = skip"),
        "deny (the gate fails closed), or leave it out (it is skipped)"
    );
    assert_eq!(hook(""), "a hook needs an event: #[hook(\"tool:pre\")]");
    let capability = |args: &str| said(crate::capability::expand, args, &plain());
    let wanted = "a capability needs one name: #[capability(\"words.count\")]";
    assert_eq!(capability(""), wanted);
    assert_eq!(capability("\"a\", \"b\""), wanted);
    assert_eq!(
        capability("\"a\", read_only"),
        "`read_only` is not known here: this attribute has no options"
    );
}

#[test]
fn functions_are_checked() {
    let tool = |function: ItemFn| said(crate::tool::expand, "", &function);
    let undocumented = parse_quote! { async fn hello() {} };
    assert_eq!(
        tool(undocumented),
        "a tool needs a description: a doc comment, or description = \"…\""
    );
    let generic = parse_quote! {
        /// Say hello.
        async fn hello<T>(name: T) {}
    };
    assert_eq!(tool(generic), "a generic function cannot be called by name");
    let method = parse_quote! {
        /// Say hello.
        async fn hello(&self) {}
    };
    assert_eq!(
        tool(method),
        "a plain function is wanted; for state, use Tool::new"
    );
    let silent = parse_quote! {
        /// Say hello.
        async fn hello() {}
    };
    assert_eq!(
        said(crate::tool::expand, "output", &silent),
        "`output` announces what is returned, and this returns nothing"
    );
    let greedy = parse_quote! { async fn guard(event: Event, cx: Context, more: u8) {} };
    assert_eq!(
        said(crate::hook::expand, "\"tool:pre\"", &greedy),
        "a hook takes the event and, at most, a Context"
    );
}
