//! From a value with the model's member names to the wire. A value that does not fit its shape is refused: the practice
//! world would rather fail loudly than answer what AWS never could.

use std::fmt::Write;

use serde_json::{Map, Number, Value};
use time::OffsetDateTime;
use time::macros::format_description;

use super::{Location, OperationShape, Protocol, Shape, Table};

/// Where an answer does not fit its shape.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the answer does not fit its shape at {path}: {value}")]
pub struct Misfit {
    path: String,
    value: String,
}

impl Misfit {
    fn of(value: &Value) -> Misfit {
        Misfit { path: String::new(), value: value.to_string() }
    }

    /// The path is put together on the way out: where everything fits, nobody asks for it.
    fn inside(mut self, name: &str) -> Misfit {
        self.path = if self.path.is_empty() { name.to_owned() } else { format!("{name}.{}", self.path) };
        self
    }
}

/// A successful answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// HTTP status.
    pub status: u16,
    /// What of it stands in headers (REST).
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// The answer that has these members.
///
/// # Errors
/// A [`Misfit`] where the value has a member or a type that the shape has not.
pub fn answer(table: &Table, action: &str, operation: &OperationShape, mut value: Value, request_id: &str) -> Result<Encoded, Misfit> {
    let headers = headers(table, operation, &mut value);
    let body = body(table, action, operation, &value, request_id).map_err(|misfit| misfit.inside(action))?;
    Ok(Encoded { status: operation.status.unwrap_or(200), headers, body })
}

/// Takes out what stands in headers.
fn headers(table: &Table, operation: &OperationShape, value: &mut Value) -> Vec<(String, String)> {
    let shape = operation.output.as_deref().and_then(|name| table.shape(name));
    let (Some(Shape::Structure { members, .. }), Some(object)) = (shape, value.as_object_mut()) else { return Vec::new() };
    let there = members.iter().filter(|(_, member)| member.at == Some(Location::Header));
    let taken = there.filter_map(|(name, member)| Some((member.wire_out(name).to_owned(), object.remove(name)?)));
    taken.map(|(name, value)| (name, value.as_str().map_or_else(|| value.to_string(), str::to_owned))).collect()
}

fn body(table: &Table, action: &str, operation: &OperationShape, value: &Value, request_id: &str) -> Result<String, Misfit> {
    let shape = operation.output.as_deref().and_then(|name| table.shape(name));
    let namespace = &table.namespace;
    let mut out = String::new();
    match table.protocol {
        Protocol::Json | Protocol::RestJson => {
            let value = match shape {
                Some(shape) => json(table, shape, value)?,
                None => Value::Object(Map::new()),
            };
            return Ok(value.to_string());
        }
        Protocol::Ec2 => {
            let _ = write!(out, "{XML}<{action}Response xmlns=\"{namespace}/\"><requestId>{request_id}</requestId>");
            match shape {
                Some(shape) => members(table, shape, value, &mut out)?,
                None => out.push_str("<return>true</return>"),
            }
            let _ = write!(out, "</{action}Response>");
        }
        Protocol::Query => {
            let _ = write!(out, "{XML}<{action}Response xmlns=\"{namespace}\">");
            let wrapper = operation.wrapper.clone().unwrap_or_else(|| format!("{action}Result"));
            let _ = write!(out, "<{wrapper}>");
            if let Some(shape) = shape {
                members(table, shape, value, &mut out)?;
            }
            let _ = write!(out, "</{wrapper}><ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>");
            let _ = write!(out, "</{action}Response>");
        }
        Protocol::RestXml => {
            let root = operation.output.as_deref().unwrap_or(action);
            let _ = write!(out, "{XML}<{root} xmlns=\"{namespace}\">");
            if let Some(shape) = shape {
                members(table, shape, value, &mut out)?;
            }
            let _ = write!(out, "</{root}>");
        }
    }
    Ok(out)
}

/// The body of an error.
pub fn error(protocol: Protocol, namespace: &str, code: &str, message: &str, status: u16, request_id: &str) -> String {
    let escaped = |text| {
        let mut out = String::new();
        escape(text, &mut out);
        out
    };
    let (code, text) = (escaped(code), escaped(message));
    let kind = if status < 500 { "Sender" } else { "Receiver" };
    match protocol {
        Protocol::Json | Protocol::RestJson => serde_json::json!({ "__type": code, "message": message }).to_string(),
        Protocol::Ec2 => format!(
            "{XML}<Response><Errors><Error><Code>{code}</Code><Message>{text}</Message></Error></Errors>\
             <RequestID>{request_id}</RequestID></Response>"
        ),
        Protocol::Query | Protocol::RestXml => format!(
            "{XML}<ErrorResponse xmlns=\"{namespace}\"><Error><Type>{kind}</Type><Code>{code}</Code>\
             <Message>{text}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
        ),
    }
}

