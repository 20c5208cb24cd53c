//! The whole course from outside: load balancer, endpoint service, certificate, private DNS name, submission, name
//! servers, delegation, launch. Requests are written here by hand, as they are on the wire.

use std::io::Write;

use base64::Engine as _;
use gangway_practice::{Control, MailView, Options, Practice, RecordForm};
use serde_json::{Value, json};

use super::mail::send;
use super::{eventually, still};

pub(super) const REGION: &str = "eu-west-1";
pub(super) const NAME: &str = "api.vpce.example.com";

/// A client of one practice account.
pub(super) struct Aws {
    endpoint: String,
    key: &'static str,
    agent: ureq::Agent,
}

impl Aws {
    pub(super) fn new(practice: &Practice) -> Aws {
        Aws::of(practice, "PRACTICESELLER")
    }

    pub(super) fn customer(practice: &Practice) -> Aws {
        Aws::of(practice, "PRACTICECUSTOMER")
    }

    fn of(practice: &Practice, key: &'static str) -> Aws {
        let config = ureq::Agent::config_builder().proxy(None).http_status_as_error(false).build();
        Aws { endpoint: practice.world().aws.endpoint, key, agent: config.new_agent() }
    }

    fn post(&self, service: &str, kind: &str, target: &str, body: &str) -> String {
        let scope = format!("Credential={}/20260101/{REGION}/{service}/aws4_request", self.key);
        let request = self.agent.post(&self.endpoint).content_type(kind);
        let request = request.header("Authorization", format!("AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"));
        let mut answer = request.header("X-Amz-Target", target).send(body).unwrap();
        let text = answer.body_mut().read_to_string().unwrap();
        assert_eq!(answer.status(), 200, "{body}\n{text}");
        text
    }

    pub(super) fn ec2(&self, query: &str) -> String {
        self.post("ec2", "application/x-www-form-urlencoded", "", &format!("{query}&Version=2016-11-15"))
    }

    pub(super) fn elb(&self, query: &str) -> String {
        self.post("elasticloadbalancing", "application/x-www-form-urlencoded", "", &format!("{query}&Version=2015-12-01"))
    }

    pub(super) fn acm(&self, action: &str, body: &Value) -> Value {
        let target = format!("CertificateManager.{action}");
        serde_json::from_str(&self.post("acm", "application/x-amz-json-1.1", &target, &body.to_string())).unwrap()
    }
}

/// The content of every element of that name.
pub(super) fn all(xml: &str, element: &str) -> Vec<String> {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    xml.split(&open).skip(1).filter_map(|rest| rest.split_once(&close)).map(|(content, _)| content.to_owned()).collect()
}

pub(super) fn one(xml: &str, element: &str) -> String {
    all(xml, element).into_iter().next().unwrap_or_else(|| panic!("no {element} in {xml}"))
}

pub(super) fn publish(control: &Control, name: &str, kind: &str, value: &str) {
    let form = RecordForm { zone: "example.com".into(), name: name.into(), kind: kind.into(), ttl: 60, value: value.into() };
    control.publish(&form).unwrap();
}

/// Steps the clock and waits for what the world then does.
pub(super) fn after<T>(control: &Control, seconds: i64, what: &str, look: impl FnMut() -> Option<T>) -> T {
    control.set_clock(None, Some(seconds * 1000)).unwrap();
    eventually(what, look)
}

pub(super) fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A mail with a package, its Message-ID made from the subject.
pub(super) fn mail_package(practice: &Practice, subject: &str, submission: &Value) {
    mail_attachment(practice, subject, "package.zip", &zip(&[("submission.json", &submission.to_string())]));
}

/// A mail with an attachment, its Message-ID made from the subject.
pub(super) fn mail_attachment(practice: &Practice, subject: &str, name: &str, content: &[u8]) {
    let package = base64::engine::general_purpose::STANDARD.encode(content);
    let lines: Vec<&str> = package.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    send(
        practice,
        &format!(
            "From: Ada <you@practice.example>\nTo: seller-operations@practice.example\nSubject: {subject}\nMessage-ID: <{}@me.example>\n\
             MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\nSee the package.\n--b\n\
             Content-Type: application/zip; name=\"{name}\"\nContent-Disposition: attachment; filename=\"{name}\"\n\
             Content-Transfer-Encoding: base64\n\n{}\n--b--",
            subject.replace(' ', "-"),
            lines.join("\n")
        ),
    );
}

/// A submission of one Region that is complete and right, and the id of its endpoint service.
pub(super) fn right_submission(practice: &Practice) -> (Value, String) {
    let aws = Aws::new(practice);
    let (id, service) = endpoint_service(practice, &aws);
    let (arn, record) = certificate(practice, &aws);
    let submission = json!({
        "schemaVersion": 1,
        "product": {"title": "Example Insight", "productId": "prod-abcdefghijklm", "visibility": "limited"},
        "company": {"name": "Example Corp", "contactName": "Ada", "contactMail": "ada@example.com"},
        "serviceDnsName": NAME,
        "services": [{"region": REGION, "account": "111122223333", "serviceName": service}],
        "certificates": [{"arn": arn, "account": "111122223333", "validationRecords":
            [{"name": record["Name"], "type": "CNAME", "value": record["Value"]}]}],
    });
    (submission, id)
}

pub(super) fn newest(practice: &Practice, count: usize) -> Option<MailView> {
    let mut inbox = practice.control().mailbox().unwrap().inbox;
    (inbox.len() == count).then(|| inbox.pop().unwrap())
}

