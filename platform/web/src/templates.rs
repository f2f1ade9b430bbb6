//! Which words and tags make the page? Templates embedded in the program, each replaceable by a file of the site's own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior, Value};
use serde::Serialize;

/// A template by the name that handlers use: `documents/public/record.html`.
#[derive(Debug, Clone)]
pub struct TemplateSource {
    pub name: String,
    pub text: String,
}

#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
}

impl Templates {
    /// Compiles every template; a file of the same name below `overrides` takes its place.
    ///
    /// # Errors
    /// Names the template that does not compile.
    pub fn new(sources: Vec<TemplateSource>, overrides: Option<&Path>) -> Result<Self> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|name| if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None });
        environment.set_formatter(written);
        crate::templates::filters::add(&mut environment);
        for source in sources {
            let own: Option<PathBuf> = overrides.map(|dir| dir.join(&source.name)).filter(|path| path.is_file());
            let text = match own {
                Some(path) => std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?,
                None => source.text,
            };
            let name = source.name.clone();
            environment.add_template_owned(source.name, text).with_context(|| format!("compiling template {name}"))?;
        }
        Ok(Self { environment })
    }

    /// Draws a template.
    pub fn render(&self, name: &str, context: impl Serialize) -> Result<String> {
        let template = self.environment.get_template(name).with_context(|| format!("finding template {name}"))?;
        template.render(Value::from(Serde(context))).map_err(|error| {
            let mut whole = format!("{error:#}");
            let mut source = std::error::Error::source(&error);
            while let Some(inner) = source {
                whole = format!("{whole}: {inner}");
                source = inner.source();
            }
            anyhow::anyhow!("drawing template {name}: {whole}")
        })
    }

    /// The names of all templates.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.environment.templates().map(|(name, _)| name.to_owned()).collect();
        names.sort();
        names
    }
}

/// Writes a value into a page. Text is escaped here and not by the library, which also turns every `/` of an address into
/// five characters: inspectors that read 页面标签 by pattern would not know the address.
fn written(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    let Some(text) = value.as_str().filter(|_| !value.is_safe() && *state.auto_escape() == AutoEscape::Html) else {
        return minijinja::escape_formatter(out, state, value);
    };
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        out.write_str(&rest[..at])?;
        out.write_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        })?;
        rest = &rest[at + 1..];
    }
    Ok(out.write_str(rest)?)
}

pub mod filters {
    //! How are dates, sizes and numbers written on a page?

    use jiff::Timestamp;
    use jiff::civil::Date;
    use jiff::tz::Offset;
    use minijinja::Environment;
    use minijinja::value::Value;

    pub(super) fn add(environment: &mut Environment<'static>) {
        environment.add_filter("day", day);
        environment.add_filter("minute", minute);
        environment.add_filter("long_day", long_day);
        environment.add_filter("bytes", bytes);
        environment.add_filter("short", short);
    }

    fn text(value: &Value) -> &str {
        value.as_str().unwrap_or_default()
    }

    /// `2026-11-24` of an ISO date or instant, counted in China; empty where there is none.
    fn day(value: Value) -> String {
        let text = text(&value);
        match text.parse::<Timestamp>() {
            Ok(at) => Offset::constant(8).to_datetime(at).date().to_string(),
            Err(_) => text.chars().take(10).collect(),
        }
    }

    /// `2026-11-24 09:30`, the form that 政府网站发展指引 asks for.
    fn minute(value: Value) -> String {
        let text = text(&value);
        match text.parse::<Timestamp>() {
            Ok(at) => Offset::constant(8).to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string(),
            Err(_) => text.to_owned(),
        }
    }

    /// `2026年11月24日`
    fn long_day(value: Value) -> String {
        match day(value).parse::<Date>() {
            Ok(date) => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
            Err(_) => String::new(),
        }
    }

    /// A file's size for people: `12.3 KB`.
    fn bytes(value: Value) -> String {
        let n = i64::try_from(value).unwrap_or_default() as f64;
        if n < 1024.0 {
            format!("{n} 字节")
        } else if n < 1024.0 * 1024.0 {
            format!("{:.1} KB", n / 1024.0)
        } else {
            format!("{:.1} MB", n / 1024.0 / 1024.0)
        }
    }

    /// The first `n` characters, with … where something was left out.
    fn short(value: Value, n: usize) -> String {
        let text = text(&value);
        let mut out: String = text.chars().take(n).collect();
        if text.chars().count() > n {
            out.push('…');
        }
        out
    }
}

/// The shell, the form macros and the error pages.
pub fn own() -> Vec<TemplateSource> {
    embedded::<crate::assets::WebTemplates>("web/")
}

/// Every file of an embedded folder as a template, its name put behind a prefix.
pub fn embedded<E: rust_embed::RustEmbed>(prefix: &str) -> Vec<TemplateSource> {
    E::iter()
        .filter_map(|name| {
            let file = E::get(&name)?;
            let text = String::from_utf8(file.data.into_owned()).ok()?;
            Some(TemplateSource { name: format!("{prefix}{name}"), text })
        })
        .collect()
}
