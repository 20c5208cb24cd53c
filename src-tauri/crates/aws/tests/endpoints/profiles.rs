//! Profiles whose credentials can't be had. The SDK reads the process's environment, so each case runs in a process of its own: this
//! program again, with one test.

use std::path::Path;
use std::process::Command;

use gangway_aws::{Account, Credentials};

/// Nobody listens on port 1; with credentials a call gets as far as that, and never to AWS.
const NOWHERE: &str = "https://127.0.0.1:1";

const CONFIG: &str = "[profile signed-out]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
[profile signed-in-long-ago]
sso_session = past
sso_account_id = 111122223333
sso_role_name = Admin
[sso-session corp]
sso_start_url = https://corp.example/start
sso_region = eu-west-1
[sso-session past]
sso_start_url = https://past.example/start
sso_region = eu-west-1
[profile keys]
aws_access_key_id = PLACEHOLDER
aws_secret_access_key = placeholder
[profile failing-program]
credential_process = false
[profile empty]
region = eu-west-1
[profile around]
role_arn = arn:aws:iam::111122223333:role/x
source_profile = around-too
[profile around-too]
role_arn = arn:aws:iam::111122223333:role/x
source_profile = around
";

/// The message code that `identity` ends with for a profile; `environment` stands for the variables.
fn code_of(home: &Path, profile: &str, variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "profiles::one_case", "--nocapture", "--test-threads=1"]).env("GANGWAY_TEST_PROFILE", profile);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_") || name.to_ascii_lowercase().ends_with("_proxy")) {
        command.env_remove(name);
    }
    command.env("HOME", home).env("AWS_CONFIG_FILE", home.join("config")).env("AWS_SHARED_CREDENTIALS_FILE", home.join("none"));
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let code = text.lines().find_map(|line| line.split("CODE ").nth(1)).map(str::to_owned);
    code.unwrap_or_else(|| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn each_says_what_is_missing() {
    let home = tempfile::tempdir().unwrap();
    let cache = home.path().join(".aws/sso/cache");
    std::fs::create_dir_all(&cache).unwrap();
    std::fs::write(home.path().join("config"), CONFIG).unwrap();
    // The file's name is the SHA-1 of the session's name, `past`.
    let token = r#"{"accessToken":"t","expiresAt":"2020-01-01T00:00:00Z","region":"eu-west-1","startUrl":"https://past.example/start"}"#;
    std::fs::write(cache.join("dc52f279269d00ddcc22b2e6bb47a812c140dfdc.json"), token).unwrap();
    let code = |profile: &str, variables: &[(&str, &str)]| code_of(home.path(), profile, variables);
    let keys = [("AWS_ACCESS_KEY_ID", "PLACEHOLDER"), ("AWS_SECRET_ACCESS_KEY", "placeholder")];

    assert_eq!(code("signed-out", &[]), "aws-credentials-expired");
    assert_eq!(code("signed-in-long-ago", &[]), "aws-credentials-expired");
    assert_eq!(code("keys", &[]), "aws-no-network");
    assert_eq!(code("failing-program", &[]), "aws-no-credentials");
    assert_eq!(code("empty", &[]), "aws-no-credentials");
    assert_eq!(code("empty", &keys), "aws-no-credentials", "keys of the environment are not the profile's");
    assert_eq!(code("around", &[]), "aws-no-credentials");
    assert_eq!(code("environment", &[]), "aws-no-credentials");
    assert_eq!(code("environment", &keys), "aws-no-network");
}

/// The part that runs in a process of its own; without its variable it has nothing to do.
#[tokio::test]
async fn one_case() {
    let Ok(profile) = std::env::var("GANGWAY_TEST_PROFILE") else { return };
    let credentials = if profile == "environment" { Credentials::Environment } else { Credentials::Profile(profile) };
    let ended = match Account::connect(credentials, Some(NOWHERE.to_owned()), None).await {
        Ok(account) => account.identity().await.map(|_| ()),
        Err(error) => Err(error),
    };
    let error = ended.unwrap_err();
    assert!(!format!("{error:?}").contains("placeholder"));
    println!("CODE {}", error.message().code);
    eprintln!("{error:?}");
}
