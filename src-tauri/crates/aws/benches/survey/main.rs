//! How long a survey takes beside the same questions asked by the AWS CLI and by boto3 with 16 threads, on one endpoint that answers every
//! call 100 ms late: `cargo bench -p gangway-aws --bench survey`. Needs boto3 and `aws` beside it: `GANGWAY_PYTHON` names the interpreter.
//!
//! The lines say what was measured and what it is held against. A wrong answer or a refused call ends the run with an error, a slow one does
//! not: it is a measurement and no test of time. The practice world counts and limits the calls as AWS does, so a survey that is too fast
//! shows as throttled calls.

mod late;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use gangway_aws::survey::{Survey, SurveyAsk};
use gangway_aws::{Account, Credentials, Patience, Secret};
use gangway_model::Region;
use gangway_practice::{Control, Options, Practice};
use serde_json::Value;

use late::Late;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Added to every answer.
const LATE: Duration = Duration::from_millis(100);
/// VPCs in each of the 17 Regions.
const IN_EACH: usize = 10;
/// Calls of the AWS CLI that are measured for the cost of one.
const CLI_CALLS: u32 = 5;

fn main() -> Outcome<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(all())
}

async fn all() -> Outcome<()> {
    side_by_side().await?;
    for count in [10, 100, 1_000] {
        growth(count).await?;
    }
    Ok(())
}

/// What a survey took. On a busy machine the two differ, and the processor's is that of client, late door and practice world together.
struct Took {
    clock: Duration,
    processor: Option<Duration>,
}

impl Took {
    fn processor(&self) -> String {
        self.processor.map_or_else(|| "unknown".to_owned(), |time| format!("{:.2} s", time.as_secs_f64()))
    }
}

/// The processor's time so far. Only Linux tells it this way, in hundredths of a second (proc_pid_stat(5), `utime` and `stime`).
fn processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let after_name = text.rsplit_once(')')?.1;
    let ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<u64>).sum::<Result<u64, _>>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

/// A practice world, the late door to it, and who knocks.
struct Stage {
    practice: Practice,
    control: Control,
    late: Late,
}

impl Stage {
    async fn new() -> Outcome<Self> {
        let practice = Practice::start(Options { speed: 600.0, ..Options::default() })?;
        let control = practice.control();
        let address = practice.world().aws.endpoint.trim_start_matches("http://").parse()?;
        Ok(Self { late: Late::start(address, LATE).await?, control, practice })
    }

    fn endpoint(&self) -> String {
        format!("http://{}", self.late.address)
    }

    /// Fills Regions, without delay and limits, and then turns the limits on.
    async fn fill(&self, regions: &[Region], count: usize) -> Outcome<()> {
        for quota in ["vpcs", "load-balancers"] {
            let parameters = [("quota", quota), ("value", "5000")].map(|(name, value)| (name.to_owned(), value.to_owned()));
            let form = gangway_practice::FaultForm { name: "quota".to_owned(), parameters: parameters.into(), ..Default::default() };
            self.control.begin_fault(&form)?;
        }
        let regions: Vec<&str> = regions.iter().map(Region::as_str).collect();
        let script = root().join("tests/peers/seed_survey.py");
        let (regions, count) = (regions.join(","), count.to_string());
        let more = ["many", regions.as_str(), "--count", count.as_str()];
        self.python(&script, &self.practice.world().aws.endpoint, &more).await?;
        self.control.set_limits(true)?;
        Ok(())
    }

    async fn python(&self, script: &Path, endpoint: &str, more: &[&str]) -> Outcome<Value> {
        let mut command = tokio::process::Command::new(interpreter());
        command.arg(script).args(["--endpoint", endpoint, "--key", "PRACTICESELLER", "--secret", "practice"]).args(more);
        let ended = command.kill_on_drop(true).output().await?;
        if !ended.status.success() {
            return Err(String::from_utf8_lossy(&ended.stderr).into_owned().into());
        }
        Ok(serde_json::from_slice(&ended.stdout)?)
    }

    async fn survey(&self, regions: Vec<Region>) -> Outcome<(Survey, Took)> {
        let credentials = Credentials::Rehearsal {
            access_key_id: "PRACTICESELLER".to_owned(),
            secret: Secret::new("practice"),
            patience: Patience::default(),
        };
        let account = Account::connect(credentials, Some(self.endpoint()), None).await?;
        let (events, _told) = tokio::sync::mpsc::unbounded_channel();
        let (begun, processor) = (Instant::now(), processor());
        let survey = account.survey(&SurveyAsk { regions, ..SurveyAsk::default() }, &events).await?;
        let took =
            Took { clock: begun.elapsed(), processor: self::processor().zip(processor).map(|(end, start)| end.saturating_sub(start)) };
        let gaps: Vec<_> = survey.seen.iter().flat_map(|one| &one.gaps).collect();
        if !survey.failed.is_empty() || !gaps.is_empty() {
            return Err(format!("not everything was seen: {:?} {gaps:?}", survey.failed).into());
        }
        Ok((survey, took))
    }

