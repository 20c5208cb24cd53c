//! The profiles that the user's AWS CLI knows, so that one can be picked. Secrets are never read out of the files here; the SDK does that when it
//! signs.

use aws_config::profile::{Profile, ProfileSet};
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_types::os_shim_internal::{Env, Fs};
use futures_util::FutureExt;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{AwsError, AwsErrorKind};

/// A profile as the welcome screen offers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfileCard {
    /// Its name in `~/.aws/config`; for variables of the environment, `environment`.
    pub name: String,
    /// How it comes to its credentials.
    pub how: HowSignedIn,
    /// The Region written in it.
    pub region: Option<String>,
    /// What it builds on: the sign-in session or portal, the profile that takes on the role, the program's name (never its arguments).
    pub source: Option<String>,
}

/// How a profile comes to its credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum HowSignedIn {
    /// A browser sign-in that runs out after some hours.
    IdentityCenter,
    /// An access key in the file.
    Keys,
    /// A role that another profile assumes.
    AssumeRole,
    /// A program that prints credentials.
    Process,
    /// Variables of the environment.
    Environment,
    /// None of these is written in it.
    Unknown,
}

/// Every profile, `default` first, then by name; last the environment, when it holds keys. No files means no profiles.
/// `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` are honoured.
///
/// # Errors
/// `NoCredentials` when a file exists and can't be read or parsed; the cause names the file and the line.
pub fn profiles() -> Result<Vec<ProfileCard>, AwsError> {
    // The SDK's loader reads with std::fs, so its future is ready at the first poll.
    from_files().now_or_never().unwrap_or_else(|| Err(AwsError::new("LoadProfiles", AwsErrorKind::NoAnswer)))
}

pub(crate) async fn from_files() -> Result<Vec<ProfileCard>, AwsError> {
    from(&Fs::real(), &Env::real()).await
}

async fn from(files: &Fs, environment: &Env) -> Result<Vec<ProfileCard>, AwsError> {
    let loaded = aws_config::profile::load(files, environment, &EnvConfigFiles::default(), None).await;
    let set = loaded.map_err(|error| {
        let cause = std::error::Error::source(&error).map_or_else(|| error.to_string(), |source| format!("{error}: {source}"));
        AwsError::new("LoadProfiles", AwsErrorKind::NoCredentials).because(cause)
    })?;
    let mut cards: Vec<ProfileCard> = set.profiles().filter_map(|name| set.get_profile(name).map(|profile| card(&set, profile))).collect();
    cards.sort_by(|a, b| (a.name != "default", &a.name).cmp(&(b.name != "default", &b.name)));
    if environment.get("AWS_ACCESS_KEY_ID").is_ok_and(|id| !id.trim().is_empty()) {
        let region = environment.get("AWS_REGION").or_else(|_| environment.get("AWS_DEFAULT_REGION")).ok();
        cards.push(ProfileCard { name: "environment".to_owned(), how: HowSignedIn::Environment, region, source: None });
    }
    Ok(cards)
}

fn card(set: &ProfileSet, profile: &Profile) -> ProfileCard {
    let how = how(set, profile, 0);
    ProfileCard {
        name: profile.name().to_owned(),
        how,
        source: source(profile, how),
        region: profile.get("region").map(str::to_owned).filter(|region| !region.is_empty()),
    }
}

/// What a profile builds on. Programs may be called with secrets: only their file's name is told.
fn source(profile: &Profile, how: HowSignedIn) -> Option<String> {
    let text = |key: &str| profile.get(key).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    if profile.get("role_arn").is_some() {
        return text("source_profile").or_else(|| text("credential_source"));
    }
    match how {
        HowSignedIn::IdentityCenter => text("sso_session").or_else(|| text("sso_start_url")),
        HowSignedIn::Process => {
            let command = text("credential_process")?;
            let program = match command.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next(),
                None => command.split_whitespace().next(),
            };
            program?.rsplit(['/', '\\']).next().map(str::to_owned)
        }
        _ => None,
    }
}

/// The order in which the SDK looks. A role assumed from a profile that signs in through the browser runs out with it.
fn how(set: &ProfileSet, profile: &Profile, depth: usize) -> HowSignedIn {
    let has = |key: &str| profile.get(key).is_some();
    if has("role_arn") {
        let source = profile.get("source_profile").filter(|name| *name != profile.name()).and_then(|name| set.get_profile(name));
        return match source {
            Some(source) if depth < 8 && how(set, source, depth + 1) == HowSignedIn::IdentityCenter => HowSignedIn::IdentityCenter,
            _ => HowSignedIn::AssumeRole,
        };
    }
    if has("sso_session") || has("sso_start_url") {
        HowSignedIn::IdentityCenter
    } else if has("aws_access_key_id") {
        HowSignedIn::Keys
    } else if has("credential_process") {
        HowSignedIn::Process
    } else {
        HowSignedIn::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(config: &str, credentials: &str, variables: &[(&str, &str)]) -> Result<Vec<ProfileCard>, AwsError> {
        let mut all = vec![("AWS_CONFIG_FILE", "/config"), ("AWS_SHARED_CREDENTIALS_FILE", "/credentials")];
        all.extend(variables);
        from(&Fs::from_slice(&[("/config", config), ("/credentials", credentials)]), &Env::from_slice(&all)).now_or_never().unwrap()
    }

    #[test]
    fn says_how_each_profile_signs_in() {
        let config = "[profile work]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\nregion = eu-west-1\n\
            [sso-session corp]\nsso_start_url = https://corp.example/start\nsso_region = eu-west-1\n\
            [profile old]\nsso_start_url = https://corp.example/start\n[profile role]\nrole_arn = arn:aws:iam::111122223333:role/x\n\
            source_profile = default\n[profile role-of-work]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = work\n\
            [profile tool]\ncredential_process = /opt/bin/tool --key hunter2\n[profile empty]\nregion = eu-west-1\n[default]\nregion = us-east-1\n";
        let cards = read(config, "[default]\naws_access_key_id = A\naws_secret_access_key = B\n", &[("AWS_ACCESS_KEY_ID", "A")]).unwrap();
        let how: Vec<(&str, HowSignedIn)> = cards.iter().map(|card| (card.name.as_str(), card.how)).collect();
        assert_eq!(
            how,
            [
                ("default", HowSignedIn::Keys),
                ("empty", HowSignedIn::Unknown),
                ("old", HowSignedIn::IdentityCenter),
                ("role", HowSignedIn::AssumeRole),
                ("role-of-work", HowSignedIn::IdentityCenter),
                ("tool", HowSignedIn::Process),
                ("work", HowSignedIn::IdentityCenter),
                ("environment", HowSignedIn::Environment),
            ]
        );
        let source = |name: &str| cards.iter().find(|card| card.name == name).and_then(|card| card.source.as_deref());
        assert_eq!([source("work"), source("role"), source("tool")], [Some("corp"), Some("default"), Some("tool")]);
        assert_eq!([source("old"), source("default")], [Some("https://corp.example/start"), None]);
        assert_eq!(cards[0].region.as_deref(), Some("us-east-1"));
        assert!(!format!("{cards:?}").contains("hunter2"));
        assert!(!format!("{cards:?}").contains("\"B\""));
    }

    #[test]
    fn no_files_is_no_error_and_a_broken_one_is() {
        let none = from(&Fs::from_slice(&[]), &Env::from_slice(&[("HOME", "/home/ann")])).now_or_never().unwrap();
        assert_eq!(none.unwrap(), []);
        assert_eq!(read("[profile work\n", "", &[]).unwrap_err().kind, AwsErrorKind::NoCredentials);
    }
}
