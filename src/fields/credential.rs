//! The recognition of secrets that are written out.

/// Words that, at the end of a variable's name, say that its value is a credential.
const CREDENTIAL_WORDS: [&str; 9] =
    ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "CREDENTIAL", "CREDENTIALS", "PASS"];
/// Words that make `KEY` a credential.
const KEY_WORDS: [&str; 7] = ["API", "ACCESS", "SECRET", "PRIVATE", "AUTH", "ENCRYPTION", "SIGNING"];
/// How well-known tokens begin, with the least length that they have. They hold letters, digits, `_` and `-` only: `sk-1.example.com` is
/// a host.
const TOKEN_PREFIXES: [(&str, usize); 9] = [
    ("AKIA", 20),
    ("ASIA", 20),
    ("ghp_", 36),
    ("github_pat_", 40),
    ("glpat-", 20),
    ("xoxb-", 20),
    ("hf_", 30),
    ("sk-", 20),
    ("AIza", 35),
];
/// How other well-known credentials begin: a JSON Web Token, and a key in the form of PEM.
const OTHER_PREFIXES: [(&str, usize); 2] = [("eyJhbGciOi", 40), ("-----BEGIN", 20)];

/// Whether a text is most likely a credential by itself: it begins as a known token does, or is a URL with a password.
pub fn is_token(value: &str) -> bool {
    url_password(value).is_some_and(|password| !password.is_empty() && !password.starts_with("$(")) || known_token(value)
}

/// Whether a word of a command line sets an option to a credential: `--password=hunter2`.
pub fn is_credential_option(word: &str) -> bool {
    word.strip_prefix("--")
        .and_then(|option| option.split_once('='))
        .is_some_and(|(name, value)| names_credential_value(name, value))
}

/// Whether the value of a variable is most likely a credential, by the end of the variable's name. A reference is none.
pub fn names_credential_value(name: &str, value: &str) -> bool {
    names_credential(name) && !is_harmless(value)
}

/// Whether the name of a variable or a key says that its value is a credential. Whole words count, so that `TOKENIZER` and
/// `MAX_TOKENS` are left alone.
pub fn names_credential(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let words: Vec<&str> = upper.split(['_', '-', '.']).filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        [.., before, "KEY"] => KEY_WORDS.contains(before),
        [.., last] => CREDENTIAL_WORDS.contains(last),
        [] => false,
    }
}

fn known_token(value: &str) -> bool {
    let begins = |(prefix, length): &(&str, usize)| value.len() >= *length && value.starts_with(prefix);
    let is_word = || value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    OTHER_PREFIXES.iter().any(begins) || (TOKEN_PREFIXES.iter().any(begins) && is_word())
}

/// Values that hold no secret whatever the variable is called: nothing, a switch, a file's path, a reference.
fn is_harmless(value: &str) -> bool {
    matches!(value, "" | "true" | "false" | "none" | "0" | "1")
        || value.starts_with('/')
        || value.starts_with("$(")
        || value.starts_with("secret(")
}

/// The password in `scheme://user:password@host`.
fn url_password(value: &str) -> Option<&str> {
    let (_, rest) = value.split_once("://")?;
    let (user_info, _) = rest.split(['/', '?', '#']).next()?.rsplit_once('@')?;
    user_info.split_once(':').map(|(_, password)| password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognises_credentials() {
        for (name, value) in [
            ("DB_PASSWORD", "hunter2"),
            ("API_KEY", "abc"),
            ("AWS_SECRET_ACCESS_KEY", "abc"),
            ("WANDB_API_KEY", "abc"),
            ("GITHUB_TOKEN", "abc"),
            ("NOTHING", "AKIAIOSFODNN7EXAMPLE"),
            ("DATABASE_URL", "postgresql://mlflow:mlflow@db:5432/mlflow"),
            ("BROKER", "redis://:hunter2@queue:6379/0"),
        ] {
            assert!((names_credential_value(name, value) || is_token(value)), "{name}");
        }
    }

    #[test]
    fn leaves_ordinary_settings_alone() {
        for (name, value) in [
            ("TOKENIZER", "bert"),
            ("MAX_TOKENS", "512"),
            ("TOKENIZERS_PARALLELISM", "false"),
            ("PASSWORD_FILE", "/run/secrets/password"),
            ("GOOGLE_APPLICATION_CREDENTIALS", "/var/run/key.json"),
            ("SECRET_NAME", "loan-api"),
            ("MONKEY", "see"),
            ("SORT_KEY", "name"),
            ("BROKER", "redis://:$(REDIS_PASSWORD)@queue:6379/0"),
            ("URL", "https://example.com/a:b@c"),
            ("ADMIN_EMAIL", "ops@example.com"),
            ("UPSTREAM", "sk-301h7n74-e0.example.com"),
        ] {
            assert!(!(names_credential_value(name, value) || is_token(value)), "{name}");
        }
    }
}
