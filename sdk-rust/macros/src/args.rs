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

    /// An option that this macro does not know is a fault where it stands.
    pub(crate) fn only(&self, known: &[&str]) -> syn::Result<()> {
        for (option, _) in &self.options {
            if !known.iter().any(|name| option == name) {
                let message = format!(
                    "`{option}` is not known here; known are {}",
                    known.join(", ")
                );
                return Err(syn::Error::new_spanned(option, message));
            }
        }
        Ok(())
    }
}
