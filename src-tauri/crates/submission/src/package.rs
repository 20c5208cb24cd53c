//! The zip: four files, the same bytes for the same submission, and looked through before anybody gets it.

use std::io::{Cursor, Read, Write};

use gangway_model::{Evidence, FieldProblem, Message, Param, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::checklist::{ChecklistItem, ChecklistState, checklist_text, completed};
use crate::rules::validate;
use crate::scan::{Leak, scan, without_internal_addresses};
use crate::submission::{SCHEMA_VERSION, Submission};
use crate::text::{Say, submission_text};

/// A file of the package, all of it text in UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PackageFile {
    /// `submission.txt`, `submission.json`, `checklist.txt` or `evidence.json`.
    pub name: String,
    /// All of it.
    pub text: String,
}

/// A finished package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Package {
    /// The zip. Not part of the JSON: the window shows the files and saves by command.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    /// Of the zip, 64 hex digits.
    pub sha256: String,
    /// What is in it, sorted by name.
    pub files: Vec<PackageFile>,
    /// `privatelink-api.vpce.example.com.zip`.
    pub file_name: String,
}

/// Why there is no package.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// Something that has to be there is not, or is not what it should be.
    #[error("{} fields are missing or wrong", .0.len())]
    Incomplete(Vec<FieldProblem>),
    /// Something is there that must not leave.
    #[error("{} places hold what must not leave", .0.len())]
    Leaks(Vec<Leak>),
    /// The JSON could not be written.
    #[error("writing the JSON failed")]
    Json(#[from] serde_json::Error),
    /// The zip could not be written or read back.
    #[error("writing the zip failed")]
    Zip(#[from] zip::result::ZipError),
    /// As above.
    #[error("writing the zip failed")]
    Io(#[from] std::io::Error),
    /// What was read back is not what was written.
    #[error("the zip does not hold what was put into it")]
    NotWhatWasWritten,
}

/// Makes the package: checks the submission, writes the four files, zips them, reads the zip back and looks through what is in it. The checklist is
/// completed: what is not given counts as not proven. Addresses of inner networks are taken out of evidence; anywhere else they stop the package.
///
/// # Errors
/// [`PackageError::Incomplete`] and [`PackageError::Leaks`] say what the user has to change.
pub fn build(submission: &Submission, checklist: &[ChecklistItem], evidence: &[Evidence], say: Say<'_>) -> Result<Package, PackageError> {
    let problems = validate(submission);
    if !problems.is_empty() {
        return Err(PackageError::Incomplete(problems));
    }
    let checklist: Vec<ChecklistItem> = completed(checklist).into_iter().map(cleaned_item).collect();
    let evidence: Vec<Evidence> = evidence.iter().cloned().map(cleaned).collect();
    let mut files = vec![
        PackageFile { name: "submission.txt".into(), text: submission_text(submission, say) },
        PackageFile { name: "submission.json".into(), text: json(submission)? },
        PackageFile { name: "checklist.txt".into(), text: checklist_text(&checklist, say) },
        PackageFile { name: "evidence.json".into(), text: evidence_json(&checklist, &evidence, say)? },
    ];
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let bytes = zipped(&files)?;
    if unzipped(&bytes)? != files {
        return Err(PackageError::NotWhatWasWritten);
    }
    let accounts = own_accounts(submission);
    let leaks: Vec<Leak> = files.iter().flat_map(|file| scan(&file.name, &file.text, &accounts)).collect();
    if !leaks.is_empty() {
        return Err(PackageError::Leaks(leaks));
    }
    let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Package { bytes, sha256, files, file_name: format!("privatelink-{}.zip", submission.service_dns_name) })
}

/// The accounts that the submission is about.
pub(crate) fn own_accounts(submission: &Submission) -> Vec<&str> {
    let services = submission.services.iter().map(|service| service.account.as_str());
    services.chain(submission.certificates.iter().map(|certificate| certificate.account.as_str())).collect()
}

fn cleaned_item(mut item: ChecklistItem) -> ChecklistItem {
    item.evidence = item.evidence.into_iter().map(cleaned).collect();
    item
}

fn cleaned(mut evidence: Evidence) -> Evidence {
    for value in evidence.message.params.values_mut() {
        if let Param::Text(text) = value {
            *text = without_internal_addresses(text);
        }
    }
    evidence.by = without_internal_addresses(&evidence.by);
    evidence
}

fn json(value: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(value).map(|text| text + "\n")
}

/// `evidence.json`: made for machines and for people who want to know exactly; text and code side by side.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EvidenceFile<'a> {
    schema_version: u32,
    checklist: Vec<EvidenceItem<'a>>,
    evidence: Vec<EvidenceEntry<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EvidenceItem<'a> {
    id: &'a str,
    #[serde(flatten)]
    state: ItemState<'a>,
    evidence: Vec<EvidenceEntry<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "state", rename_all = "camelCase")]
enum ItemState<'a> {
    Proven,
    Attested { by: &'a str, on: String },
    NotProven,
}

#[derive(Serialize)]
struct EvidenceEntry<'a> {
    text: String,
    #[serde(flatten)]
    message: &'a Message,
    by: &'a str,
    at: String,
}

