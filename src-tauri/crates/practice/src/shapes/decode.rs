//! From the wire to a value with the model's member names, checked against the table on the way.

use serde_json::{Map, Number, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::fault::{Fault, Wrong};
use super::form::Node;
use super::{Protocol, Shape, Table, rules};

/// Parameters of the query protocols that belong to the request itself.
const OWN: [&str; 4] = ["Action", "Version", "AWSAccessKeyId", "SecurityToken"];

/// Decodes form parameters into the operation's input.
///
/// # Errors
/// Every fault found, at least one.
pub fn form(table: &Table, input: Option<&str>, root: &Node) -> Result<Value, Vec<Fault>> {
    let mut faults = Vec::new();
    let known = |step: &str| OWN.contains(&step) || step.starts_with("X-Amz-") || step.starts_with("Signature");
    let value = match input.and_then(|input| table.shape(input)) {
        Some(shape @ Shape::Structure { .. }) => {
            let mut reader = Reader { table, faults: &mut faults };
            reader.node(shape, root, &Path { wire: "", model: "" }, &known).unwrap_or(Value::Null)
        }
        _ => {
            let unknown = root.steps.keys().filter(|step| !known(step));
            faults.extend(unknown.map(|step| Fault { path: step.clone(), wrong: Wrong::Unknown }));
            Value::Object(Map::new())
        }
    };
    if faults.is_empty() { Ok(value) } else { Err(faults) }
}

/// Checks a JSON body against the operation's input; time stamps become milliseconds.
///
/// # Errors
/// Every fault found, at least one.
pub fn json(table: &Table, input: Option<&str>, body: Value) -> Result<Value, Vec<Fault>> {
    let mut faults = Vec::new();
    let value = match input.and_then(|input| table.shape(input)) {
        Some(shape) => Reader { table, faults: &mut faults }.json(shape, body, "").unwrap_or(Value::Null),
        None => Value::Object(Map::new()),
    };
    if faults.is_empty() { Ok(value) } else { Err(faults) }
}

/// Checks one parameter that stands by itself, in a path or a query string; `name` is the model's.
pub(super) fn parameter(table: &Table, shape: &Shape, name: &str, text: &str, faults: &mut Vec<Fault>) -> Option<Value> {
    let path = camel(name);
    Reader { table, faults }.scalar(shape, text, &Path { wire: &path, model: &path })
}

struct Reader<'a> {
    table: &'a Table,
    faults: &'a mut Vec<Fault>,
}

/// A parameter's name as sent, and as the model's own validation writes it.
struct Path<'a> {
    wire: &'a str,
    model: &'a str,
}

fn join(before: &str, step: &str) -> String {
    if before.is_empty() { step.to_owned() } else { format!("{before}.{step}") }
}