/// Load balancer and endpoint service; answers the endpoint service's id and name.
pub(super) fn endpoint_service(practice: &Practice, aws: &Aws) -> (String, String) {
    let subnets = all(&aws.ec2("Action=DescribeSubnets"), "subnetId");
    let created = aws.elb(&format!("Action=CreateLoadBalancer&Name=api&Type=network&Scheme=internal&Subnets.member.1={}", subnets[0]));
    let arn = one(&created, "LoadBalancerArn");
    after(&practice.control(), 120, "the load balancer", || {
        let seen = aws.elb("Action=DescribeLoadBalancers");
        (one(&one(&seen, "State"), "Code") == "active").then_some(())
    });
    let created = aws.ec2(&format!(
        "Action=CreateVpcEndpointServiceConfiguration&NetworkLoadBalancerArn.1={}&PrivateDnsName=api.example.com",
        arn.replace(':', "%3A").replace('/', "%2F")
    ));
    (one(&created, "serviceId"), one(&created, "serviceName"))
}

/// An issued certificate; answers its ARN and validation record.
pub(super) fn certificate(practice: &Practice, aws: &Aws) -> (String, Value) {
    let control = practice.control();
    let asked = json!({"DomainName": NAME, "ValidationMethod": "DNS", "SubjectAlternativeNames": [format!("*.{NAME}")]});
    let arn = aws.acm("RequestCertificate", &asked)["CertificateArn"].as_str().unwrap().to_owned();
    let describe = || aws.acm("DescribeCertificate", &json!({"CertificateArn": arn}))["Certificate"].clone();
    let record = after(&control, 5, "the validation record", || {
        let record = describe()["DomainValidationOptions"][0]["ResourceRecord"].clone();
        record.is_object().then_some(record)
    });
    control.set_clock(None, Some(600_000)).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(600));
    assert_eq!(describe()["Status"], "PENDING_VALIDATION");
    publish(&control, record["Name"].as_str().unwrap(), "CNAME", record["Value"].as_str().unwrap());
    after(&control, 61, "the certificate", || (describe()["Status"] == "ISSUED").then_some(()));
    (arn, record)
}

#[test]
fn from_nothing_to_the_launch() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { state: Some(folder.path().join("world.db")), speed: 0.0, ..Options::default() };
    let practice = Practice::start(options.clone()).unwrap();
    let (control, aws) = (practice.control(), Aws::new(&practice));
    let (id, service) = endpoint_service(&practice, &aws);
    let (arn, record) = certificate(&practice, &aws);
    let mut submission = json!({
        "schemaVersion": 1,
        "company": {"name": "Example Corp", "contactName": "Ada", "contactMail": "ada@example.com"},
        "serviceDnsName": NAME,
        "privateDnsName": {"name": "api.example.com", "state": "verified"},
        "services": [{"region": REGION, "account": "111122223333", "serviceName": service}],
        "certificates": [{"arn": arn, "account": "111122223333", "validationRecords":
            [{"name": record["Name"], "type": "CNAME", "value": record["Value"]}]}],
    });

    // The private DNS name is not proven: the desk looks it up and says so.
    mail_package(&practice, "first try", &submission);
    let answer = after(&control, 300, "the refusal", || newest(&practice, 1));
    assert!(answer.text.contains("is not verified"), "{}", answer.text);

    let describe = || aws.ec2("Action=DescribeVpcEndpointServiceConfigurations");
    let proof = one(&describe(), "privateDnsNameConfiguration");
    publish(&control, &one(&proof, "name"), "TXT", &one(&proof, "value"));
    aws.ec2(&format!("Action=StartVpcEndpointServicePrivateDnsVerification&ServiceId={id}"));
    after(&control, 60, "the private DNS name", || {
        (one(&one(&describe(), "privateDnsNameConfiguration"), "state") == "verified").then_some(())
    });

    // Somebody else's account is a slip that the desk finds, too.
    submission["services"][0]["account"] = json!("444455556666");
    mail_package(&practice, "second try", &submission);
    let answer = after(&control, 300, "the second refusal", || newest(&practice, 2));
    assert!(answer.text.contains("in the account 444455556666"), "{}", answer.text);

    submission["services"][0]["account"] = json!("111122223333");
    mail_package(&practice, "third try", &submission);
    let answer = after(&control, 300, "the name servers", || newest(&practice, 3));
    let servers: Vec<&str> = answer.text.lines().filter(|line| line.starts_with("ns-")).collect();
    assert_eq!(servers.len(), 4, "{}", answer.text);
    assert!(answer.text.contains("Case number: "));

    // Three of four is not a delegation that the desk takes.
    for server in &servers[..3] {
        publish(&control, NAME, "NS", server);
    }
    control.set_clock(None, Some(61_000)).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(600));
    assert!(newest(&practice, 3).is_some());
    publish(&control, NAME, "NS", servers[3]);
    practice.stop();

    let practice = Practice::start(options).unwrap();
    let aws = Aws::new(&practice);
    let answer = after(&practice.control(), 61, "the launch", || newest(&practice, 4));
    assert!(answer.subject.ends_with("is launched"), "{}", answer.subject);
    let base = one(&aws.ec2("Action=DescribeVpcEndpointServiceConfigurations"), "baseEndpointDnsNameSet");
    assert_eq!(one(&base, "item"), NAME);

    // The validation record goes on being answered, now by the desk's own servers.
    let zones = practice.control().zones().unwrap();
    let zone = zones.iter().find(|zone| zone.name == NAME).unwrap();
    assert!(zone.records.iter().any(|kept| kept.kind == "CNAME" && record["Name"].as_str().unwrap().starts_with(&kept.name)));
}

#[test]
fn a_question_about_no_case_is_answered_with_what_is_missing() {
    let practice = still();
    send(&practice, "From: you@practice.example\nSubject: Hello?\n\nWhere do I start?");
    let answer = after(&practice.control(), 300, "the answer", || newest(&practice, 1));
    assert!(answer.text.contains("The service DNS name is missing."));
}
