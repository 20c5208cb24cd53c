//! What the name servers of a zone answer: TestDNSAnswer, asked of the zone as they carry it now.

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::{RData, Record, RecordType};
use serde::Deserialize;
use serde_json::{Value, json};

use super::names::DomainName;
use super::values::code;
use super::{bare, invalid, one};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
use crate::dns::hosted;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Test {
    hosted_zone_id: String,
    record_name: String,
    record_type: String,
}

pub(crate) fn test(ask: &Ask<'_>, input: Test) -> Result<Value, AwsError> {
    let zone = one(ask, &input.hosted_zone_id)?;
    let name = DomainName::parse(&input.record_name).map_err(invalid)?;
    let kind = RecordType::from(code(&input.record_type).unwrap_or_default());
    let served = hosted::get(ask.tx, bare(&input.hosted_zone_id, "hostedzone"))?;
    let asked = name.name().ok_or_else(|| invalid(format!("The name {} can't be asked for.", input.record_name)))?;
    let said = served.map(|zone| zone.ask(&asked, kind));
    let code = match said.as_ref().map(|said| said.code) {
        Some(ResponseCode::NoError) => "NOERROR",
        Some(ResponseCode::NXDomain) => "NXDOMAIN",
        Some(ResponseCode::ServFail) => "SERVFAIL",
        _ => "REFUSED",
    };
    let data: Vec<String> = said.iter().flat_map(|said| &said.answers).filter(|record| record.record_type() == kind).map(text).collect();
    Ok(json!({
        "Nameserver": zone.servers.first(), "RecordName": name.text(), "RecordType": input.record_type, "RecordData": data,
        "ResponseCode": code, "Protocol": "UDP",
    }))
}

/// A value as a zone file writes it.
fn text(record: &Record) -> String {
    match &record.data {
        RData::TXT(text) => {
            let strings = text.txt_data.iter().map(|part| format!("\"{}\"", String::from_utf8_lossy(part).replace('"', "\\\"")));
            strings.collect::<Vec<_>>().join(" ")
        }
        data => data.to_string(),
    }
}
