//! Encrypted sessions, and passwords that are proven instead of sent.

use std::path::{Path, PathBuf};

use advisor_engine::{Config, Engine, ErrorKind, FollowOptions, PostgresSource};
use advisor_engine_tests::postgres::{Cluster, Layout};
use advisor_engine_tests::torture::prepare;
use postgres::Client;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

use super::compare::assert_same;
use super::{catch_up, follow, patient};

/// The one name that the server's certificate holds.
const NAME: &str = "localhost";

/// Who signs certificates, and the file that says so.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    file: PathBuf,
}

impl Authority {
    fn new(folder: &Path, name: &str) -> Self {
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let file = folder.join(format!("{name}.pem"));
        std::fs::write(&file, parameters.self_signed(&key).unwrap().pem()).unwrap();
        Self { issuer: Issuer::new(parameters, key), file }
    }

    /// A certificate and its key.
    fn sign(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let parameters = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let certificate = parameters.signed_by(&key, &self.issuer).unwrap();
        (certificate.pem(), key.serialize_pem())
    }
}

/// Kinds of the engine's sessions with this database, and whether each is encrypted.
fn sessions(client: &mut Client) -> Vec<(String, bool)> {
    let rows = client.query(
        "SELECT DISTINCT backend_type, ssl FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) \
         WHERE application_name = 'advisor-engine' AND datname = current_database() ORDER BY 1",
        &[],
    );
    rows.unwrap().iter().map(|row| (row.get(0), row.get(1))).collect()
}

fn expected_sessions(is_encrypted: bool) -> [(String, bool); 2] {
    ["client backend", "walsender"].map(|kind| (kind.to_owned(), is_encrypted))
}

#[test]
fn every_session_is_encrypted_and_the_server_is_who_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let [right, wrong] = ["right", "wrong"].map(|name| Authority::new(folder.path(), name));
    let cluster = std::sync::Arc::new(Cluster::start());
    let mut database = cluster.database();
    prepare(&mut database);
    let source = |host: &str, mode: &str, root: Option<&Path>| {
        let root = root.map_or_else(String::new, |path| format!("&sslrootcert={}", path.display()));
        let (port, name) = (cluster.port(), &database.name);
        PostgresSource::new(format!("postgresql://test@{host}:{port}/{name}?sslmode={mode}{root}"))
    };
    let (right_root, wrong_root) = (Some(&*right.file), Some(&*wrong.file));
    let mut client = cluster.connect(&database.name);
    let mut follows = |source: &PostgresSource, is_encrypted: bool| {
        let engine = Engine::in_memory(Config::default()).unwrap();
        let following = follow(&engine, source, &mut client);
        assert_eq!(sessions(&mut client), expected_sessions(is_encrypted), "{source:?}");
        let rename = "UPDATE clients SET \"businessName\" = \"businessName\" || '.'";
        client.batch_execute(rename).unwrap();
        catch_up(&following, &mut client);
        assert_same(&engine, &mut client, Layout::CamelCase);
        following.stop();
        engine.drop_replication(source, &patient()).unwrap();
    };
    let refused = |source: &PostgresSource, part: &str| {
        let engine = Engine::in_memory(Config::default()).unwrap();
        let error = engine.follow(source, &FollowOptions::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}");
        let message = error.message();
        assert!(message.contains(part), "`{part}` is not in: {message}");
        assert!(message.ends_with("see `sslmode` and `sslrootcert`"), "{message}");
    };

    // A server that encrypts nothing.
    follows(&source(NAME, "prefer", None), false);
    for mode in ["require", "verify-ca", "verify-full"] {
        refused(&source(NAME, mode, right_root), "server does not support TLS");
    }

    let (certificate, key) = right.sign(NAME);
    cluster.use_certificate(&certificate, &key);
    follows(&source(NAME, "disable", None), false);
    follows(&source(NAME, "prefer", None), true);
    follows(&source("127.0.0.1", "require", None), true);
    follows(&source(NAME, "verify-ca", right_root), true);
    follows(&source(NAME, "verify-full", right_root), true);
    for mode in ["verify-ca", "verify-full"] {
        // Both authorities have the same name: it is the signature that is not this one's.
        refused(&source(NAME, mode, wrong_root), "invalid peer certificate: BadSignature");
        // The public authorities know nothing of it.
        refused(&source(NAME, mode, None), "UnknownIssuer");
    }
    refused(&source(NAME, "verify-ca", Some(Path::new("/nowhere.pem"))), "/nowhere.pem");
    refused(&source("127.0.0.1", "verify-full", right_root), "is an IP address");

    // The right authority, but for another name.
    let (certificate, key) = right.sign("elsewhere.example");
    cluster.use_certificate(&certificate, &key);
    follows(&source(NAME, "require", None), true);
    for mode in ["verify-ca", "verify-full"] {
        refused(&source(NAME, mode, right_root), "not valid for name");
    }
}

#[test]
fn a_password_is_proven_on_every_session_encrypted_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new(folder.path(), "authority");
    let cluster = std::sync::Arc::new(Cluster::start());
    let mut database = cluster.database();
    prepare(&mut database);
    database.client.batch_execute("CREATE PUBLICATION advisor_engine FOR ALL TABLES").unwrap();
    for (user, method) in [("proven", "scram-sha-256"), ("hashed", "md5")] {
        database
            .client
            .batch_execute(&format!(
                "SET password_encryption = '{method}'; \
                 CREATE ROLE {user} LOGIN REPLICATION PASSWORD 'se cret/@'; \
                 GRANT SELECT ON ALL TABLES IN SCHEMA public TO {user};"
            ))
            .unwrap();
        cluster.demand_password(user, method);
    }
    for is_encrypted in [false, true] {
        if is_encrypted {
            let (certificate, key) = authority.sign(NAME);
            cluster.use_certificate(&certificate, &key);
        }
        for user in ["proven", "hashed"] {
            let source = |password: &str| {
                let (port, name) = (cluster.port(), &database.name);
                let address = format!("127.0.0.1:{port}/{name}");
                PostgresSource::new(format!("postgresql://{user}:{password}@{address}"))
            };
            let engine = Engine::in_memory(Config::default()).unwrap();
            let wrong = engine.follow(&source("se%20crot"), &FollowOptions::default()).unwrap_err();
            assert_eq!(wrong.kind(), ErrorKind::PermissionDenied, "{wrong}");
            assert!(wrong.message().contains("check user and password"), "{wrong}");
            assert!(!format!("{wrong:?}").contains("crot"), "a password was repeated: {wrong:?}");

            let source = source("se%20cret%2F%40");
            let following = follow(&engine, &source, &mut database.client);
            let users = "SELECT DISTINCT usename::text FROM pg_stat_activity \
                         WHERE application_name = 'advisor-engine'";
            let users = database.client.query(users, &[]).unwrap();
            assert_eq!(users.iter().map(|row| row.get(0)).collect::<Vec<String>>(), [user]);
            let found = sessions(&mut database.client);
            assert_eq!(found, expected_sessions(is_encrypted), "{user}");
            let rename = format!("UPDATE clients SET \"businessName\" = '{user}'");
            database.client.batch_execute(&rename).unwrap();
            catch_up(&following, &mut database.client);
            assert_same(&engine, &mut database.client, Layout::CamelCase);
            following.stop();
            // The publication is its owner's to drop.
            let slot = "SELECT pg_drop_replication_slot('advisor_engine')";
            super::until(|| database.client.batch_execute(slot).is_ok());
        }
    }
}