fn evidence_json(checklist: &[ChecklistItem], evidence: &[Evidence], say: Say<'_>) -> Result<String, serde_json::Error> {
    let entry = |evidence: &'_ Evidence| say(&evidence.message);
    let entries = |list: &[Evidence]| -> Vec<String> { list.iter().map(entry).collect() };
    fn shown<'a>(list: &'a [Evidence], texts: Vec<String>) -> Vec<EvidenceEntry<'a>> {
        let at = |at: Timestamp| at.rfc3339();
        list.iter().zip(texts).map(|(one, text)| EvidenceEntry { text, message: &one.message, by: &one.by, at: at(one.at) }).collect()
    }
    json(&EvidenceFile {
        schema_version: SCHEMA_VERSION,
        checklist: checklist
            .iter()
            .map(|item| EvidenceItem {
                id: &item.id,
                state: match &item.state {
                    ChecklistState::Proven => ItemState::Proven,
                    ChecklistState::Attested { by, on } => ItemState::Attested { by, on: on.rfc3339() },
                    ChecklistState::NotProven => ItemState::NotProven,
                },
                evidence: shown(&item.evidence, entries(&item.evidence)),
            })
            .collect(),
        evidence: shown(evidence, entries(evidence)),
    })
}

fn zipped(files: &[PackageFile]) -> Result<Vec<u8>, PackageError> {
    // The time and the mode are fixed, so that the same submission is the same bytes, and its hash says something.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        zip.start_file(file.name.as_str(), options)?;
        zip.write_all(file.text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn unzipped(bytes: &[u8]) -> Result<Vec<PackageFile>, PackageError> {
    let mut zip = ZipArchive::new(Cursor::new(bytes))?;
    let mut files = Vec::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index)?;
        let mut text = String::new();
        entry.read_to_string(&mut text)?;
        files.push(PackageFile { name: entry.name()?.into_owned(), text });
    }
    Ok(files)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::scan::LeakKind;
    use crate::submission::tests::sample;
    use gangway_model::message;

    pub(crate) fn bare(message: &Message) -> String {
        format!("{} {:?}", message.code, message.params.values().collect::<Vec<_>>())
    }
    pub(crate) fn package() -> Package {
        build(&sample(), &[], &[], &bare).unwrap()
    }
    fn seen(what: &str) -> Evidence {
        Evidence { message: message("seen").with("what", what), by: "ec2:DescribeVpcs".into(), at: Timestamp(1_795_424_400_000) }
    }

    #[test]
    fn is_the_same_bytes_twice() {
        let (one, other) = (package(), package());
        assert_eq!(one.bytes, other.bytes);
        assert_eq!(one.sha256, other.sha256);
        assert_eq!(one.sha256.len(), 64);
        let names: Vec<&str> = one.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["checklist.txt", "evidence.json", "submission.json", "submission.txt"]);
    }

    #[test]
    fn is_not_made_when_something_is_missing() {
        let mut lacking = sample();
        lacking.company.name.clear();
        assert!(matches!(build(&lacking, &[], &[], &bare), Err(PackageError::Incomplete(problems)) if problems.len() == 1));
    }

    #[test]
    fn is_not_made_with_a_secret_in_it() {
        let mut leaking = sample();
        leaking.notes = format!("Hello\nuse {}IOSFODNN7EXAMPLE, or ask 10.1.2.3", "AKIA");
        let Err(PackageError::Leaks(leaks)) = build(&leaking, &[], &[], &bare) else { panic!("was made") };
        let kinds: Vec<(&str, LeakKind)> = leaks.iter().map(|leak| (leak.file.as_str(), leak.kind)).collect();
        for file in ["submission.json", "submission.txt"] {
            assert!(kinds.contains(&(file, LeakKind::AccessKey)) && kinds.contains(&(file, LeakKind::InternalAddress)));
        }
        assert!(!format!("{leaks:?}").contains("IOSFODNN7"));
    }

    #[test]
    fn evidence_loses_its_inner_addresses_and_customers_stop_it() {
        let made = build(&sample(), &[], &[seen("VPC 10.20.0.0/16")], &bare).unwrap();
        assert!(made.files.iter().all(|file| !file.text.contains("10.20")));
        let customer = seen("arn:aws:iam::444455556666:root");
        assert!(matches!(build(&sample(), &[], &[customer], &bare), Err(PackageError::Leaks(_))));
    }

    #[test]
    fn attested_items_say_who_and_when_and_missing_ones_are_open() {
        let state = ChecklistState::Attested { by: "Ann Lee".into(), on: Timestamp(1_795_424_400_000) };
        let item = ChecklistItem { id: "customer-process".into(), list: crate::ChecklistList::Creation, state, evidence: vec![seen("x")] };
        let made = build(&sample(), &[item], &[], &bare).unwrap();
        let text = |name: &str| made.files.iter().find(|file| file.name == name).unwrap().text.clone();
        let checklist = text("checklist.txt");
        assert!(checklist.contains("[a] checklist-customer-process"));
        assert!(checklist.contains(r#"[Text("Ann Lee"), Text("2026-11-23")]"#), "{checklist}");
        assert_eq!(checklist.matches("[ ] ").count(), 11);
        let json: serde_json::Value = serde_json::from_str(&text("evidence.json")).unwrap();
        assert_eq!(json["checklist"][8]["state"], "attested");
        assert_eq!(json["checklist"][8]["by"], "Ann Lee");
        assert_eq!(json["checklist"][8]["evidence"][0]["at"], "2026-11-23T09:00:00Z");
        assert_eq!(json["checklist"][0]["state"], "notProven");
    }
}