pub(super) fn camel(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

impl Reader<'_> {
    fn fault(&mut self, path: &Path<'_>, wrong: Wrong) -> Option<Value> {
        let ours = self.table.protocol == Protocol::Ec2 || wrong == Wrong::Unknown;
        let path = if ours { path.wire } else { path.model };
        self.faults.push(Fault { path: path.to_owned(), wrong });
        None
    }

    fn bad(&mut self, path: &Path<'_>, value: &str, must: impl Into<String>) -> Option<Value> {
        self.fault(path, Wrong::Value { value: value.to_owned(), must: must.into() })
    }

    fn node(&mut self, shape: &Shape, node: &Node, path: &Path<'_>, own: &dyn Fn(&str) -> bool) -> Option<Value> {
        match shape {
            Shape::Structure { members, required } => {
                let mut object = Map::new();
                for step in node.steps.keys().filter(|step| !own(step)) {
                    if !members.iter().any(|(name, member)| member.wire_in(name) == step) {
                        self.fault(&Path { wire: &join(path.wire, step), model: "" }, Wrong::Unknown);
                    }
                }
                for (name, member) in members {
                    let wire = join(path.wire, member.wire_in(name));
                    let model = join(path.model, &camel(name));
                    let path = Path { wire: &wire, model: &model };
                    match (node.steps.get(member.wire_in(name)), self.table.shape(&member.shape)) {
                        (Some(inner), Some(shape)) => {
                            if let Some(value) = self.node(shape, inner, &path, &|_| false) {
                                object.insert(name.clone(), value);
                            }
                        }
                        // EC2's operations look at their lists themselves: some refuse an empty one with a code of their own.
                        (None, Some(Shape::List { .. })) if self.table.protocol == Protocol::Ec2 && required.contains(name) => {
                            object.insert(name.clone(), Value::Array(Vec::new()));
                        }
                        _ if required.contains(name) => {
                            self.fault(&path, Wrong::Missing);
                        }
                        _ => {}
                    }
                }
                Some(Value::Object(object))
            }
            Shape::List { item, wire_in, size, .. } => {
                let (node, wire) = match wire_in {
                    Some(step) => (node.steps.get(step), join(path.wire, step)),
                    None => (Some(node), path.wire.to_owned()),
                };
                let shape = self.table.shape(item)?;
                let mut list = Vec::new();
                for (index, inner) in node.map(Node::items).unwrap_or_default() {
                    // Long lists are of plain texts: where one stands matters only when it is wrong.
                    if let (Some(text), true, Shape::String { choices, pattern, length }) = (&inner.value, inner.steps.is_empty(), shape)
                        && rules::text(text, choices, pattern.as_ref(), *length).is_none()
                    {
                        list.push(Value::String(text.clone()));
                        continue;
                    }
                    let wire = join(&wire, index);
                    let model = format!("{}.{index}.member", path.model);
                    list.extend(self.node(shape, inner, &Path { wire: &wire, model: &model }, &|_| false));
                }
                match rules::size(list.len(), *size) {
                    Some(broken) => self.bad(path, &format!("[{} items]", list.len()), broken.must()),
                    None => Some(Value::Array(list)),
                }
            }
            Shape::Map { key, value, key_name, value_name } => {
                let (key_shape, shape) = (self.table.shape(key)?, self.table.shape(value)?);
                let mut object = Map::new();
                for (index, entry) in node.steps.get("entry").map(Node::items).unwrap_or_default() {
                    let key = entry.steps.get(key_name).and_then(|key| key.value.clone()).unwrap_or_default();
                    let wire = format!("{}.entry.{index}.{value_name}", path.wire);
                    let model = format!("{}.{key}", path.model);
                    self.scalar(key_shape, &key, &Path { wire: &wire, model: &model });
                    if let Some(inner) = entry.steps.get(value_name) {
                        let value = self.node(shape, inner, &Path { wire: &wire, model: &model }, &|_| false);
                        object.extend(value.map(|value| (key, value)));
                    }
                }
                Some(Value::Object(object))
            }
            scalar => match (&node.value, node.steps.keys().next()) {
                (_, Some(step)) => self.fault(&Path { wire: &join(path.wire, step), model: "" }, Wrong::Unknown),
                (Some(text), None) => self.scalar(scalar, text, path),
                (None, None) => None,
            },
        }
    }

    fn scalar(&mut self, shape: &Shape, text: &str, path: &Path<'_>) -> Option<Value> {
        match shape {
            Shape::String { choices, pattern, length } => match rules::text(text, choices, pattern.as_ref(), *length) {
                Some(broken) => self.bad(path, text, broken.must()),
                None => Some(Value::String(text.to_owned())),
            },
            Shape::Integer(bounds) | Shape::Long(bounds) => match text.parse::<i64>() {
                Ok(number) => self.number(number.into(), *bounds, path),
                Err(_) => self.bad(path, text, "be a whole number"),
            },
            Shape::Float | Shape::Double => match text.parse::<f64>().ok().and_then(Number::from_f64) {
                Some(number) => Some(Value::Number(number)),
                None => self.bad(path, text, "be a number"),
            },
            Shape::Boolean => match text.to_ascii_lowercase().as_str() {
                "true" => Some(Value::Bool(true)),
                "false" => Some(Value::Bool(false)),
                _ => self.bad(path, text, "be true or false"),
            },
            Shape::Timestamp => match OffsetDateTime::parse(text, &Rfc3339) {
                Ok(time) => Some(Value::from(milliseconds(time))),
                Err(_) => self.bad(path, text, "be a time such as 2006-01-02T15:04:05Z"),
            },
            Shape::Blob => Some(Value::String(text.to_owned())),
            Shape::Structure { .. } | Shape::List { .. } | Shape::Map { .. } => None,
        }
    }

    fn number(&mut self, number: Number, bounds: super::Bounds, path: &Path<'_>) -> Option<Value> {
        match rules::range(number.as_f64().unwrap_or_default(), bounds) {
            Some(broken) => self.bad(path, &number.to_string(), broken.must()),
            None => Some(Value::Number(number)),
        }
    }

    fn json(&mut self, shape: &Shape, value: Value, path: &str) -> Option<Value> {
        let here = Path { wire: path, model: path };
        match (shape, value) {
            (Shape::Structure { members, required }, Value::Object(mut given)) => {
                let mut object = Map::new();
                // What stands in path, query string or headers is read there.
                for (name, member) in members.iter().filter(|(_, member)| member.at.is_none()) {
                    let path = join(path, &camel(name));
                    match (given.remove(name).filter(|value| !value.is_null()), self.table.shape(&member.shape)) {
                        (Some(inner), Some(shape)) => {
                            let value = self.json(shape, inner, &path);
                            object.extend(value.map(|value| (name.clone(), value)));
                        }
                        _ if required.contains(name) => {
                            self.fault(&Path { wire: &path, model: &path }, Wrong::Missing);
                        }
                        _ => {}
                    }
                }
                for name in given.keys() {
                    self.fault(&Path { wire: &join(path, name), model: "" }, Wrong::Unknown);
                }
                Some(Value::Object(object))
            }
            (Shape::List { item, size, .. }, Value::Array(given)) => {
                let shape = self.table.shape(item)?;
                if let Some(broken) = rules::size(given.len(), *size) {
                    return self.bad(&here, &format!("[{} items]", given.len()), broken.must());
                }
                let mut list = Vec::new();
                for (index, inner) in given.into_iter().enumerate() {
                    list.extend(self.json(shape, inner, &format!("{path}.{}.member", index + 1)));
                }
                Some(Value::Array(list))
            }
            (Shape::String { .. } | Shape::Blob, Value::String(text)) => self.scalar(shape, &text, &here),
            (Shape::Integer(bounds) | Shape::Long(bounds), Value::Number(number)) if number.is_i64() => self.number(number, *bounds, &here),
            (Shape::Float | Shape::Double, value @ Value::Number(_)) => Some(value),
            (Shape::Boolean, value @ Value::Bool(_)) => Some(value),
            (Shape::Timestamp, Value::Number(seconds)) => {
                // JSON 1.1 writes seconds, with a fraction if need be.
                #[allow(clippy::cast_possible_truncation)]
                let milliseconds = (seconds.as_f64().unwrap_or_default() * 1000.0) as i64;
                Some(Value::from(milliseconds))
            }
            (_, other) => self.bad(&here, &other.to_string(), "be of the type its model gives"),
        }
    }
}

pub(super) fn milliseconds(time: OffsetDateTime) -> i64 {
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).unwrap_or_default()
}
