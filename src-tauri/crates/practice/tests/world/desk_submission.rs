//! The first round with Seller Operations' desk: what it says to a submission, and to whatever else comes in.

use std::io::Write;

use gangway_practice::{MailView, Practice};
use serde_json::{Value, json};

use super::journey::{NAME, after, mail_attachment, mail_package, newest, right_submission, zip};
use super::mail::send;
use super::mail_clients::begin;
use super::still;

/// The next letter of the desk, after it has had the time that it takes.
fn answer(practice: &Practice) -> MailView {
    let before = practice.control().mailbox().unwrap().inbox.len();
    after(&practice.control(), 300, "the answer", || newest(practice, before + 1))
}

/// The items of a letter.
fn items(letter: &MailView) -> Vec<&str> {
    letter.text.lines().filter_map(|line| line.strip_prefix("- ")).collect()
}

fn servers(letter: &MailView) -> Vec<&str> {
    letter.text.lines().filter(|line| line.starts_with("ns-")).collect()
}

/// That nothing more comes for so many seconds of world time.
fn nothing_more(practice: &Practice, seconds: i64) {
    let before = practice.control().mailbox().unwrap().inbox.len();
    practice.control().set_clock(None, Some(seconds * 1000)).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(700));
    assert_eq!(practice.control().mailbox().unwrap().inbox.len(), before);
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let practice = still();
    let (right, _) = right_submission(&practice);
    let service = right["services"][0]["serviceName"].as_str().unwrap();
    let arn = right["certificates"][0]["arn"].as_str().unwrap();
    let other = "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-4000-8000-000000000000";
    let wrong = json!({
        "product": {"productId": "4711", "visibility": "draft"},
        "company": {"name": "  "},
        "serviceDnsName": "example.com",
        "privateDnsName": {"name": "other.example.com", "state": "verified"},
        "services": [
            {"region": "us-east-1", "account": "1111-2222", "serviceName": service},
            {"region": "eu-west-1", "account": "", "serviceName": "vpce-svc-0123456789abcdef0"},
        ],
        "certificates": [{"arn": arn, "account": "444455556666"}, {"arn": other, "account": "111122223333"}],
    });
    mail_package(&practice, "all wrong", &wrong);
    let letter = answer(&practice);
    let wanted = [
        "The company's name is missing.".to_owned(),
        "A contact is missing: a name or a mail address.".to_owned(),
        "The product id 4711 is not one of AWS Marketplace: prod- and 13 letters or digits.".to_owned(),
        "The product's visibility is draft. Its listing has to be limited or public before PrivateLink is added.".to_owned(),
        "The service DNS name example.com is not below a domain of yours; one looks like api.vpce.example.com.".to_owned(),
        format!("The AWS account of {service} has to be 12 digits; 1111-2222 is not."),
        format!("The endpoint service {service} does not lie in the Region us-east-1."),
        format!("The endpoint service {service} does not have the private DNS name other.example.com, but api.example.com."),
        "The AWS account of vpce-svc-0123456789abcdef0 is missing.".to_owned(),
        "vpce-svc-0123456789abcdef0 is not the name of an endpoint service; one looks like \
         com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0."
            .to_owned(),
        format!("There is no certificate {arn} in the account 444455556666."),
        format!("There is no certificate {other} in the account 111122223333."),
        "None of the issued certificates covers example.com.".to_owned(),
    ];
    assert_eq!(items(&letter), wanted);

    mail_package(&practice, "all right", &right);
    let letter = answer(&practice);
    assert_eq!(servers(&letter).len(), 4, "{}", letter.text);
}

