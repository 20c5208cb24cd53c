//! REST: which operation a method and a path stand for, and its input from path, query string, headers and body. XML bodies
//! are held against their schema; what is said then follows XML Schema's own codes.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::fault::{Fault, Wrong};
use super::rules::{self, Broken};
use super::xml::{self, Element};
use super::{Location, OperationShape, Protocol, Shape, Table, decode, form};

/// What a method and a path ask for.
#[derive(Debug)]
pub struct Route<'t> {
    /// The operation's name.
    pub action: &'t str,
    /// The values in the path by their names in its template, decoded.
    pub labels: BTreeMap<&'t str, String>,
}

/// The operation of a method and a raw path; a final slash makes no difference.
pub fn route<'t>(table: &'t Table, method: &str, path: &str) -> Option<Route<'t>> {
    let given: Vec<&str> = steps(path).collect();
    table.operations.iter().filter(|(_, operation)| operation.method == method).find_map(|(action, operation)| {
        let template: Vec<&str> = steps(&operation.path).collect();
        if template.len() != given.len() {
            return None;
        }
        let mut labels = BTreeMap::new();
        for (step, given) in template.into_iter().zip(&given) {
            match step.strip_prefix('{').and_then(|step| step.strip_suffix('}')) {
                // A plus is itself in a path.
                Some(label) if !given.is_empty() => labels.insert(label, form::unescape(&given.replace('+', "%2B"))),
                None if step == *given => None,
                _ => return None,
            };
        }
        Some(Route { action, labels })
    })
}

fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.strip_suffix('/').unwrap_or(path).split('/').skip(1)
}

/// What of a request an input is read from.
#[derive(Debug)]
pub struct Sent<'r> {
    /// Raw query string.
    pub query: &'r str,
    /// Name, in any case, and value.
    pub headers: &'r [(String, String)],
    /// Raw body.
    pub body: &'r [u8],
}

/// The operation's input. Names in the query string that the operation does not have are not looked at.
///
/// # Errors
/// Every fault found, at least one.
pub fn input(table: &Table, operation: &OperationShape, route: &Route<'_>, sent: &Sent<'_>) -> Result<Value, Vec<Fault>> {
    let shape = operation.input.as_deref().and_then(|name| table.shape(name));
    let Some(Shape::Structure { members, required }) = shape else { return Ok(Value::Object(Map::new())) };
    let (mut faults, mut object) = (Vec::new(), Map::new());
    let query: BTreeMap<String, String> = form::pairs(sent.query).collect();
    for (name, member) in members {
        let given = match member.at {
            Some(Location::Uri) => route.labels.get(member.wire_in(name)),
            Some(Location::QueryString) => query.get(member.wire_in(name)),
            Some(Location::Header) => {
                let named = |(given, _): &&(String, String)| given.eq_ignore_ascii_case(member.wire_in(name));
                sent.headers.iter().find(named).map(|(_, value)| value)
            }
            None => continue,
        };
        match (given, table.shape(&member.shape)) {
            (Some(text), Some(shape)) => {
                let value = decode::parameter(table, shape, name, text, &mut faults);
                object.extend(value.map(|value| (name.clone(), value)));
            }
            _ if required.contains(name) => faults.push(Fault { path: decode::camel(name), wrong: Wrong::Missing }),
            _ => {}
        }
    }
    if table.protocol == Protocol::RestJson && members.values().any(|member| member.at.is_none()) {
        object.extend(json_body(table, operation, sent.body, &mut faults).as_object().cloned().unwrap_or_default());
    }
    if let Some(root) = &operation.root {
        let mut reader = Reader { table, faults: &mut faults };
        // Clients leave the body out when nothing would stand in it.
        let empty = sent.body.is_empty().then(|| Element { name: root.clone(), ..Element::default() });
        match empty.map_or_else(|| xml::parse(sent.body, &table.namespace), Ok) {
            Ok(element) if element.name == *root => {
                let fields = shape.and_then(|shape| reader.value(root, shape, &element));
                object.extend(fields.and_then(|fields| fields.as_object().cloned()).unwrap_or_default());
            }
            Ok(element) => reader.say(format!("cvc-elt.1: Cannot find the declaration of element '{}'.", element.name)),
            Err(sentence) => reader.say(sentence),
        }
    }
    if faults.is_empty() { Ok(Value::Object(object)) } else { Err(faults) }
}

/// The members in a JSON body; a body that is none is a fault.
fn json_body(table: &Table, operation: &OperationShape, body: &[u8], faults: &mut Vec<Fault>) -> Value {
    let body = if body.is_empty() { b"{}".as_slice() } else { body };
    match serde_json::from_slice(body) {
        Ok(body) => decode::json(table, operation.input.as_deref(), body).unwrap_or_else(|found| {
            faults.extend(found);
            Value::Null
        }),
        Err(_) => {
            faults.push(Fault { path: "body".to_owned(), wrong: Wrong::Unknown });
            Value::Null
        }
    }
}

struct Reader<'a> {
    table: &'a Table,
    faults: &'a mut Vec<Fault>,
}

