//! Certificates: requested, proved by the practice name servers, used by a listener, renewed, deleted.

use aws_sdk_acm::primitives::Blob;
use aws_sdk_acm::types::{CertificateExport, CertificateOptions, CertificateType, Tag, ValidationMethod};
use aws_sdk_elasticloadbalancingv2::types::{Certificate, ProtocolEnum};
use gangway_practice::RecordForm;

use crate::balancing::Balanced;
use crate::world::{World, refused};

pub struct Certificates {
    pub main: String,
    pub more: String,
}

async fn issued(world: &mut World, name: &str) -> String {
    let acm = world.seller.acm.clone();
    let made = acm.request_certificate().domain_name(name).validation_method(ValidationMethod::Dns).send().await.unwrap();
    let arn = made.certificate_arn().unwrap().to_owned();
    assert_eq!(world.passes(10).await[&format!("seller {arn}")], "PENDING_VALIDATION");
    let described = acm.describe_certificate().certificate_arn(&arn).send().await.unwrap();
    let record = described.certificate().unwrap().domain_validation_options()[0].resource_record().unwrap().clone();
    let record = RecordForm {
        zone: "example.com".to_owned(),
        name: record.name().to_owned(),
        kind: record.r#type().as_str().to_owned(),
        ttl: 300,
        value: record.value().to_owned(),
    };
    world.control.publish(&record).unwrap();
    world.passes(60).await;
    world.until(&format!("seller {arn}"), "ISSUED").await;
    arn
}

/// One that is imported, and one that would be proved by mail.
async fn elsewhere(world: &mut World) {
    let acm = world.seller.acm.clone();
    let key = rcgen::KeyPair::generate().unwrap();
    let pem = rcgen::CertificateParams::new(vec!["old.example.com".to_owned()]).unwrap().self_signed(&key).unwrap().pem();
    let wanted = acm.import_certificate().certificate(Blob::new(pem.as_bytes())).private_key(Blob::new(key.serialize_pem()));
    let imported = wanted.send().await.unwrap().certificate_arn().unwrap().to_owned();
    let described = acm.describe_certificate().certificate_arn(&imported).send().await.unwrap();
    assert_eq!(described.certificate().unwrap().r#type(), Some(&CertificateType::Imported));
    let body = acm.get_certificate().certificate_arn(&imported).send().await.unwrap();
    assert_eq!(body.certificate(), Some(pem.as_str()));
    acm.delete_certificate().certificate_arn(&imported).send().await.unwrap();

    let asked = acm.request_certificate().domain_name("mail.example.com").validation_method(ValidationMethod::Email);
    let asked = asked.send().await.unwrap().certificate_arn().unwrap().to_owned();
    let mail = acm.resend_validation_email().certificate_arn(&asked).domain("mail.example.com");
    mail.validation_domain("example.com").send().await.unwrap();
    let options = CertificateOptions::builder().export(CertificateExport::Disabled).build();
    acm.update_certificate_options().certificate_arn(&asked).options(options).send().await.unwrap();
    refused("RequestInProgressException", acm.get_certificate().certificate_arn(&asked).send().await);
    acm.delete_certificate().certificate_arn(&asked).send().await.unwrap();
}

pub async fn play(world: &mut World, balanced: &Balanced) -> Certificates {
    elsewhere(world).await;
    let (acm, elb) = (world.seller.acm.clone(), world.seller.elb.clone());
    let main = issued(world, "api.vpce.example.com").await;
    let more = issued(world, "old.example.com").await;
    let tag = Tag::builder().key("team").value("api").build().unwrap();
    acm.add_tags_to_certificate().certificate_arn(&main).tags(tag.clone()).send().await.unwrap();
    let tags = acm.list_tags_for_certificate().certificate_arn(&main).send().await.unwrap();
    assert_eq!(tags.tags(), std::slice::from_ref(&tag));
    acm.remove_tags_from_certificate().certificate_arn(&main).tags(tag).send().await.unwrap();

    let certificate = |arn: &str| Certificate::builder().certificate_arn(arn).build();
    let secure = elb.modify_listener().listener_arn(&balanced.listener).protocol(ProtocolEnum::Tls).certificates(certificate(&main));
    assert_eq!(secure.send().await.unwrap().listeners()[0].protocol(), Some(&ProtocolEnum::Tls));
    elb.add_listener_certificates().listener_arn(&balanced.listener).certificates(certificate(&more)).send().await.unwrap();
    let listed = elb.describe_listener_certificates().listener_arn(&balanced.listener).send().await.unwrap();
    assert_eq!(listed.certificates().len(), 2);
    refused("ResourceInUseException", acm.delete_certificate().certificate_arn(&more).send().await);
    elb.remove_listener_certificates().listener_arn(&balanced.listener).certificates(certificate(&more)).send().await.unwrap();
    refused("ValidationException", acm.renew_certificate().certificate_arn(&more).send().await);
    acm.renew_certificate().certificate_arn(&main).send().await.unwrap();
    world.until(&format!("seller {main} renewal"), "SUCCESS").await;
    Certificates { main, more }
}

pub async fn away(world: &mut World, certificates: &Certificates, balanced: &Balanced) {
    let (acm, elb) = (world.seller.acm.clone(), world.seller.elb.clone());
    acm.delete_certificate().certificate_arn(&certificates.more).send().await.unwrap();
    refused("ResourceInUseException", acm.delete_certificate().certificate_arn(&certificates.main).send().await);
    elb.modify_listener().listener_arn(&balanced.listener).protocol(ProtocolEnum::Tcp).send().await.unwrap();
    acm.delete_certificate().certificate_arn(&certificates.main).send().await.unwrap();
    let gone = acm.describe_certificate().certificate_arn(&certificates.main).send().await;
    refused("ResourceNotFoundException", gone);
    world.agreed().await;
}
