//! How long the practice world takes, beside what it may take: `cargo bench -p gangway-practice`.
//!
//! Everything goes over HTTP, as from an SDK. The lines say what was measured, the target and their ratio; a wrong or lost
//! answer ends the run with an error, a slow one does not: it is a measurement and no test of time. On Linux the processor's
//! time, client and world together, stands beside the clock's: on a busy machine the two differ.

mod wire;

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use gangway_practice::{Options, Practice};

use wire::{Client, text, texts};

const REGION: &str = "eu-west-1";
/// What is wanted of the allow list.
const PRINCIPALS: usize = 100_000;
/// Added by one call, and read back in one page: the largest page that AWS allows.
const A_PAGE: usize = 1_000;
const LOAD_BALANCERS: usize = 1_000;
const CLIENTS: usize = 50;
/// What each of the clients creates and reads back.
const EACH: usize = 20;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    println!("{:<52}{:>12}{:>12}{:>10}{:>7}", "", "measured", "processor", "target", "ratio");
    ready()?;
    let folder = tempfile::tempdir()?;
    let stored = Options { state: Some(folder.path().join("world.db")), ..Options::default() };
    for (kind, options) in [("in memory", Options::default()), ("in a file", stored)] {
        allow_list(kind, options)?;
    }
    load_balancers()?;
    at_once()
}

/// A point in time, by the clock and by the processor.
#[derive(Clone, Copy)]
struct Moment {
    clock: Instant,
    processor: Option<Duration>,
}

impl Moment {
    fn now() -> Moment {
        Moment { clock: Instant::now(), processor: processor() }
    }

    fn until(self, end: Moment) -> Spent {
        let processor = end.processor.zip(self.processor).map(|(end, start)| end.saturating_sub(start));
        Spent { clock: end.clock.duration_since(self.clock), processor }
    }
}

/// What was spent between two moments.
struct Spent {
    clock: Duration,
    processor: Option<Duration>,
}

/// What this process has used up, in steps of 10 ms (proc_pid_stat(5), fields 14 and 15).
fn processor() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, after_name) = told.rsplit_once(')')?;
    let ticks: u64 = after_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Some(Duration::from_millis(ticks * 10))
}

fn line(what: &str, spent: &Spent, target: Option<Duration>) {
    let ratio = target.map_or(String::new(), |target| format!("{:.2}", spent.clock.as_secs_f64() / target.as_secs_f64()));
    let target = target.map_or(String::new(), |target| format!("{} ms", target.as_millis()));
    let processor = spent.processor.map_or(String::new(), |processor| format!("{} ms", processor.as_millis()));
    println!("{what:<52}{:>9.1} ms{processor:>12}{target:>10}{ratio:>7}", spent.clock.as_secs_f64() * 1000.0);
}

/// From nothing to the first answer of STS.
fn ready() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let mut worst = [Duration::ZERO; 3];
    for round in 0..10 {
        let file = Some(folder.path().join(format!("{round}.db")));
        // The second start with a file finds the world that the first one made.
        for (slowest, state) in worst.iter_mut().zip([None, file.clone(), file]) {
            let start = Instant::now();
            let practice = Practice::start(Options { state, ..Options::default() })?;
            Client::new(&practice.world().aws.endpoint, REGION).ask("sts", "2011-06-15", "GetCallerIdentity", "")?;
            *slowest = (*slowest).max(start.elapsed());
            practice.stop();
        }
    }
    let [memory, fresh, again] = worst;
    let target = Some(Duration::from_millis(100));
    for (kind, clock) in [("in memory", memory), ("a new file", fresh), ("a file of before", again)] {
        line(&format!("ready, {kind} (slowest of 10)"), &Spent { clock, processor: None }, target);
    }
    Ok(())
}

/// The subnets of the default VPC, which have 4,091 addresses each: a load balancer wants eight free ones.
fn subnets(client: &Client) -> Outcome<Vec<String>> {
    let vpcs = client.ec2("DescribeVpcs", "&Filter.1.Name=is-default&Filter.1.Value.1=true")?;
    let vpc = text(&vpcs, "vpcId")?;
    let described = client.ec2("DescribeSubnets", &format!("&Filter.1.Name=vpc-id&Filter.1.Value.1={vpc}"))?;
    Ok(texts(&described, "subnetId").into_iter().map(str::to_owned).collect())
}

