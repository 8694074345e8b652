//! Files that are not as written: found, named, and made anew from a snapshot folder.

use std::path::{Path, PathBuf};

use advisor_engine::{CallOptions, Engine, Error, ErrorKind, LoadOptions};
use serde_json::Value as Json;
use xxhash_rust::xxh3::xxh3_64;

use super::parquet_folder::write_folder;
use super::{answers, config, filled, source_rows, text};

/// Flips per file; the places are spread evenly, first and last byte included.
const FLIP_COUNT: usize = 24;

/// One file of every kind in a store that has been folded once.
const FILES: [&str; 5] = [
    "log.sqlite",
    "generations/2/base.duckdb",
    "generations/2/vectors",
    "generations/2/graph",
    "generations/2/documents.rows",
];

/// The folder of the one generation of a closed store.
fn generation(store: &Path) -> PathBuf {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(store.join("generations"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(folders.len(), 1, "{folders:?}");
    folders.remove(0)
}

/// A closed store with rows in base and log, and what it answers.
fn closed_store(folder: &Path) -> Json {
    let engine = filled(folder);
    let expected = answers(&engine);
    engine.close();
    expected
}

/// Changes some bytes of a file, looks, and puts them back.
fn with_bytes<T>(file: &Path, bytes: &[u8], look: impl FnOnce() -> T) -> T {
    let before = std::fs::read(file).unwrap();
    std::fs::write(file, bytes).unwrap();
    let seen = look();
    std::fs::write(file, before).unwrap();
    seen
}

/// The error of a store that must not open.
fn open_error(store: &Path) -> Error {
    match Engine::open(store, config()) {
        Ok(_) => unreachable!("the store opened"),
        Err(error) => error,
    }
}

/// What a store with a damaged file says: none where nothing is wrong with its answers nor reported.
fn complaint(store: &Path, file_name: &str, expected: &Json) -> Option<String> {
    let engine = match Engine::open(store, config()) {
        Ok(engine) => engine,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Corrupt, "{file_name}: {error:?}");
            return Some(error.to_string());
        }
    };
    let report = engine.verify_files(&CallOptions::default());
    let seen = answers(&engine);
    engine.close();
    assert_eq!(seen, *expected, "{file_name}: the store opened and answers differently");
    match report {
        Ok(report) => {
            let found = report.files.iter().find(|file| file.name == file_name).unwrap();
            found.problem.clone()
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Corrupt, "{file_name}: {error:?}");
            Some(error.to_string())
        }
    }
}

#[test]
fn a_flipped_byte_of_any_file_of_the_base_is_found() {
    let store = tempfile::tempdir().unwrap();
    let expected = closed_store(store.path());
    let folder = generation(store.path());
    for name in [
        "manifest.json",
        "base.duckdb",
        "documents.rows",
        "advisor_profiles.rows",
        "vectors",
        "graph",
    ] {
        let file = folder.join(name);
        let good = std::fs::read(&file).unwrap();
        for step in 0..FLIP_COUNT {
            let place = step * (good.len() - 1) / (FLIP_COUNT - 1);
            let mut bad = good.clone();
            bad[place] ^= 0x10;
            let said = with_bytes(&file, &bad, || complaint(store.path(), name, &expected));
            // The newline after the manifest's checksum is the one byte that means nothing.
            let is_idle = name == "manifest.json" && place == good.len() - 1;
            assert!(
                said.is_some() || is_idle,
                "{name}: byte {place} of {} went unseen",
                good.len()
            );
        }
    }
    assert_eq!(complaint(store.path(), "vectors", &expected), None, "all is put back");
}

