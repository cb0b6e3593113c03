//! The keys of a store that speaks S3.

use crate::fields::{SecretKey, SecretName};
use crate::yaml::{WordOrMap, word_or_map};
use schemars::JsonSchema;
use serde::Deserialize;

/// The two keys: those of a Secret with the usual names, or each by its own reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct S3Keys {
    id: SecretKey,
    secret: SecretKey,
}

/// The map form, for a Secret whose keys have names of their own.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NamedS3Keys {
    /// The id of the key.
    access_key_id: SecretKey,
    /// The secret key itself.
    secret_access_key: SecretKey,
}

impl S3Keys {
    /// The usual keys of a Secret.
    pub(super) fn of(secret: &SecretName) -> Self {
        Self { id: secret.key("access-key-id"), secret: secret.key("secret-access-key") }
    }

    /// The variables that hold them.
    pub(super) fn variables(&self) -> Vec<(&'static str, SecretKey)> {
        vec![("AWS_ACCESS_KEY_ID", self.id.clone()), ("AWS_SECRET_ACCESS_KEY", self.secret.clone())]
    }
}

impl WordOrMap for S3Keys {
    type Word = SecretName;
    type Map = NamedS3Keys;
    const EXPECTED: &'static str =
        "a Secret, `secret(name)`, or `{accessKeyId: secret(name/key), secretAccessKey: secret(name/key)}`";

    fn of_word(secret: SecretName) -> Self {
        Self::of(&secret)
    }

    fn of_map(NamedS3Keys { access_key_id, secret_access_key }: NamedS3Keys) -> Self {
        Self { id: access_key_id, secret: secret_access_key }
    }
}

word_or_map!(S3Keys, "S3Keys", "A Secret with the keys `access-key-id` and `secret-access-key`, or a map that names other keys.");