impl Reader<'_> {
    fn say(&mut self, sentence: String) {
        self.faults.push(Fault { path: String::new(), wrong: Wrong::Xml(sentence) });
    }

    fn unexpected(&mut self, element: &Element, expected: &[&str]) {
        let found = format!("cvc-complex-type.2.4.a: Invalid content was found starting with element '{}'.", element.name);
        let expected = self.listed(expected);
        self.say(format!("{found} One of '{expected}' is expected."));
    }

    fn incomplete(&mut self, element: &Element, expected: &str) {
        let expected = self.listed(&[expected]);
        self.say(format!(
            "cvc-complex-type.2.4.b: The content of element '{}' is not complete. One of '{expected}' is expected.",
            element.name
        ));
    }

    fn listed(&self, names: &[&str]) -> String {
        let namespace = &self.table.namespace;
        let names: Vec<String> = names.iter().map(|name| format!("\"{namespace}\":{name}")).collect();
        format!("{{{}}}", names.join(", "))
    }

    fn value(&mut self, name: &str, shape: &Shape, element: &Element) -> Option<Value> {
        let nests = matches!(shape, Shape::Structure { .. } | Shape::List { .. } | Shape::Map { .. });
        if nests && !element.text.trim().is_empty() {
            let why = "because the type's content type is element-only";
            self.say(format!("cvc-complex-type.2.3: Element '{}' cannot have character [children], {why}.", element.name));
            return None;
        }
        if !nests && !element.children.is_empty() {
            self.say(format!(
                "cvc-type.3.1.2: Element '{}' is a simple type, so it must have no element information item [children].",
                element.name
            ));
            return None;
        }
        match shape {
            Shape::Structure { members, required } => {
                let mut object = Map::new();
                let body = || members.iter().filter(|(_, member)| member.at.is_none());
                for child in &element.children {
                    let member = body().find(|(name, member)| member.wire_in(name) == child.name && !object.contains_key(*name));
                    let Some((name, member)) = member else {
                        let free: Vec<&str> = body().map(|(name, member)| member.wire_in(name)).collect();
                        self.unexpected(child, &free);
                        return None;
                    };
                    let inner = self.table.shape(&member.shape).and_then(|shape| self.value(&member.shape, shape, child));
                    object.insert(name.clone(), inner.unwrap_or(Value::Null));
                }
                for (name, member) in body().filter(|(name, _)| required.contains(name) && !object.contains_key(*name)) {
                    self.incomplete(element, member.wire_in(name));
                }
                Some(Value::Object(object))
            }
            Shape::List { item, wire_in, size, .. } => {
                let step = wire_in.as_deref().unwrap_or("member");
                let inner = self.table.shape(item)?;
                let mut list = Vec::new();
                for child in &element.children {
                    if child.name != step {
                        self.unexpected(child, &[step]);
                        return None;
                    }
                    list.extend(self.value(item, inner, child));
                }
                match rules::size(element.children.len(), *size) {
                    None => {}
                    Some(Broken::MinLength(_)) => self.incomplete(element, step),
                    Some(_) => {
                        let found = format!("Invalid content was found starting with element '{step}'");
                        self.say(format!("cvc-complex-type.2.4.d: {found}. No child element is expected at this point."));
                    }
                }
                Some(Value::Array(list))
            }
            Shape::Map { .. } => None,
            scalar => self.scalar(name, scalar, &element.text),
        }
    }

    fn scalar(&mut self, name: &str, shape: &Shape, text: &str) -> Option<Value> {
        // White space around everything but strings is nothing (XML Schema part 2, "whiteSpace").
        let bare = text.trim();
        let (value, broken, basic) = match shape {
            Shape::String { choices, pattern, length } => {
                (Some(Value::from(text)), rules::text(text, choices, pattern.as_ref(), *length), "string")
            }
            Shape::Integer(bounds) | Shape::Long(bounds) => {
                let number: Option<i64> = bare.parse().ok();
                #[allow(clippy::cast_precision_loss)]
                let broken = number.and_then(|number| rules::range(number as f64, *bounds));
                (number.map(Value::from), broken, "integer")
            }
            Shape::Float | Shape::Double => (bare.parse().ok().and_then(Number::from_f64).map(Value::Number), None, "double"),
            Shape::Boolean => {
                let yes = match bare {
                    "true" | "1" => Some(true),
                    "false" | "0" => Some(false),
                    _ => None,
                };
                (yes.map(Value::from), None, "boolean")
            }
            Shape::Timestamp => (OffsetDateTime::parse(bare, &Rfc3339).ok().map(decode::milliseconds).map(Value::from), None, "dateTime"),
            Shape::Blob => (Some(Value::from(text)), None, "base64Binary"),
            Shape::Structure { .. } | Shape::List { .. } | Shape::Map { .. } => return None,
        };
        if let Some(broken) = broken {
            self.say(broken.facet(text, name));
            return None;
        }
        if value.is_none() {
            self.say(format!("cvc-datatype-valid.1.2.1: '{bare}' is not a valid value for '{basic}'."));
        }
        value
    }
}
