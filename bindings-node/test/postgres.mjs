// A PostgreSQL server that a test starts for itself, with the backend's tables.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { need } from "./support.mjs";

const oldestMajor = 15;
const cases = need("ADVISOR_ENGINE_CASES");
const hostOwned = ["advisor_embeddings", "scoring_profiles"];

/** The rows of the language-neutral cases, without those that no backend has. */
export const practice = JSON.parse(readFileSync(join(cases, "worlds/practice.json"), "utf8"))
  .filter(({ table }) => !hostOwned.includes(table));

/** Who may connect, and how: only one user needs a password. */
const access = `
local all all trust
host all guarded 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
host replication all 127.0.0.1/32 trust
`;

function printed(program, ...options) {
  try {
    return execFileSync(program, options, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "";
  }
}

/** The folder of the server's programs: in `PATH`, of `pg_config`, or Debian's, the newest first. */
function findPrograms() {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((one, other) => Number(other) - Number(one)) : [];
  const folders = [
    ...(process.env.PATH ?? "").split(delimiter),
    printed("pg_config", "--bindir"),
    ...versions.map((version) => join(debian, version, "bin")),
  ];
  const found = folders.find((folder) => {
    const isThere = folder !== "" && existsSync(join(folder, "initdb"));
    const version = isThere && printed(join(folder, "postgres"), "--version").match(/\d+/);
    return version && Number(version[0]) >= oldestMajor;
  });
  if (!found) {
    throw new Error(
      `this test needs PostgreSQL ${oldestMajor} or newer; install it with \`apt-get install postgresql\` ` +
        "(Debian, Ubuntu) or `brew install postgresql@16` (macOS)",
    );
  }
  return found;
}

/** Whom the server runs as: nobody else, unless this is root, whom PostgreSQL refuses. */
function unprivileged() {
  if (process.getuid() !== 0) {
    return {};
  }
  for (const name of ["postgres", "nobody"]) {
    const uid = printed("id", "-u", name);
    if (uid !== "") {
      return { uid: Number(uid), gid: Number(printed("id", "-g", name)) };
    }
  }
  throw new Error("PostgreSQL does not run as root; add a user with `useradd --system postgres`");
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

export class Cluster {
  #programs = findPrograms();
  /** Of any version, and sometimes beside the others, sometimes not. */
  #psql = existsSync(join(this.#programs, "psql")) ? join(this.#programs, "psql") : "psql";
  #user = unprivileged();
  #folder = mkdtempSync(join(tmpdir(), "advisor-engine-postgres-"));
  #server;
  #databaseCount = 0;

  /** A server that is stopped when the test ends. */
  static async start(test) {
    const cluster = new Cluster();
    test.after(() => cluster.remove());
    const data = join(cluster.#folder, "data");
    if (cluster.#user.uid !== undefined) {
      chownSync(cluster.#folder, cluster.#user.uid, cluster.#user.gid);
    }
    const options = ["--username=test", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C", "--pgdata", data];
    execFileSync(join(cluster.#programs, "initdb"), options, cluster.#surroundings("ignore"));
    writeFileSync(join(data, "pg_hba.conf"), access);
    // Another process may take the port between its choice and its use.
    for (let attempt = 1; ; attempt += 1) {
      cluster.port = await freePort();
      try {
        await cluster.serve();
        break;
      } catch (error) {
        if (attempt === 10 || !error.message.includes("Address already in use")) {
          throw error;
        }
      }
    }
    cluster.query("postgres", "CREATE ROLE guarded LOGIN PASSWORD 'right'");
    return cluster;
  }

  #surroundings(stdio) {
    return { ...this.#user, cwd: this.#folder, env: { ...process.env, LC_ALL: "C" }, stdio };
  }

  /** Starts the server on the cluster's port. */
  async serve() {
    const settings = [
      "fsync=off", "full_page_writes=off", "wal_level=logical", "autovacuum=off", "timezone=UTC", "lc_messages=C",
      "logging_collector=off", "log_destination=stderr", "max_replication_slots=50", "max_wal_senders=50",
    ].flatMap((setting) => ["-c", setting]);
    const data = join(this.#folder, "data");
    const options = ["-D", data, "-k", this.#folder, "-h", "127.0.0.1", "-p", String(this.port), ...settings];
    const server = spawn(join(this.#programs, "postgres"), options, this.#surroundings(["ignore", "ignore", "pipe"]));
    this.#server = server;
    // Where this process ends early, the server does not outlive it.
    process.on("exit", () => server.kill("SIGQUIT"));
    let log = "";
    for await (const line of createInterface({ input: server.stderr })) {
      log += `${line}\n`;
      if (line.includes("database system is ready to accept connections")) {
        server.stderr.resume();
        server.stderr.unref();
        server.unref();
        return;
      }
    }
    throw new Error(`PostgreSQL did not start:\n${log}`);
  }

  /** Ends the server at once; its sessions with it. */
  async stop() {
    const server = this.#server;
    this.#server = undefined;
    if (server && server.exitCode === null && server.signalCode === null) {
      server.ref();
      server.kill("SIGINT");
      await once(server, "exit");
    }
  }

  async remove() {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Runs statements in one transaction, and gives what the last one prints. */
  query(database, statements) {
    const options = [
      "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", String(this.port), "-U", "test", "-d", database,
    ];
    return execFileSync(this.#psql, options, { input: statements, encoding: "utf8" }).trim();
  }

  /** A database with the backend's tables, and rows if given. */
  database(changes = []) {
    this.#databaseCount += 1;
    const database = new Database(this, `test_${this.#databaseCount}`);
    this.query("postgres", `CREATE DATABASE ${database.name}`);
    database.query(readFileSync(join(cases, "../postgres/tables.sql"), "utf8"));
    database.insert(changes);
    return database;
  }
}

class Database {
  #cluster;

  constructor(cluster, name) {
    this.#cluster = cluster;
    this.name = name;
  }

  /** How an engine reaches it; every database has a slot of its own, which belongs to the whole server. */
  get source() {
    const connection = `postgresql://test@127.0.0.1:${this.#cluster.port}/${this.name}`;
    return { connection, slot: `slot_${this.name}` };
  }

  query(statements) {
    return this.#cluster.query(this.name, statements);
  }

  /** Writes rows as the engine's own changes say them, and gives the position to wait for. */
  insert(changes) {
    const statements = changes.map(({ table, upsert }) => {
      const row = JSON.stringify(upsert).replaceAll("'", "''");
      return `INSERT INTO ${table} SELECT * FROM jsonb_populate_record(NULL::${table}, '${row}');`;
    });
    return this.query(`BEGIN; ${statements.join("\n")} COMMIT; SELECT pg_current_wal_insert_lsn()`);
  }
}

/** Waits until something is so; the test's own time limit is the only one. */
export async function until(isSo) {
  while (!isSo()) {
    await pause(5);
  }
}
