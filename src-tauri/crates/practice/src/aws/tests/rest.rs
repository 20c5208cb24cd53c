//! REST with XML bodies from its wire: paths, bodies that no client would send, and how they are refused.

use super::*;

const SPACE: &str = "xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"";

/// Status, `Location` and body of a request to Route 53.
fn send(world: &World, method: &str, path: &str, query: &str, body: &str) -> (u16, Option<String>, String) {
    let scope = format!("AWS4-HMAC-SHA256 Credential={SELLER}/20260102/us-east-1/route53/aws4_request, Signature=00");
    let request = Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: vec![("Authorization".to_owned(), scope)],
        body: body.as_bytes().to_vec(),
    };
    let answer = world.aws.answer(&request, &world.aws.read(&request));
    let location = answer.headers.into_iter().find(|(name, _)| name == "Location").map(|(_, value)| value);
    (answer.status, location, String::from_utf8(answer.body).unwrap())
}

fn create(world: &World, body: &str) -> (u16, String) {
    let (status, _, body) = send(world, "POST", "/2013-04-01/hostedzone", "", body);
    (status, body)
}

fn zone(inner: &str) -> String {
    format!("<?xml version=\"1.0\"?><CreateHostedZoneRequest {SPACE}>{inner}</CreateHostedZoneRequest>")
}

#[test]
fn a_zone_is_made_and_found_by_its_path() {
    let world = World::new();
    let inner = "<Name>a&#46;example.com</Name><!-- here --><CallerReference><![CDATA[1 & 2]]></CallerReference>";
    let (status, location, body) = send(&world, "POST", "/2013-04-01/hostedzone/", "", &zone(inner));
    assert_eq!(status, 201, "{body}");
    assert_eq!((one(&body, "Name"), one(&body, "CallerReference")), ("a.example.com.".into(), "1 &amp; 2".into()));
    let id = one(&one(&body, "HostedZone"), "Id");
    assert_eq!(location.unwrap(), format!("https://route53.amazonaws.com/2013-04-01{id}"));
    let (status, _, got) = send(&world, "GET", &format!("/2013-04-01{id}"), "", "");
    assert_eq!((status, one(&got, "Id")), (200, id.clone()));
    let escaped = format!("/2013-04-01/hostedzone/{}", id.replace('/', "%2F"));
    assert_eq!(send(&world, "GET", &escaped, "", "").0, 400, "33 characters");
    // Paths of another version of the API lead nowhere.
    let bare = id.trim_start_matches("/hostedzone/");
    assert_eq!(send(&world, "GET", &format!("/2012-12-12/hostedzone/{bare}"), "", "").0, 404);
}

#[test]
fn paths_and_methods_that_lead_nowhere_are_unknown_operations() {
    let world = World::new();
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/2013-04-01/nothing"),
        ("GET", "/2013-04-01/hostedzone//rrset"),
        ("PUT", "/2013-04-01/hostedzone"),
        ("DELETE", "/2013-04-01/hostedzone"),
        ("GET", "/2013-04-01/healthcheck"),
    ] {
        let (status, _, body) = send(&world, method, path, "", "");
        assert_eq!((status, one(&body, "Code")), (404, "UnknownOperationException".into()), "{method} {path}");
    }
}

#[test]
fn a_body_is_held_against_its_schema() {
    let world = World::new();
    let entity = format!("<!DOCTYPE x [<!ENTITY e \"a\">]>{}", zone("<Name>&e;</Name><CallerReference>1</CallerReference>"));
    let foreign = zone("<Name>a.example.com</Name><CallerReference>1</CallerReference>").replace("2013", "2012");
    let deep = format!("{}{}", "<Name>".repeat(100), "</Name>".repeat(100));
    let long = format!("<Name>a.example.com</Name><CallerReference>{}</CallerReference>", "x".repeat(129));
    for (body, why) in [
        (String::new(), "cvc-complex-type.2.4.b"),
        ("<CreateHostedZoneRequest".to_owned(), "Invalid XML"),
        ("nonsense".to_owned(), "Premature end of file"),
        (entity, "DOCTYPE"),
        (foreign, "cvc-elt.1"),
        (format!("<Other {SPACE}/>"), "cvc-elt.1"),
        (zone("<Name>a.example.com</Name>"), "CallerReference}' is expected"),
        (zone("<Name>a</Name><Name>b</Name><CallerReference>1</CallerReference>"), "cvc-complex-type.2.4.a"),
        (zone("<Name>a</Name><CallerReference>1</CallerReference><Colour/>"), "starting with element 'Colour'"),
        (zone("text<Name>a</Name>"), "cvc-complex-type.2.3"),
        (zone("<Name><Name/></Name>"), "cvc-type.3.1.2"),
        (zone(&deep), "nested too deeply"),
        (zone(&long), "cvc-maxLength-valid"),
        (zone("<Name>&nonsense;</Name>"), "was referenced, but not declared"),
        (zone("<HostedZoneConfig><PrivateZone>perhaps</PrivateZone></HostedZoneConfig>"), "cvc-datatype-valid.1.2.1"),
    ] {
        let (status, answer) = create(&world, &body);
        assert_eq!((status, one(&answer, "Code")), (400, "InvalidInput".into()), "{body}");
        let message = one(&answer, "Message").replace("&apos;", "'");
        assert!(message.starts_with("Invalid XML ; ") && message.contains(why), "{body}: {message}");
    }
    assert_eq!(one(&send(&world, "GET", "/2013-04-01/hostedzonecount", "", "").2, "HostedZoneCount"), "0");
}

#[test]
fn what_stands_in_the_query_string_is_held_against_the_model() {
    let world = World::new();
    let (status, _, body) = send(&world, "GET", "/2013-04-01/testdnsanswer", "recordname=a&recordtype=Q", "");
    let message = one(&body, "Message");
    assert_eq!((status, one(&body, "Code")), (400, "InvalidInput".into()));
    assert!(message.starts_with("2 validation errors detected: ") && message.contains("enum value set"), "{message}");
    assert_eq!(send(&world, "GET", "/2013-04-01/hostedzone", "maxitems=5&unheard=of", "").0, 200);
}
