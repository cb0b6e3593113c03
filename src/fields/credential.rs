//! The recognition of secrets that are written out.

/// Words that, at the end of a variable's name, say that its value is a credential.
const CREDENTIAL_WORDS: [&str; 9] =
    ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "CREDENTIAL", "CREDENTIALS", "PASS"];
/// Words that make `KEY` a credential.
const KEY_WORDS: [&str; 7] = ["API", "ACCESS", "SECRET", "PRIVATE", "AUTH", "ENCRYPTION", "SIGNING"];
/// Words that make `TOKEN` a piece of text for a language model.
const MODEL_WORDS: [&str; 17] = [
    "BEGIN", "BOS", "CLS", "END", "EOS", "IMAGE", "MASK", "MAX", "MIN", "NUM", "PAD", "PER", "SEP", "SPECIAL", "START", "STOP",
    "UNK",
];
/// Words that make `SECRET` the name of a Secret: `IMAGE_PULL_SECRET`, `TLS_SECRET`.
const NAMED_SECRETS: [&str; 4] = ["CERT", "EXISTING", "PULL", "TLS"];
/// How well-known tokens begin, with the least length that they have. They hold letters, digits, `_` and `-` only: `sk-1.example.com` is
/// a host. Sources: the documentation of AWS, GitHub, GitLab, Slack, Hugging Face, OpenAI, Google, npm, Docker, Stripe, Replicate, Groq and
/// NVIDIA (2026-11).
const TOKEN_PREFIXES: [(&str, usize); 24] = [
    ("AKIA", 20),
    ("ASIA", 20),
    ("ghp_", 36),
    ("gho_", 36),
    ("ghu_", 36),
    ("ghs_", 36),
    ("ghr_", 36),
    ("github_pat_", 40),
    ("glpat-", 20),
    ("xoxa-", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("xapp-", 20),
    ("hf_", 30),
    ("sk-", 20),
    ("AIza", 35),
    ("GOCSPX-", 30),
    ("npm_", 40),
    ("dckr_pat_", 30),
    ("sk_live_", 28),
    ("rk_live_", 28),
    ("r8_", 40),
    ("gsk_", 50),
    ("nvapi-", 60),
];
/// How a JSON Web Token begins, and the least length that one has.
const WEB_TOKEN: (&str, usize) = ("eyJhbGciOi", 40);

/// Whether a text is most likely a credential by itself: it begins as a known token does, or is a URL with a password.
pub fn is_token(value: &str) -> bool {
    url_password(value).is_some_and(|password| !is_harmless(password)) || known_token(value)
}

/// Whether a longer text, such as a file of configuration or a line of a shell, has a credential somewhere in it.
pub fn holds_token(text: &str) -> bool {
    // Nothing shorter is one, and most texts of objects are.
    if text.len() < 8 {
        return false;
    }
    let is_quote = |letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | '`' | ',');
    let is_sign = |letter: char| matches!(letter, '=' | ':' | ';' | '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | '\\');
    is_private_key(text)
        || text
            .split(is_quote)
            .filter(|word| word.len() >= 8)
            .any(|word| (word.contains("://") && is_token(word)) || (word.len() >= 20 && word.split(is_sign).any(known_token)))
}

/// Whether a word of a command line sets an option to a credential: `--password=hunter2`.
pub fn is_credential_option(word: &str) -> bool {
    word.strip_prefix("--")
        .and_then(|option| option.split_once('='))
        .is_some_and(|(name, value)| names_credential_value(name, value))
}

/// Whether the value of a variable is most likely a credential, by the end of the variable's name. A reference is none.
pub fn names_credential_value(name: &str, value: &str) -> bool {
    names_credential(name) && !is_harmless(value) && !is_name_of_secret(name, value)
}

/// Whether the name of a variable or a key says that its value is a credential. Whole words count, so that `TOKENIZER` and
/// `MAX_TOKENS` are left alone.
pub fn names_credential(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let words: Vec<&str> = upper.split(['_', '-', '.']).filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        [.., before, "KEY"] => KEY_WORDS.contains(before),
        [.., before, "TOKEN"] if MODEL_WORDS.contains(before) => false,
        // It tells clusters of etcd apart (etcd documentation, "Clustering Guide", 3.6).
        [.., "INITIAL", "CLUSTER", last] => *last != "TOKEN" && CREDENTIAL_WORDS.contains(last),
        [.., before, "SECRET"] if NAMED_SECRETS.contains(before) => false,
        [.., last] => CREDENTIAL_WORDS.contains(last),
        [] => false,
    }
}

