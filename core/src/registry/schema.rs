//! The shapes of requests and answers, as JSON schemas: what the types of the bindings are generated from.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value as Json;

pub(super) fn of_request<T: JsonSchema>() -> Json {
    SchemaSettings::draft2020_12()
        .for_deserialize()
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

pub(super) fn of_answer<T: JsonSchema>() -> Json {
    SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

/// The JSON schema of the configuration that [`Engine::open`](crate::Engine::open) takes.
pub fn configuration_schema() -> Json {
    of_request::<crate::Config>()
}

/// The JSON schema of how a value of the host is kept.
pub fn value_options_schema() -> Json {
    of_request::<crate::ValueOptions>()
}

/// The JSON schema of a PostgreSQL database as [`Engine::follow`](crate::Engine::follow) takes it.
#[cfg(feature = "postgres")]
pub fn postgres_source_schema() -> Json {
    of_request::<crate::PostgresSource>()
}

/// The JSON schema of what [`Following::status`](crate::Following::status) tells.
#[cfg(feature = "postgres")]
pub fn follow_status_schema() -> Json {
    of_answer::<crate::FollowStatus>()
}

/// The JSON schema of what [`Following::verify`](crate::Following::verify) finds.
#[cfg(feature = "postgres")]
pub fn verify_report_schema() -> Json {
    of_answer::<crate::VerifyReport>()
}
