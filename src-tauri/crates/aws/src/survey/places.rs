//! What is there to build on: zones, VPCs, subnets, instances, certificates.

use aws_sdk_acm::types::Filters;
use aws_sdk_ec2 as ec2;
use futures_util::future::join_all;

use super::ask::{Ask, Gaps, page};
use super::pace::Api;
use super::seen::Part;
use crate::error::AwsError;
use crate::read::certificates::{KEY_TYPES, certificate};
use crate::read::{Certificate, Zone};

/// The largest page of these calls.
const PAGE: i32 = 1000;

/// Answers as AWS gave them: zones are named in one, needed in all.
#[derive(Default)]
pub(super) struct Places {
    pub(super) zones: Option<Vec<Zone>>,
    pub(super) vpcs: Option<Vec<ec2::types::Vpc>>,
    pub(super) subnets: Option<Vec<ec2::types::Subnet>>,
    pub(super) reservations: Option<Vec<ec2::types::Reservation>>,
    pub(super) gaps: Gaps,
}

/// Zones, VPCs, subnets and instances.
pub(super) async fn places(ask: &Ask) -> Places {
    let zones = async {
        let answer = ask.paced(Api::Ec2("DescribeAvailabilityZones"), 1, || ask.account.zones(&ask.region)).await;
        let mut gaps = Gaps::default();
        (ask.part(Part::Zones, answer, &mut gaps), gaps)
    };
    let vpcs = async {
        const OPERATION: &str = "DescribeVpcs";
        let request = || ask.clients.ec2.describe_vpcs().max_results(PAGE);
        let page = |token| page!(ask, OPERATION, request(), token, set_next_token, vpcs, next_token);
        let mut gaps = Gaps::default();
        (ask.part(Part::Vpcs, ask.pages(Api::Ec2(OPERATION), OPERATION, 1, page).await, &mut gaps), gaps)
    };
    let subnets = async {
        const OPERATION: &str = "DescribeSubnets";
        let request = || ask.clients.ec2.describe_subnets().max_results(PAGE);
        let page = |token| page!(ask, OPERATION, request(), token, set_next_token, subnets, next_token);
        let mut gaps = Gaps::default();
        (ask.part(Part::Subnets, ask.pages(Api::Ec2(OPERATION), OPERATION, 1, page).await, &mut gaps), gaps)
    };
    let instances = async {
        const OPERATION: &str = "DescribeInstances";
        let request = || ask.clients.ec2.describe_instances().max_results(PAGE);
        let page = |token| page!(ask, OPERATION, request(), token, set_next_token, reservations, next_token);
        let mut gaps = Gaps::default();
        (ask.part(Part::Instances, ask.pages(Api::Ec2(OPERATION), OPERATION, 1, page).await, &mut gaps), gaps)
    };
    let ((zones, mut gaps), vpcs, subnets, instances) = tokio::join!(zones, vpcs, subnets, instances);
    for others in [vpcs.1, subnets.1, instances.1] {
        gaps.join(others);
    }
    Places { zones, vpcs: vpcs.0, subnets: subnets.0, reservations: instances.0, gaps }
}

/// Every certificate with its details, by domain name. Those that are deleted meanwhile are left out.
pub(super) async fn certificates(ask: &Ask) -> (Option<Vec<Certificate>>, Gaps) {
    let mut gaps = Gaps::default();
    let seen = seen_certificates(ask).await.map(|mut found| {
        found.sort_by(|a, b| (&a.domain_name, &a.arn).cmp(&(&b.domain_name, &b.arn)));
        found
    });
    (ask.part(Part::Certificates, seen, &mut gaps), gaps)
}

async fn seen_certificates(ask: &Ask) -> Result<Vec<Certificate>, AwsError> {
    const LIST: &str = "ListCertificates";
    const DESCRIBE: &str = "DescribeCertificate";
    let every_key_type = Filters::builder().set_key_types(Some(KEY_TYPES.to_vec())).build();
    let request = || ask.clients.acm.list_certificates().max_items(PAGE).includes(every_key_type.clone());
    let page = |token| page!(ask, LIST, request(), token, set_next_token, certificate_summary_list, next_token);
    let listed = ask.pages(Api::Acm(LIST), LIST, 1, page).await?;
    let details = listed.iter().filter_map(|one| one.certificate_arn()).map(|arn| async move {
        let send = || ask.clients.acm.describe_certificate().certificate_arn(arn).send();
        let answer = ask.call(Api::Acm(DESCRIBE), DESCRIBE, 2, send).await?;
        answer.certificate().map(certificate).ok_or_else(|| AwsError::missing(DESCRIBE, "Certificate"))
    });
    let mut found = Vec::new();
    for detail in join_all(details).await {
        match detail {
            Ok(certificate) => found.push(certificate),
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}