fn load_balancer(client: &Client, name: &str, subnet: &str) -> Outcome<String> {
    let form = format!("&Name={name}&Type=network&Scheme=internal&Subnets.member.1={subnet}");
    Ok(text(&client.elb("CreateLoadBalancer", &form)?, "LoadBalancerArn")?)
}

/// An endpoint service whose load balancer is active already.
fn endpoint_service(practice: &Practice, client: &Client, name: &str, subnet: &str) -> Outcome<String> {
    let arn = load_balancer(client, name, subnet)?;
    practice.control().set_clock(None, Some(180_000))?;
    let made = client.ec2("CreateVpcEndpointServiceConfiguration", &format!("&NetworkLoadBalancerArn.1={arn}"))?;
    Ok(text(&made, "serviceId")?)
}

fn allow_list(kind: &str, options: Options) -> Outcome<()> {
    let practice = Practice::start(options)?;
    let client = Client::new(&practice.world().aws.endpoint, REGION);
    let subnet = subnets(&client)?.into_iter().next().ok_or("no subnet")?;
    let service = endpoint_service(&practice, &client, "allow-list", &subnet)?;
    let arns: Vec<String> = (0..PRINCIPALS).map(|number| format!("arn:aws:iam::{number:012}:root")).collect();
    let start = Moment::now();
    for part in arns.chunks(A_PAGE) {
        let mut form = format!("&ServiceId={service}");
        for (index, arn) in part.iter().enumerate() {
            form.push_str(&format!("&AddAllowedPrincipals.{}={arn}", index + 1));
        }
        client.ec2("ModifyVpcEndpointServicePermissions", &form)?;
    }
    let added = Moment::now();
    let mut read = BTreeSet::new();
    let (mut token, mut items) = (String::new(), 0);
    loop {
        let page = client.ec2("DescribeVpcEndpointServicePermissions", &format!("&ServiceId={service}&MaxResults={A_PAGE}{token}"))?;
        let principals = texts(&page, "principal");
        items += principals.len();
        read.extend(principals.into_iter().map(str::to_owned));
        match texts(&page, "nextToken").first().filter(|next| !next.is_empty()) {
            Some(next) => token = format!("&NextToken={next}"),
            None => break,
        }
    }
    let read_back = Moment::now();
    if items != PRINCIPALS || !arns.iter().all(|arn| read.contains(arn)) {
        return Err(format!("{items} principals were read back, {} of them different", read.len()).into());
    }
    line(&format!("100,000 principals added, {kind}"), &start.until(added), None);
    line(&format!("100,000 principals read back in pages, {kind}"), &added.until(read_back), None);
    line(&format!("100,000 principals added and read back, {kind}"), &start.until(read_back), Some(Duration::from_secs(2)));
    practice.stop();
    Ok(())
}

fn load_balancers() -> Outcome<()> {
    let practice = Practice::start(Options::default())?;
    let client = Client::new(&practice.world().aws.endpoint, REGION);
    let subnets = subnets(&client)?;
    let start = Moment::now();
    for (number, subnet) in subnets.iter().cycle().take(LOAD_BALANCERS).enumerate() {
        load_balancer(&client, &format!("nlb-{number}"), subnet)?;
    }
    line("1,000 NLBs created, one call each", &start.until(Moment::now()), None);
    let start = Moment::now();
    let mut names = BTreeSet::new();
    let mut marker = String::new();
    loop {
        let page = client.elb("DescribeLoadBalancers", &format!("&PageSize=400{marker}"))?;
        names.extend(texts(&page, "LoadBalancerName").into_iter().map(str::to_owned));
        match texts(&page, "NextMarker").first() {
            Some(next) => marker = format!("&Marker={next}"),
            None => break,
        }
    }
    let described = start.until(Moment::now());
    if names.len() != LOAD_BALANCERS {
        return Err(format!("{} of {LOAD_BALANCERS} load balancers were described", names.len()).into());
    }
    line("1,000 NLBs described in pages of 400", &described, Some(Duration::from_secs(1)));
    practice.stop();
    Ok(())
}