fn known_token(value: &str) -> bool {
    let begins = |(prefix, length): &(&str, usize)| value.len() >= *length && value.starts_with(prefix);
    let is_word = || value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    begins(&WEB_TOKEN) || is_private_key(value) || (TOKEN_PREFIXES.iter().any(begins) && is_word())
}

/// Whether a text has a private key in the form of PEM; a certificate is none.
fn is_private_key(text: &str) -> bool {
    text.match_indices("-----BEGIN ").any(|(at, _)| {
        let title = text[at..].lines().next().unwrap_or_default();
        title.trim_end().ends_with("PRIVATE KEY-----")
    })
}

/// Values that hold no secret whatever the variable is called: nothing, a switch, a file's path, a reference, a place in a template or
/// in an example.
fn is_harmless(value: &str) -> bool {
    const SWITCHES: [&str; 13] = ["", "true", "false", "yes", "no", "on", "off", "none", "null", "enabled", "disabled", "0", "1"];
    const REFERENCES: [&str; 13] = ["/", "./", "$(", "${", "{{", "{%", "secret(", "%(", "%s", "arn:", "vault:", "file:", "ENC["];
    const FILES: [&str; 5] = [".json", ".pem", ".key", ".crt", ".txt"];
    SWITCHES.iter().any(|switch| value.eq_ignore_ascii_case(switch))
        || REFERENCES.iter().any(|start| value.starts_with(start))
        || FILES.iter().any(|end| value.ends_with(end))
        || (value.starts_with('<') && value.ends_with('>'))
        || value.strip_prefix('$').is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
        || value.bytes().all(|byte| matches!(byte, b'*' | b'x' | b'X' | b'.'))
}

/// Whether a variable for a secret holds the name of a Secret instead: `CLIENT_SECRET: oauth-client-secret`.
fn is_name_of_secret(name: &str, value: &str) -> bool {
    const ENDS: [&str; 8] = ["-secret", "-secrets", "-credentials", "-creds", "-tls", "-token", "-cert", "-certs"];
    let upper = name.to_ascii_uppercase();
    let may_be_name = ["SECRET", "CREDENTIAL", "CREDENTIALS"].iter().any(|word| upper.ends_with(word));
    may_be_name && ENDS.iter().any(|end| value.ends_with(end))
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
            ("EOS_TOKEN", "</s>"),
            ("MAX_TOKEN", "512"),
            ("IMAGE_PULL_SECRET", "regcred"),
            ("CLIENT_SECRET", "oauth-client-secret"),
            ("API_KEY", "${API_KEY}"),
            ("API_KEY", "<your key>"),
            ("API_TOKEN", "{{ .Values.token }}"),
            ("PASSWORD", "Disabled"),
            ("CA", "-----BEGIN CERTIFICATE-----"),
            ("DATABASE_URL", "postgresql://mlflow:${PASSWORD}@db:5432/mlflow"),
        ] {
            assert!(!(names_credential_value(name, value) || is_token(value)), "{name}");
        }
    }
    #[test]
    fn finds_tokens_in_longer_texts() {
        for text in [
            "export KEY=AKIAIOSFODNN7EXAMPLE && run",
            "uri: \"postgresql://mlflow:hunter2@db/mlflow\"",
            "{\"token\":\"ghp_0123456789abcdefghijABCDEFGHIJ012345\"}",
            "a: b\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n",
        ] {
            assert!(holds_token(text), "{text}");
        }
        for text in [
            "curl https://example.com/a:b@c --retry 3",
            "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
            "risk-assessment-of-very-long-names task-0123456789abcdefghij",
            "redis://:$(REDIS_PASSWORD)@queue:6379/0",
            "scheme://user:%(password)s@host",
        ] {
            assert!(!holds_token(text), "{text}");
        }
    }
}
