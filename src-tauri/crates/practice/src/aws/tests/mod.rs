//! The AWS side from its wire: raw requests in, raw answers out, time stepped by hand.

mod certificates;
mod endpoint_services;
mod load_balancers;
mod parameters;
mod protocols;
mod rest;
mod restart;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::{Answer, Aws, Request, Resolve, Serve};
use crate::clock::WorldClock;
use crate::faults::Faults;
use crate::state::{State, StateError};

/// Name servers that answer what a test says.
#[derive(Default)]
struct Names(Mutex<BTreeMap<(String, String), String>>);

impl Resolve for Names {
    fn lookup(&self, name: &str, kind: &str) -> Vec<String> {
        self.0.lock().unwrap().get(&(name.to_owned(), kind.to_owned())).cloned().into_iter().collect()
    }
}

impl Serve for Names {
    fn serve_stored(&self) -> Result<(), StateError> {
        Ok(())
    }
}

/// The two accounts on a clock that stands still.
struct World {
    aws: Aws,
    clock: WorldClock,
    names: Arc<Names>,
}

/// Who asks.
const SELLER: &str = "PRACTICESELLER";
const CUSTOMER: &str = "PRACTICECUSTOMER";
const REGION: &str = "eu-west-1";

impl World {
    fn new() -> World {
        World::on(&State::open(None).unwrap())
    }

    fn on(state: &State) -> World {
        let clock = WorldClock::open(state, 0.0).unwrap();
        let names = Arc::new(Names::default());
        let faults = Faults::open(state.clone()).unwrap();
        let aws = Aws::open(state.clone(), clock.clone(), names.clone(), names.clone(), faults, false).unwrap();
        World { aws, clock, names }
    }

    /// Steps the clock and lets what waits for name servers happen.
    fn pass(&self, seconds: i64) {
        self.clock.advance(seconds * 1000);
        self.aws.tick().unwrap();
    }

    fn publish(&self, name: &str, kind: &str, value: &str) {
        let key = (name.trim_end_matches('.').to_owned(), kind.to_owned());
        self.names.0.lock().unwrap().insert(key, value.to_owned());
    }

    fn send(&self, key: &str, region: &str, service: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
        let scope = format!("AWS4-HMAC-SHA256 Credential={key}/20260102/{region}/{service}/aws4_request, Signature=00");
        let mut all = vec![("Authorization".to_owned(), scope)];
        all.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let request = Request { method: "POST".to_owned(), headers: all, body: body.as_bytes().to_vec(), ..Request::default() };
        let call = self.aws.read(&request);
        let Answer { status, body, .. } = self.aws.answer(&request, &call);
        (status, String::from_utf8(body).unwrap())
    }

    /// EC2 as the seller; the parameters as they stand in the form.
    fn ec2(&self, action: &str, parameters: &str) -> (u16, String) {
        self.send(SELLER, REGION, "ec2", &[], &format!("Action={action}&Version=2016-11-15&{parameters}"))
    }

    /// ELBv2 as the seller.
    fn elb(&self, action: &str, parameters: &str) -> (u16, String) {
        let body = format!("Action={action}&Version=2015-12-01&{parameters}");
        self.send(SELLER, REGION, "elasticloadbalancing", &[], &body)
    }

    /// ACM as the seller.
    fn acm(&self, action: &str, body: &str) -> (u16, String) {
        let target = format!("CertificateManager.{action}");
        self.send(SELLER, REGION, "acm", &[("X-Amz-Target", &target)], body)
    }

    /// The product's VPC, its three subnets and its three instances.
    fn product(&self) -> (String, Vec<String>, Vec<String>) {
        let vpcs = ok(self.ec2("DescribeVpcs", "Filter.1.Name=tag:Name&Filter.1.Value.1=product"));
        let vpc = one(&vpcs, "vpcId");
        let of = format!("Filter.1.Name=vpc-id&Filter.1.Value.1={vpc}");
        let subnets = every(&ok(self.ec2("DescribeSubnets", &of)), "subnetId");
        let instances = every(&ok(self.ec2("DescribeInstances", &of)), "instanceId");
        assert_eq!((subnets.len(), instances.len()), (3, 3));
        (vpc, subnets, instances)
    }

    /// An internal load balancer across the product's subnets, already active.
    fn balancer(&self, name: &str) -> String {
        let (_, subnets, _) = self.product();
        let list: Vec<String> = subnets.iter().enumerate().map(|(index, id)| format!("Subnets.member.{}={id}", index + 1)).collect();
        let parameters = format!("Name={name}&Type=network&Scheme=internal&{}", list.join("&"));
        let arn = one(&ok(self.elb("CreateLoadBalancer", &parameters)), "LoadBalancerArn");
        self.pass(120);
        arn
    }
}

/// The body of an answer that has to be a success.
fn ok((status, body): (u16, String)) -> String {
    assert_eq!(status, 200, "{body}");
    body
}

/// The error code of an answer that has to be a failure.
fn code((status, body): (u16, String)) -> String {
    assert_ne!(status, 200, "{body}");
    match serde_json::from_str::<serde_json::Value>(&body) {
        Ok(body) => body["__type"].as_str().unwrap().to_owned(),
        Err(_) => one(&body, "Code"),
    }
}

/// The text of every element of that name, in order; elements of a list may nest.
fn every(xml: &str, tag: &str) -> Vec<String> {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    xml.split(&open).skip(1).map(|rest| rest.split(&close).next().unwrap().to_owned()).collect()
}

/// The text of the first element of that name.
fn one(xml: &str, tag: &str) -> String {
    every(xml, tag).into_iter().next().unwrap_or_else(|| panic!("no {tag} in {xml}"))
}