#[test]
fn a_fold_over_a_damaged_base_changes_no_answer() {
    let store = tempfile::tempdir().unwrap();
    let expected = closed_store(store.path());
    let mut refused_count = 0;
    let length = std::fs::read(generation(store.path()).join("base.duckdb")).unwrap().len();
    for step in 0..FLIP_COUNT {
        let copy = tempfile::tempdir().unwrap();
        copy_folder(store.path(), copy.path());
        let file = generation(copy.path()).join("base.duckdb");
        let mut bytes = std::fs::read(&file).unwrap();
        bytes[step * (length - 1) / (FLIP_COUNT - 1)] ^= 0x10;
        std::fs::write(&file, &bytes).unwrap();
        let Ok(engine) = Engine::open(copy.path(), config()) else {
            refused_count += 1;
            continue;
        };
        let folded = engine.fold(&CallOptions::default());
        assert_eq!(answers(&engine), expected, "flip {step}, {folded:?}");
        if let Err(error) = folded {
            refused_count += 1;
            assert_eq!(error.kind(), ErrorKind::Corrupt, "{error:?}");
        }
        engine.close();
        let engine = Engine::open(copy.path(), config()).unwrap();
        assert_eq!(answers(&engine), expected, "flip {step}, after reopening");
        engine.close();
    }
    assert!(refused_count > 0, "no flip was seen by anyone");
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn a_flipped_byte_of_the_log_is_found_or_changes_no_answer() {
    let store = tempfile::tempdir().unwrap();
    let expected = closed_store(store.path());
    let file = store.path().join("log.sqlite");
    let good = std::fs::read(&file).unwrap();
    let payload = good.windows(16).position(|bytes| bytes == b"late-arrival.pdf").unwrap();
    let spread = (0..4 * FLIP_COUNT).map(|step| step * (good.len() - 1) / (4 * FLIP_COUNT - 1));
    let mut found_count = 0;
    for place in spread.chain(payload..payload + 16) {
        let mut bad = good.clone();
        bad[place] ^= 0x10;
        let said = with_bytes(&file, &bad, || complaint(store.path(), "log.sqlite", &expected));
        found_count += usize::from(said.is_some());
        let is_payload = (payload..payload + 16).contains(&place);
        assert!(said.is_some() || !is_payload, "byte {place} of a row went unseen");
        // SQLite's side files may hold pages of the damaged file.
        for side in ["log.sqlite-wal", "log.sqlite-shm"] {
            drop(std::fs::remove_file(store.path().join(side)));
        }
    }
    println!("{found_count} flips were found");
}

#[test]
fn a_truncated_or_missing_file_is_found() {
    let store = tempfile::tempdir().unwrap();
    let expected = closed_store(store.path());
    let folder = generation(store.path());
    let mut report: Vec<String> = Vec::new();
    for name in ["manifest.json", "base.duckdb", "documents.rows", "vectors", "graph"] {
        let file = folder.join(name);
        let good = std::fs::read(&file).unwrap();
        let short =
            with_bytes(&file, &good[..good.len() / 2], || complaint(store.path(), name, &expected));
        let short = short.expect("half a file does not pass for a whole one");
        std::fs::remove_file(&file).unwrap();
        let missing = open_error(store.path()).to_string();
        std::fs::write(&file, good).unwrap();
        let names = folder.display().to_string();
        let told = format!("half of {name}:\n  {short}\nno {name}:\n  {missing}\n");
        report.push(told.replace(&names, "<generation>"));
    }
    insta::assert_snapshot!(report.concat(), @r"
    half of manifest.json:
      Corrupt in open: the manifest is not readable as written (path: <generation>/manifest.json)
    no manifest.json:
      Corrupt in open: the base lacks its file `manifest.json` (path: <generation>)
    half of base.duckdb:
      has 1447936 bytes; expected 2895872
    no base.duckdb:
      Corrupt in open: the base lacks its file `base.duckdb` (path: <generation>)
    half of documents.rows:
      Corrupt in open: the rows of `documents` are not readable as written (file: <generation>/documents.rows)
    no documents.rows:
      Corrupt in open: the base lacks its file `documents.rows` (path: <generation>)
    half of vectors:
      Corrupt in open: the vectors are not readable as written (file: <generation>/vectors)
    no vectors:
      Corrupt in open: the base lacks its file `vectors` (path: <generation>)
    half of graph:
      Corrupt in open: the graph is not readable as written (file: <generation>/graph)
    no graph:
      Corrupt in open: the base lacks its file `graph` (path: <generation>)
    ");
    assert_eq!(complaint(store.path(), "vectors", &expected), None, "all is put back");
}

#[test]
fn a_file_whose_head_is_overwritten_is_corrupt() {
    for name in FILES {
        let store = tempfile::tempdir().unwrap();
        closed_store(store.path());
        overwrite_head(&store.path().join(name));
        let error = open_error(store.path());
        assert_eq!(error.kind(), ErrorKind::Corrupt, "{name}: {error:?}");
    }
}

#[test]
fn a_damaged_store_is_made_anew_from_a_snapshot_folder() {
    let snapshot = tempfile::tempdir().unwrap();
    write_folder(snapshot.path(), &source_rows());
    for name in [
        "log.sqlite",
        "generations/2/base.duckdb",
        "generations/2/vectors",
        "generations/2/documents.rows",
    ] {
        let store = tempfile::tempdir().unwrap();
        closed_store(store.path());
        let file = store.path().join(name);
        let bytes = overwrite_head(&file);
        open_error(store.path());
        let options = LoadOptions::default();
        let engine = Engine::rebuild(store.path(), config(), snapshot.path(), &options).unwrap();
        let rebuilt = answers(&engine);
        assert_eq!(rebuilt["client"]["totalDocuments"], 1, "{name}");
        assert_eq!(rebuilt["client"]["amounts"][0]["totalRevenue"], "12.50", "{name}");
        assert!(engine.verify_files(&CallOptions::default()).unwrap().is_sound(), "{name}");
        engine.close();
        let set_aside = store.path().join("set-aside-1").join(name);
        assert_eq!(std::fs::read(set_aside).unwrap(), bytes, "{name}: the old file is kept");
        let engine = Engine::open(store.path(), config()).unwrap();
        assert_eq!(answers(&engine), rebuilt, "{name}, after reopening");
        engine.close();
    }
}

/// Turns the first bytes of a file over, and tells what it holds then.
fn overwrite_head(file: &Path) -> Vec<u8> {
    let mut bytes = std::fs::read(file).unwrap();
    for byte in bytes.iter_mut().take(200) {
        *byte ^= 0xff;
    }
    std::fs::write(file, &bytes).unwrap();
    bytes
}

/// Writes the manifest of the generation with other values, and its checksum to match.
fn rewrite_manifest(store: &Path, edit: impl FnOnce(&mut Json)) {
    let path = generation(store).join("manifest.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let (body, _) = text.trim_end().rsplit_once('\n').unwrap();
    let mut manifest: Json = serde_json::from_str(body).unwrap();
    edit(&mut manifest);
    let body = serde_json::to_string_pretty(&manifest).unwrap();
    std::fs::write(path, format!("{body}\n{:016x}\n", xxh3_64(body.as_bytes()))).unwrap();
}

#[test]
fn a_store_of_a_newer_format_or_another_catalog_is_told_apart_from_a_damaged_one() {
    let store = tempfile::tempdir().unwrap();
    let expected = closed_store(store.path());
    let mut report: Vec<String> = Vec::new();
    let mut refused = |name: &str, edit: fn(&mut Json)| {
        rewrite_manifest(store.path(), edit);
        let error = open_error(store.path());
        report.push(format!("{name}:\n  {}\n", text(&error, &[])));
    };
    refused("newer format", |manifest| {
        manifest["format"] = 7.into();
        manifest["oldest_reader"] = 6.into();
    });
    refused("another catalog", |manifest| {
        manifest["format"] = 1.into();
        manifest["oldest_reader"] = 1.into();
        manifest["catalog_digest"] = 1.into();
    });
    insta::assert_snapshot!(report.concat(), @r"
    newer format:
      Unsupported in open: the store has format 7 and needs a reader of at least 6; this engine reads 1; open it with a newer engine, or reload it from the source
    another catalog:
      SchemaMismatch in open: the store was written under another version of the catalog `advisoros`; reload it from the source with `Engine::rebuild`
    ");
    let digest = advisor_engine::ADVISOROS.digest();
    rewrite_manifest(store.path(), |manifest| {
        // A newer writer that says this reader will do.
        manifest["format"] = 7.into();
        manifest["catalog_digest"] = digest.into();
        manifest["a_key_of_the_future"] = 1.into();
    });
    let engine = Engine::open(store.path(), config()).unwrap();
    assert_eq!(answers(&engine), expected);
    engine.close();
}
