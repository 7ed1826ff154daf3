//! What stands in the parentheses of an attribute.

use syn::parse::{Parse, ParseStream};
use syn::{Expr, Ident, LitStr, Token};

/// `"event", flag, name = value, …`
pub(crate) struct Args {
    pub(crate) texts: Vec<LitStr>,
    pub(crate) options: Vec<(Ident, Option<Expr>)>,
}

impl Parse for Args {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut args = Self {
            texts: Vec::new(),
            options: Vec::new(),
        };
        while !input.is_empty() {
            if input.peek(LitStr) {
                args.texts.push(input.parse()?);
            } else {
                let name: Ident = input.parse()?;
                let value = if input.parse::<Option<Token![=]>>()?.is_some() {
                    Some(input.parse()?)
                } else {
                    None
                };
                args.options.push((name, value));
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(args)
    }
}

impl Args {
    /// The value of an option, for example of `name = "…"`.
    pub(crate) fn value(&self, name: &str) -> Option<&Expr> {
        self.options
            .iter()
            .find(|(option, _)| option == name)?
            .1
            .as_ref()
    }

    /// Whether an option is given, with or without a value.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.options.iter().any(|(option, _)| option == name)
    }

    /// An option that this macro does not know is a fault where it stands; so are one of `flags` with a value, one of
    /// `values` without one, and one that is given twice. What stands in both lists may be given either way.
    pub(crate) fn only(&self, flags: &[&str], values: &[&str]) -> syn::Result<()> {
        let mut seen: Vec<&Ident> = Vec::new();
        for (option, value) in &self.options {
            let among = |names: &[&str]| names.iter().any(|name| option == name);
            let fault = match (among(flags), among(values), value) {
                (false, false, _) => unknown(option, flags, values),
                (true, false, Some(_)) => {
                    format!("`{option}` takes no value: leave it out where it is not so")
                }
                (false, true, None) => format!("`{option}` needs a value: {option} = …"),
                _ if seen.contains(&option) => format!("`{option}` is given twice"),
                _ => {
                    seen.push(option);
                    continue;
                }
            };
            return Err(syn::Error::new_spanned(option, fault));
        }
        Ok(())
    }
}

fn unknown(option: &Ident, flags: &[&str], values: &[&str]) -> String {
    let mut known: Vec<&str> = flags.iter().chain(values).copied().collect();
    known.sort_unstable();
    known.dedup();
    if known.is_empty() {
        return format!("`{option}` is not known here: this attribute has no options");
    }
    format!(
        "`{option}` is not known here; known are {}",
        known.join(", ")
    )
}
