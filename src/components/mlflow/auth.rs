//! Who may use a tracking server: MLflow's own users with passwords.

use super::storage::{Database, Storage};
use crate::components::contract::Variable;
use crate::fields::{MountPath, SecretKey, SecretName, Word};
use crate::k8s::pod;
use crate::text::{self, Template};
use indexmap::IndexMap;
use k8s_openapi::api::core::v1::EnvVar;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Users with passwords.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AuthSpec {
    /// The administrator: a Secret with the keys `username`, `password`, of 12 characters or more, and `secret-key`, any long random
    /// text, which signs forms and has to stay the same.
    admin: SecretName,
    /// The user as which entries come that use the server: a Secret with the keys `username` and `password`. The administrator if not
    /// given. Another user has to be created once, by the administrator:
    /// `mlflow.server.get_app_client("basic-auth", URI).create_user(NAME, PASSWORD)`.
    #[serde(default)]
    clients: Option<SecretName>,
    /// What users may do with what is not theirs and was not given to them; `read` if not given.
    #[serde(default)]
    permission: Permission,
}

/// What a user may do with what is another's (mlflow 3.17 server/auth/permissions.py).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Permission {
    /// Nothing.
    None,
    /// Look at it.
    #[default]
    Read,
    /// Look at it and use it.
    Use,
    /// Change it.
    Edit,
    /// Change it, delete it and say who else may.
    Manage,
}

impl Permission {
    fn word(self) -> &'static str {
        match self {
            Self::None => "NO_PERMISSIONS",
            Self::Read => "READ",
            Self::Use => "USE",
            Self::Edit => "EDIT",
            Self::Manage => "MANAGE",
        }
    }
}

/// Users with passwords, settled.
#[derive(Debug)]
pub(super) struct Auth {
    admin: SecretName,
    clients: SecretName,
    permission: Permission,
}

/// Where the configuration is; it holds no password.
const FILE: &str = "/etc/mlflow/basic_auth.ini";
/// Users are in the same database as everything else: their tables have names and a version of their own
/// (mlflow 3.17 server/auth/db).
pub(super) const POSTGRES_URI: &str = "postgresql+psycopg2:///";

#[derive(Serialize)]
struct BasicAuth<'a> {
    permission: &'a str,
    database_uri: String,
}

impl Template for BasicAuth<'_> {
    const NAME: &'static str = "mlflow/basic_auth.ini";
    const TEXT: &'static str = include_str!("../../../templates/mlflow/basic_auth.ini");
}

impl AuthSpec {
    pub(super) fn resolve(self) -> Auth {
        let Self { admin, clients, permission } = self;
        Auth { clients: clients.unwrap_or_else(|| admin.clone()), admin, permission }
    }
}

impl Auth {
    /// The user of entries that use the server, and of whoever scrapes it: metrics too are shown to users only.
    pub(super) fn clients(&self) -> &SecretName {
        &self.clients
    }

    /// What clients are told (mlflow 3.17 environment_variables.py).
    pub(super) fn client_variables(&self) -> [Variable; 2] {
        [("MLFLOW_TRACKING_USERNAME", "username"), ("MLFLOW_TRACKING_PASSWORD", "password")]
            .map(|(name, key)| Variable::secret(name, self.clients.key(key)))
    }

    /// What only the server itself is told.
    pub(super) fn server_variables(&self) -> Vec<EnvVar> {
        let secret = |name: &str, key: &str| pod::secret_variable(name, self.admin.as_str(), key);
        vec![
            pod::variable("MLFLOW_AUTH_CONFIG_PATH", FILE),
            secret("MLFLOW_AUTH_ADMIN_USERNAME", "username"),
            secret("MLFLOW_AUTH_ADMIN_PASSWORD", "password"),
            secret("MLFLOW_FLASK_SERVER_SECRET_KEY", "secret-key"),
        ]
    }

    /// The keys that have to exist where the server runs.
    pub(super) fn secrets(&self) -> Vec<SecretKey> {
        ["username", "password", "secret-key"].map(|key| self.admin.key(key)).to_vec()
    }

    /// The configuration, by its path.
    pub(super) fn files(&self, storage: &Storage) -> IndexMap<MountPath, String> {
        let database_uri = match storage.database {
            Database::Sqlite => format!("sqlite:///{}/basic_auth.db", storage.sqlite_folder()),
            Database::Postgres => POSTGRES_URI.to_owned(),
        };
        let text = text::render(&BasicAuth { permission: self.permission.word(), database_uri });
        MountPath::parse(FILE).into_iter().map(|path| (path, text.clone())).collect()
    }
}