/// What one client did: the target groups it made, by name, and their ARNs.
fn one_client(endpoint: &str, number: usize) -> Result<Vec<(String, String)>, String> {
    let client = Client::new(endpoint, REGION);
    let mut made = Vec::new();
    for item in 0..EACH {
        let name = format!("c{number}-{item}");
        // The port tells the answers apart a second time.
        let port = 1_000 + number * EACH + item;
        let form = format!("&Name={name}&Protocol=TCP&Port={port}&TargetType=ip&VpcId=");
        let vpc = client.ec2("DescribeVpcs", "&Filter.1.Name=tag:Name&Filter.1.Value.1=product")?;
        let answer = client.elb("CreateTargetGroup", &(form + &text(&vpc, "vpcId")?))?;
        if text(&answer, "TargetGroupName")? != name || text(&answer, "Port")? != port.to_string() {
            return Err(format!("{name} was answered with {answer}"));
        }
        made.push((name, text(&answer, "TargetGroupArn")?));
    }
    Ok(made)
}

/// 50 clients at once: every answer is the asker's own, everything answered is there afterwards, nothing else is; and 50
/// calls with one client token make one endpoint service.
fn at_once() -> Outcome<()> {
    let practice = Practice::start(Options::default())?;
    let endpoint = practice.world().aws.endpoint;
    let client = Client::new(&endpoint, REGION);
    let before = texts(&client.elb("DescribeTargetGroups", "")?, "TargetGroupArn").len();
    let start = Moment::now();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let endpoint = endpoint.clone();
            thread::spawn(move || one_client(&endpoint, number))
        })
        .collect();
    let mut made = BTreeSet::new();
    for client in clients {
        made.extend(client.join().map_err(|_| "a client ended in a panic")??);
    }
    line(&format!("{CLIENTS} clients at once, {} calls", CLIENTS * EACH * 2), &start.until(Moment::now()), None);
    let mut found = BTreeSet::new();
    let mut marker = String::new();
    loop {
        let page = client.elb("DescribeTargetGroups", &format!("&PageSize=400{marker}"))?;
        let names = texts(&page, "TargetGroupName").into_iter().map(str::to_owned);
        found.extend(names.zip(texts(&page, "TargetGroupArn").into_iter().map(str::to_owned)));
        match texts(&page, "NextMarker").first() {
            Some(next) => marker = format!("&Marker={next}"),
            None => break,
        }
    }
    if made.len() != CLIENTS * EACH || !made.is_subset(&found) || found.len() != made.len() + before {
        return Err(format!("{} target groups were answered, {} are there", made.len(), found.len()).into());
    }
    one_token(&practice, &client)?;
    println!("{CLIENTS} clients at once lost nothing and mixed nothing up, and one client token made one endpoint service");
    practice.stop();
    Ok(())
}

fn one_token(practice: &Practice, client: &Client) -> Outcome<()> {
    let subnet = subnets(client)?.into_iter().next().ok_or("no subnet")?;
    let arn = load_balancer(client, "one-token", &subnet)?;
    practice.control().set_clock(None, Some(180_000))?;
    let endpoint = practice.world().aws.endpoint;
    let calls: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (endpoint, form) = (endpoint.clone(), format!("&ClientToken=one&NetworkLoadBalancerArn.1={arn}"));
            thread::spawn(move || Client::new(&endpoint, REGION).ec2("CreateVpcEndpointServiceConfiguration", &form))
        })
        .collect();
    let mut ids = BTreeSet::new();
    for call in calls {
        ids.insert(text(&call.join().map_err(|_| "a call ended in a panic")??, "serviceId")?);
    }
    let there = texts(&client.ec2("DescribeVpcEndpointServiceConfigurations", "")?, "serviceId").len();
    if ids.len() == 1 && there == 1 { Ok(()) } else { Err(format!("{} ids, {there} endpoint services", ids.len()).into()) }
}
