//! XML as REST requests carry it: a tree of elements in one namespace, without attributes.

use quick_xml::events::{BytesRef, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

/// Requests here nest a handful of elements.
const DEEPEST: usize = 32;

/// One element.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    /// Text directly inside it.
    pub text: String,
    pub children: Vec<Element>,
}

/// The root element of a document.
///
/// # Errors
/// What is wrong with it, as one sentence.
pub fn parse(body: &[u8], namespace: &str) -> Result<Element, String> {
    let text = std::str::from_utf8(body).map_err(|_| "Invalid byte of a UTF-8 sequence.".to_owned())?;
    let mut reader = NsReader::from_str(text);
    // What has been opened, the root first; its parent collects it when it is closed.
    let mut open: Vec<Element> = vec![Element::default()];
    loop {
        let (resolved, event) = reader.read_resolved_event().map_err(|error| error.to_string())?;
        let ours = matches!(resolved, ResolveResult::Bound(bound) if bound.as_ref() == namespace);
        match event {
            Event::Start(start) => {
                open.push(element(start.local_name().as_ref(), ours)?);
                if open.len() > DEEPEST {
                    return Err("The elements are nested too deeply.".to_owned());
                }
            }
            Event::Empty(start) => {
                let child = element(start.local_name().as_ref(), ours)?;
                open.last_mut().map(|parent| parent.children.push(child)).ok_or_else(incomplete)?;
            }
            Event::End(_) => {
                let child = open.pop().ok_or_else(incomplete)?;
                open.last_mut().map(|parent| parent.children.push(child)).ok_or_else(incomplete)?;
            }
            Event::Text(text) => add(&mut open, &text.xml10_content()),
            Event::CData(data) => add(&mut open, &data.into_inner()),
            Event::GeneralRef(reference) => add(&mut open, &resolve(&reference)?),
            // A document type could bring entities along; no client sends one.
            Event::DocType(_) => return Err("DOCTYPE is disallowed.".to_owned()),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    let document = open.pop().filter(|_| open.is_empty()).ok_or_else(incomplete)?;
    let mut roots = document.children.into_iter();
    match (roots.next(), roots.next()) {
        (Some(root), None) if document.text.trim().is_empty() => Ok(root),
        (None, _) => Err(incomplete()),
        _ => Err("Content is not allowed beside the root element.".to_owned()),
    }
}

fn incomplete() -> String {
    "Premature end of file.".to_owned()
}

fn element(name: &str, ours: bool) -> Result<Element, String> {
    if !ours {
        return Err(format!("cvc-elt.1: Cannot find the declaration of element '{name}'."));
    }
    Ok(Element { name: name.to_owned(), ..Element::default() })
}

fn add(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// A character by its number, or one of the five that XML names itself.
fn resolve(reference: &BytesRef<'_>) -> Result<String, String> {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        return Ok(letter.to_string());
    }
    let name: &str = reference;
    let letter = match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => return Err(format!("The entity \"{name}\" was referenced, but not declared.")),
    };
    Ok(letter.to_owned())
}