/// The body of an error of OAuth (RFC 6749 section 5.2, RFC 8628 section 3.5), whose names AWS's codes spell out: `SlowDownException` is
/// `slow_down`.
pub fn oauth_error(code: &str, message: &str) -> String {
    let mut name = String::new();
    for letter in code.trim_end_matches("Exception").chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    serde_json::json!({ "error": name, "error_description": message }).to_string()
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

fn members(table: &Table, shape: &Shape, value: &Value, out: &mut String) -> Result<(), Misfit> {
    let (Shape::Structure { members, .. }, Value::Object(object)) = (shape, value) else {
        return Err(Misfit::of(value));
    };
    for (name, inner) in object {
        let told = match members.get(name).and_then(|member| Some((member, table.shape(&member.shape)?))) {
            Some((member, shape)) if !inner.is_null() => element(table, shape, inner, member.wire_out(name), out),
            Some(_) => Ok(()),
            None => Err(Misfit::of(inner)),
        };
        told.map_err(|misfit| misfit.inside(name))?;
    }
    Ok(())
}

fn open(tag: &str, out: &mut String) {
    out.push('<');
    out.push_str(tag);
    out.push('>');
}

fn close(tag: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(tag);
    out.push('>');
}

fn element(table: &Table, shape: &Shape, value: &Value, tag: &str, out: &mut String) -> Result<(), Misfit> {
    open(tag, out);
    match (shape, value) {
        (Shape::Structure { .. }, _) => members(table, shape, value, out)?,
        (Shape::List { item, wire_out, .. }, Value::Array(list)) => {
            let shape = table.shape(item).ok_or_else(|| Misfit::of(value))?;
            for inner in list {
                element(table, shape, inner, wire_out.as_deref().unwrap_or("member"), out)?;
            }
        }
        (Shape::Map { value: item, key_name, value_name, .. }, Value::Object(object)) => {
            let shape = table.shape(item).ok_or_else(|| Misfit::of(value))?;
            for (key, inner) in object {
                open("entry", out);
                open(key_name, out);
                escape(key, out);
                close(key_name, out);
                element(table, shape, inner, value_name, out)?;
                close("entry", out);
            }
        }
        (Shape::String { .. } | Shape::Blob, Value::String(text)) => escape(text, out),
        (Shape::Integer(_) | Shape::Long(_), Value::Number(number)) if number.is_i64() => {
            let _ = write!(out, "{number}");
        }
        (Shape::Float | Shape::Double, Value::Number(number)) => {
            let _ = write!(out, "{number}");
        }
        (Shape::Boolean, Value::Bool(yes)) => out.push_str(if *yes { "true" } else { "false" }),
        (Shape::Timestamp, Value::Number(number)) => {
            out.push_str(&time(number.as_i64().ok_or_else(|| Misfit::of(value))?));
        }
        _ => return Err(Misfit::of(value)),
    }
    close(tag, out);
    Ok(())
}

fn json(table: &Table, shape: &Shape, value: &Value) -> Result<Value, Misfit> {
    Ok(match (shape, value) {
        (Shape::Structure { members, .. }, Value::Object(object)) => {
            let mut result = Map::new();
            for (name, inner) in object.iter().filter(|(_, inner)| !inner.is_null()) {
                let shape = members.get(name).and_then(|member| table.shape(&member.shape));
                let told = shape.ok_or_else(|| Misfit::of(inner)).and_then(|shape| json(table, shape, inner));
                result.insert(name.clone(), told.map_err(|misfit| misfit.inside(name))?);
            }
            Value::Object(result)
        }
        (Shape::List { item, .. }, Value::Array(list)) => {
            let shape = table.shape(item).ok_or_else(|| Misfit::of(value))?;
            Value::Array(list.iter().map(|inner| json(table, shape, inner)).collect::<Result<_, _>>()?)
        }
        (Shape::Timestamp, Value::Number(number)) => {
            let milliseconds = number.as_i64().ok_or_else(|| Misfit::of(value))?;
            // Precise until the year 287396.
            #[allow(clippy::cast_precision_loss)]
            Number::from_f64(milliseconds as f64 / 1000.0).map_or(Value::Null, Value::Number)
        }
        (Shape::String { .. } | Shape::Blob, Value::String(_))
        | (Shape::Integer(_) | Shape::Long(_) | Shape::Float | Shape::Double, Value::Number(_))
        | (Shape::Boolean, Value::Bool(_)) => value.clone(),
        _ => return Err(Misfit::of(value)),
    })
}

/// ISO 8601 with milliseconds, as the query protocols write times.
pub fn time(milliseconds: i64) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000)
        .ok()
        .and_then(|time| time.format(format).ok())
        .unwrap_or_default()
}

/// Text as XML content. Characters that XML 1.0 can't carry are dropped.
fn escape(text: &str, out: &mut String) {
    // Most texts are ids, names and ARNs: as they are.
    if text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'&' | b'<' | b'>' | b'"')) {
        out.push_str(text);
        return;
    }
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | ' '.. if !matches!(letter, '\u{fffe}' | '\u{ffff}') => out.push(letter),
            '\r' => out.push_str("&#13;"),
            _ => {}
        }
    }
}