    /// Calls that practice AWS has refused because there were too many.
    fn throttled(&self) -> Outcome<usize> {
        let codes = ["RequestLimitExceeded", "ThrottlingException", "Throttling"];
        let all = self.control.requests(0)?;
        Ok(all.iter().filter(|one| one.error.as_deref().is_some_and(|code| codes.contains(&code))).count())
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

fn interpreter() -> PathBuf {
    std::env::var_os("GANGWAY_PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from)
}

fn calls(survey: &Survey) -> u32 {
    // One more for the list of Regions.
    1 + survey.seen.iter().map(|one| one.calls).sum::<u32>()
}

/// 17 Regions, by three tools that ask the same.
async fn side_by_side() -> Outcome<()> {
    let stage = Stage::new().await?;
    let credentials = Credentials::Rehearsal {
        access_key_id: "PRACTICESELLER".to_owned(),
        secret: Secret::new("practice"),
        patience: Patience::default(),
    };
    let regions = Account::connect(credentials, Some(stage.practice.world().aws.endpoint.clone()), None).await?.regions().await?;
    stage.fill(&regions, IN_EACH).await?;
    let (survey, took) = stage.survey(Vec::new()).await?;
    let ours = took.clock;
    let (calls, chain) = (calls(&survey), 1 + survey.seen.iter().map(|one| one.longest_chain).max().unwrap_or_default());
    println!("{} Regions, {IN_EACH} VPCs and one endpoint service in each, every answer {} ms late", regions.len(), LATE.as_millis());
    println!("  longest chain of dependent calls  {chain} calls, {:>8.2} s", (LATE * chain).as_secs_f64());
    let ratio = ours.as_secs_f64() / (LATE * chain).as_secs_f64();
    println!(
        "  this survey                {calls:>5} calls, {:>8.2} s   {ratio:.2} x the chain (target 1.5); processor, world included: {}",
        ours.as_secs_f64(),
        took.processor()
    );

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/survey/boto3_survey.py");
    let told = stage.python(&script, &stage.endpoint(), &[]).await?;
    let number = |name: &str| told.get(name).and_then(Value::as_f64).ok_or("boto3 told nothing");
    let (seconds, asked) = (number("seconds")?, number("calls")?);
    println!(
        "  boto3, 16 threads          {asked:>5} calls, {seconds:>8.2} s   {:.1} x as long as the survey",
        seconds / ours.as_secs_f64()
    );

    let one = cli_call(&stage)?;
    let whole = one * calls;
    let ratio = whole.as_secs_f64() / ours.as_secs_f64();
    println!(
        "  AWS CLI, one after another {calls:>5} calls, {:>8.2} s   {ratio:.1} x as long as the survey (target 20); {:.2} s for one call, measured, times calls",
        whole.as_secs_f64(),
        one.as_secs_f64()
    );
    println!("  throttled calls            {:>5}", stage.throttled()?);
    Ok(())
}

/// What a call of the AWS CLI costs, start included: the mean of a few.
fn cli_call(stage: &Stage) -> Outcome<Duration> {
    let beside = interpreter().with_file_name("aws");
    let program = if beside.is_file() { beside } else { PathBuf::from("aws") };
    let begun = Instant::now();
    for _ in 0..CLI_CALLS {
        let mut command = Command::new(&program);
        command.args(["ec2", "describe-vpcs", "--output", "json", "--endpoint-url", &stage.endpoint(), "--region", "eu-west-1"]);
        command
            .env("AWS_ACCESS_KEY_ID", "PRACTICESELLER")
            .env("AWS_SECRET_ACCESS_KEY", "practice")
            .env("AWS_EC2_METADATA_DISABLED", "true");
        let ended = command.env_remove("AWS_PROFILE").env_remove("AWS_SESSION_TOKEN").output()?;
        if !ended.status.success() {
            return Err(String::from_utf8_lossy(&ended.stderr).into_owned().into());
        }
    }
    Ok(begun.elapsed() / CLI_CALLS)
}

/// One Region with more and more in it.
async fn growth(count: usize) -> Outcome<()> {
    let stage = Stage::new().await?;
    let region = Region::parse("eu-west-1").map_err(|wrong| wrong.code)?;
    stage.fill(std::slice::from_ref(&region), count).await?;
    let before = stage.control.requests(0)?.last().map_or(0, |one| one.number);
    let (survey, took) = stage.survey(vec![region]).await?;
    let Some(seen) = survey.seen.first() else { return Err("nothing was seen".into()) };
    let balancing = stage.control.requests(before)?.iter().filter(|one| one.service == "elasticloadbalancing").count();
    println!(
        "one Region, {:>5} VPCs, {:>4} load balancers, {:>4} services: {:>4} calls, {:>7.2} s (AWS's 40 and 10 a second: {:.1} s), {} throttled",
        seen.vpcs.len(),
        seen.load_balancers.len(),
        seen.services.len(),
        calls(&survey),
        took.clock.as_secs_f64(),
        (balancing.saturating_sub(40) as f64 / 10.0).max(LATE.as_secs_f64() * f64::from(seen.longest_chain)),
        stage.throttled()?
    );
    Ok(())
}
