//! Attributes of listeners. Source: ListenerAttribute in the ELBv2 API reference.

use serde::Deserialize;
use serde_json::{Value, json};

use super::LISTENER;
use super::attributes::{Attribute, Kind, Known, listed, set};
use super::listeners::Listener;
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;

/// TCP listeners: of the others the time is fixed.
const OF_TCP: [Known; 1] = [("tcp.idle_timeout.seconds", "350", Kind::Number(60, 6000))];

const OF_HTTP: [Known; 11] = [
    ("routing.http.response.access_control_allow_credentials.header_value", "", Kind::OneOf(&["true", ""])),
    ("routing.http.response.access_control_allow_headers.header_value", "", Kind::Text),
    ("routing.http.response.access_control_allow_methods.header_value", "", Kind::Text),
    ("routing.http.response.access_control_allow_origin.header_value", "", Kind::Text),
    ("routing.http.response.access_control_expose_headers.header_value", "", Kind::Text),
    ("routing.http.response.access_control_max_age.header_value", "", Kind::Text),
    ("routing.http.response.content_security_policy.header_value", "", Kind::Text),
    ("routing.http.response.server.enabled", "true", Kind::Flag),
    ("routing.http.response.strict_transport_security.header_value", "", Kind::Text),
    ("routing.http.response.x_content_type_options.header_value", "", Kind::OneOf(&["nosniff", ""])),
    ("routing.http.response.x_frame_options.header_value", "", Kind::OneOf(&["DENY", "SAMEORIGIN", ""])),
];

fn known(listener: &Listener) -> &'static [Known] {
    match listener.protocol.as_str() {
        "TCP" => &OF_TCP,
        "HTTP" | "HTTPS" => &OF_HTTP,
        _ => &[],
    }
}

fn of_listener(listener: &Listener) -> Value {
    listed(known(listener), &listener.attributes, |_, plain| plain.to_owned())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    listener_arn: String,
}

pub(crate) fn describe(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    let listener: Listener = LISTENER.one(ask, &input.listener_arn)?;
    Ok(json!({ "Attributes": of_listener(&listener) }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Modify {
    listener_arn: String,
    attributes: Vec<Attribute>,
}

pub(crate) fn modify(ask: &Ask<'_>, input: Modify) -> Result<Value, AwsError> {
    let mut listener: Listener = LISTENER.one(ask, &input.listener_arn)?;
    set("Listener", known(&listener), &mut listener.attributes, input.attributes)?;
    ask.tx.put(ask.place, &input.listener_arn, &listener)?;
    Ok(json!({ "Attributes": of_listener(&listener) }))
}
