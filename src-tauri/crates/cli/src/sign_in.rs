//! `sign-in`: what somebody gets who signs in with IAM Identity Center. The session ends with the command; nothing of it is kept.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;
use gangway_model::{AccountId, Region};
use gangway_onboarding::access::IdentityCard;
use gangway_onboarding::{SignIn, SignInAccount, Trouble, World};
use gangway_words::Words;
use serde::Serialize;

use crate::json;
use crate::world::Place;

#[derive(Args)]
pub struct SignInArguments {
    /// The address of the company's AWS access portal.
    #[arg(long, value_name = "URL")]
    start_url: String,
    /// The Region of IAM Identity Center.
    #[arg(long, value_parser = region)]
    region: Region,
    /// A practice world that runs, whose portal is meant: its control address.
    #[arg(long, value_name = "URL")]
    practice: Option<String>,
    /// Show who a role of this account is; with --role.
    #[arg(long, value_parser = account, requires = "role")]
    account: Option<AccountId>,
    /// The role (permission set); with --account.
    #[arg(long, requires = "account")]
    role: Option<String>,
}

fn region(text: &str) -> Result<Region, String> {
    Region::parse(text).map_err(|why| Words::english().say(&why))
}

fn account(text: &str) -> Result<AccountId, String> {
    AccountId::parse(text).map_err(|why| Words::english().say(&why))
}

/// What the terminal says.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    accounts: Vec<Line>,
    /// Of the role that was asked about.
    identity: Option<IdentityCard>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    #[serde(flatten)]
    account: SignInAccount,
    roles: Vec<String>,
}

/// Shows the code and the link on standard error, waits for the browser, prints accounts and roles, and signs out.
pub async fn sign_in(arguments: &SignInArguments, json: bool) -> Result<ExitCode, Trouble> {
    let world = match &arguments.practice {
        Some(address) => Place { practice: Some(address.clone()), world: None, profile: None }.world(None)?,
        None => World::aws(None),
    };
    let session = SignIn::new(&arguments.start_url, arguments.region.clone(), world.endpoint.clone())?;
    let code = session.begin().await?;
    eprintln!("Open {}\nand compare the code: {}", code.link, code.user_code);
    session.finish().await?;
    let listed = listed(arguments, &session, world).await;
    session.sign_out().await;
    let report = listed?;
    if json {
        json::print("sign-in", &report, &[])?;
    } else {
        print!("{}", sentences(&report));
    }
    Ok(ExitCode::SUCCESS)
}

async fn listed(arguments: &SignInArguments, session: &SignIn, world: World) -> Result<Report, Trouble> {
    let mut accounts = Vec::new();
    for account in session.accounts().await? {
        let roles = session.roles(&account.account_id).await?;
        accounts.push(Line { account, roles });
    }
    let identity = match (&arguments.account, &arguments.role) {
        (Some(account), Some(role)) => {
            let world = world.signed_in(session.role(account.clone(), role.as_str()));
            Some(gangway_onboarding::engine::identify(&world).await?)
        }
        _ => None,
    };
    Ok(Report { accounts, identity })
}

fn sentences(report: &Report) -> String {
    let mut text = String::new();
    for Line { account, roles } in &report.accounts {
        let _ = writeln!(text, "{}  {}  {}", account.account_id.grouped(), account.name, roles.join(", "));
    }
    if let Some(identity) = &report.identity {
        let alias = identity.alias.as_ref().map(|alias| format!(" ({alias})")).unwrap_or_default();
        let _ = writeln!(text, "{}{alias} · {}", identity.account_id.grouped(), identity.arn);
    }
    text
}