#[test]
fn the_text_of_a_mail_is_a_submission_too_even_in_html() {
    let practice = still();
    let (right, _) = right_submission(&practice);
    let fields = |end: &str| {
        [
            "Company: Example Corp".to_owned(),
            "Contact: Ada ada@example.com".to_owned(),
            "AWS account: 111122223333".to_owned(),
            format!("Service DNS name: {NAME}"),
            format!("Endpoint service: {}", right["services"][0]["serviceName"].as_str().unwrap()),
            format!("Certificate: {}", right["certificates"][0]["arn"].as_str().unwrap()),
        ]
        .join(end)
    };
    send(&practice, &format!("From: you@practice.example\nSubject: Plain\n\n{}", fields("\n")));
    assert_eq!(servers(&answer(&practice)).len(), 4);
    let html = format!("<html><body><p>Hello</p><div>{}</div></body></html>", fields("<br/>\n"));
    send(&practice, &format!("From: you@practice.example\nSubject: HTML\nContent-Type: text/html; charset=utf-8\n\n{html}"));
    assert_eq!(servers(&answer(&practice)).len(), 4);
}

/// Files with this many zero octets each: small when packed.
fn bomb(files: usize, each: usize) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for number in 0..files {
        archive.start_file(format!("{number}.txt"), zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(&vec![0; each]).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn whatever_comes_is_answered_and_the_desk_goes_on() {
    let practice = still();
    let (right, _) = right_submission(&practice);
    let json = right.to_string();
    let good = zip(&[("submission.json", &json)]);
    let inner = String::from_utf8_lossy(&[b"PK\x03\x04".as_slice(), b"inside"].concat()).into_owned();
    let long_name = format!("{}.zip", "n".repeat(900));
    for (what, name, content, words) in [
        ("no zip", "package.zip", b"hello".to_vec(), "can't be opened as a zip file"),
        ("cut zip", "package.zip", good[..good.len() / 2].to_vec(), "can't be opened as a zip file"),
        ("nothing", "package.zip", Vec::new(), "is empty"),
        ("empty zip", "package.zip", zip(&[]), "The endpoint service name is missing"),
        ("large file", "package.zip", bomb(1, 5 << 20), "too large when it is unpacked"),
        ("large in all", "package.zip", bomb(20, 3 << 20), "too large when it is unpacked"),
        ("many files", "package.zip", bomb(101, 0), "more than 100 files"),
        ("nested", "package.zip", zip(&[("inner.zip", &inner)]), "holds another zip file"),
        ("no JSON", "package.zip", zip(&[("submission.json", "{")]), "can't be read as JSON"),
        ("deep JSON", "package.zip", zip(&[("submission.json", &"[".repeat(100_000))]), "can't be read as JSON"),
        ("strange JSON", "package.zip", zip(&[("submission.json", "[1, {\"services\": 7}]")]), "The service DNS name is missing"),
        ("long name", &long_name, b"hello".to_vec(), "can't be opened as a zip file"),
        ("another name", "dir/../../etc/package.dat", good.clone(), "It is complete"),
        ("bare JSON", "SUBMISSION.JSON", json.clone().into_bytes(), "It is complete"),
    ] {
        mail_attachment(&practice, what, name, &content);
        let letter = answer(&practice);
        assert!(letter.text.contains(words), "{what}: {}", letter.text);
        assert!(letter.text.lines().all(|line| line.len() <= 998), "{what}");
    }
    let subject = "very long ".repeat(90);
    let nested: String = (0..5000).map(|depth| format!("Content-Type: multipart/mixed; boundary={depth}\n\n--{depth}\n")).collect();
    for (what, message) in [
        ("no header", "\nhello".to_owned()),
        ("nothing", String::new()),
        ("long subject", format!("From: you@practice.example\nSubject: {subject}\n\nhello")),
        ("folded subject", format!("Subject: {}\n\nhello", "folded\n ".repeat(2000))),
        ("other letters", "Subject: =?utf-8?Q?Gr=C3=B6=C3=9Fe?=\n\nhello".to_owned()),
        ("controls", "Subject: a\u{7}b\nFrom: \u{1b}[31m\n\n\u{0}".to_owned()),
        ("mails in mails", format!("Subject: nested\n{nested}Content-Type: text/plain\n\nhello")),
        ("a secret", format!("Subject: key\n\nuse AKIA{}", "Z".repeat(16))),
        ("long words", format!("Subject: words\n\nCompany: {}\n", "w".repeat(900))),
    ] {
        send(&practice, &message);
        let letter = answer(&practice);
        assert!(letter.subject.starts_with("Re: ") && !items(&letter).is_empty(), "{what}: {}", letter.text);
        let raw = practice.control().mail(&letter.id).unwrap();
        assert!(raw.split(|octet| *octet == b'\n').all(|line| line.len() <= 999), "{what}");
    }
    assert_eq!(practice.control().mailbox().unwrap().inbox.iter().filter(|mail| mail.subject == "Re: Größe").count(), 1);
    mail_package(&practice, "at last", &right);
    assert_eq!(servers(&answer(&practice)).len(), 4);
}

#[test]
fn a_silent_desk_answers_nothing_and_a_slow_one_later() {
    let practice = still();
    let silent = begin(&practice, "desk-silent", &[]);
    send(&practice, "From: you@practice.example\nSubject: Hello?\n\nAnybody there?");
    nothing_more(&practice, 30 * 86_400);
    practice.control().end_fault(Some(&silent.id)).unwrap();
    after(&practice.control(), 0, "the answer at last", || newest(&practice, 1));
    begin(&practice, "desk-slow", &[("hours", "48")]);
    send(&practice, "From: you@practice.example\nSubject: Hello again\n\nHow about now?");
    nothing_more(&practice, 48 * 3600 + 299);
    let skipped = practice.control().skip().unwrap();
    assert_eq!((skipped.skipped_ms, skipped.ended.unwrap().what.as_str()), (1_000, "answer"));
    assert!(newest(&practice, 2).is_some(), "the late answer");
}

#[test]
fn a_question_back_is_settled_by_a_reply() {
    let practice = still();
    let (right, _) = right_submission(&practice);
    begin(&practice, "desk-asks-again", &[]);
    mail_package(&practice, "Our product", &right);
    let question = answer(&practice);
    assert!(servers(&question).is_empty() && question.text.contains("Is that so?"), "{}", question.text);
    assert!(question.text.contains("111122223333"));
    let raw = String::from_utf8(practice.control().mail(&question.id).unwrap()).unwrap();
    let id = raw.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap();
    let quoted: String = question.text.lines().map(|line| format!("> {line}\n")).collect();
    send(&practice, &format!("From: you@practice.example\nSubject: Re: it\nIn-Reply-To: {id}\n\nYes, it is.\n\n{quoted}"));
    let letter = answer(&practice);
    assert_eq!(servers(&letter).len(), 4, "{}", letter.text);
}

#[test]
fn a_mistaken_list_of_name_servers_is_put_right_by_a_second_mail() {
    let practice = still();
    let (right, _) = right_submission(&practice);
    begin(&practice, "desk-wrong-name-servers", &[("minutes", "90")]);
    mail_package(&practice, "Our product", &right);
    let first = answer(&practice);
    nothing_more(&practice, 90 * 60 - 1);
    let second = after(&practice.control(), 1, "the correction", || newest(&practice, 2));
    assert!(second.subject.contains("corrected"), "{}", second.subject);
    let (mistaken, real) = (servers(&first), servers(&second));
    assert_eq!((mistaken.len(), real.len()), (4, 4));
    assert_eq!(mistaken.iter().filter(|server| !real.contains(server)).count(), 1);
    let zones = practice.control().zones().unwrap();
    let zone = zones.iter().find(|zone| zone.name == NAME).unwrap();
    assert!(real.iter().all(|server| zone.servers.iter().any(|carries| carries == server)));
    let value: Value = json!(real);
    assert_eq!(value.as_array().unwrap().len(), 4);
}
