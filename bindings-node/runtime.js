"use strict";
// What the generated methods stand on: errors, options, and the calls themselves.

const { markAsUntransferable } = require("node:worker_threads");
const native = require("./native.js");

/** An error of the engine: the same code, message, operation and context in Rust, Node and Python. */
class EngineError extends Error {
  constructor(code, message, operation, context = [], source) {
    super(message, source == null ? undefined : { cause: new Error(source) });
    this.code = code;
    if (operation != null) {
      this.operation = operation;
    }
    this.context = {};
    for (let index = 0; index < context.length; index += 2) {
      this.context[context[index]] = context[index + 1];
    }
  }
}
Object.defineProperty(EngineError.prototype, "name", { value: "EngineError", configurable: true, writable: true });

const library = native.connect(EngineError);
// Threads that went on working would use memory that the end of the process takes apart.
process.on("exit", () => library.leave());

const names = native.operations().map(({ name }) => name);
const places = new Map(names.map((name, place) => [name, place]));

/** The place of an operation in the registry, by which calls name it. */
function operation(name) {
  const place = places.get(name);
  if (place === undefined) {
    throw new Error(`the native library knows no operation \`${name}\`: it and the package are of different versions`);
  }
  return place;
}

function invalid(message, operation) {
  return new EngineError("InvalidArgument", message, operation);
}

function checkText(name, value, operation) {
  if (typeof value !== "string") {
    throw invalid(`argument \`${name}\` is ${describe(value)}; expected a string`, operation);
  }
  return value;
}

function describe(value) {
  return value === null ? "null" : Array.isArray(value) ? "an array" : `of type \`${typeof value}\``;
}

const shortOptions = ["timeoutMs", "signal"];
const readOptions = [...shortOptions, "cache", "maxStaleMs"];
const longOptions = ["timeoutMs", "signal", "onProgress"];
const followOptions = [...longOptions, "onBadRow"];
const verifyOptions = [...longOptions, "heal"];

function checkOptions(options, known, operation) {
  if (typeof options !== "object" || options === null) {
    throw invalid(`argument \`options\` is ${describe(options)}; expected an object`, operation);
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw invalid(`there is no option \`${name}\`; expected ${known.map((name) => `\`${name}\``).join(", ")}`, operation);
    }
  }
  const { timeoutMs, signal, onProgress } = options;
  if (timeoutMs !== undefined && !(typeof timeoutMs === "number" && timeoutMs >= 0)) {
    throw invalid(`option \`timeoutMs\` is ${String(timeoutMs)}; expected milliseconds, 0 or more`, operation);
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw invalid(`option \`signal\` is ${describe(signal)}; expected an AbortSignal`, operation);
  }
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw invalid(`option \`onProgress\` is ${describe(onProgress)}; expected a function`, operation);
  }
}

function cancelled(signal, operation) {
  const error = new EngineError("Cancelled", "the caller cancelled the call", operation);
  error.cause = signal.reason;
  return error;
}

/** The time limit of a call on this thread, which a signal can only keep from starting. */
function timeLimit(options, operation) {
  if (options === undefined) {
    return undefined;
  }
  checkOptions(options, shortOptions, operation);
  if (options.signal?.aborted) {
    throw cancelled(options.signal, operation);
  }
  return options.timeoutMs;
}

/** How deep requests are looked through for being plain. */
const PLAIN_DEPTH = 6;

/**
 * Whether JSON says of a value all that it holds: then it goes to the native library as one text, which takes a third of
 * the time of asking for each field. Numbers other than whole ones, dates, typed arrays and the like go as they are; so do
 * lists, which the reader of JSON would take for objects.
 */
function isPlain(value, depth) {
  switch (typeof value) {
    case "string":
      // A half of a character has no form in UTF-8.
      return value.isWellFormed();
    case "boolean":
    case "undefined":
      return true;
    case "number":
      return Number.isSafeInteger(value) && !Object.is(value, -0);
    case "object":
      break;
    default:
      return false;
  }
  if (value === null) {
    return true;
  }
  if (depth === PLAIN_DEPTH || value.toJSON !== undefined) {
    return false;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return false;
  }
  for (const name in value) {
    if (!isPlain(value[name], depth + 1)) {
      return false;
    }
  }
  return true;
}

/** A request as JSON where it is plain. */
function plain(request) {
  return typeof request === "object" && isPlain(request, 0) ? JSON.stringify(request) : undefined;
}

// As Node's own pool of small buffers: making one takes longer than a kept answer.
const POOL_BYTES = 64 * 1024;
const POOLED_BYTES = 4096;
let pool;
let poolUsed = 0;

function renewPool() {
  pool = Buffer.allocUnsafeSlow(POOL_BYTES);
  // Whoever transferred one answer would take away those beside it.
  markAsUntransferable(pool.buffer);
  poolUsed = 0;
}
renewPool();

/** The bytes that were just written to the pool. */
function fromPool(length) {
  const bytes = pool.subarray(poolUsed, poolUsed + length);
  poolUsed += (length + 7) & ~7;
  if (POOL_BYTES - poolUsed < POOLED_BYTES) {
    renewPool();
  }
  return bytes;
}

/** Calls on this thread and returns the answer; a time limit, whether kept answers are passed over, how old one may be. */
function answer(handle, place, request, tenant, limit, passes, staleMs) {
  const text = plain(request);
  if (text !== undefined) {
    const found = handle.callPlain(place, text, tenant, limit, passes, staleMs);
    if (found !== undefined) {
      return JSON.parse(found);
    }
  }
  return JSON.parse(handle.call(place, request, tenant, limit, passes, staleMs));
}

/** As `answer`, but returns the answer's JSON as UTF-8. */
function answerBytes(handle, place, request, tenant, limit, passes, staleMs) {
  const text = plain(request);
  if (text !== undefined) {
    const found = handle.callPlainBytes(place, text, tenant, limit, passes, staleMs, pool, poolUsed);
    if (found !== undefined) {
      return typeof found === "number" ? fromPool(found) : found;
    }
  }
  return handle.callBytes(place, request, tenant, limit, passes, staleMs);
}

/** Calls on this thread and returns the answer. */
function call(handle, place, request, tenant, options) {
  return answer(handle, place, request, tenant, timeLimit(options, names[place]));
}

/** Calls on this thread and returns the answer's JSON as UTF-8. */
function callBytes(handle, place, request, tenant, options) {
  return answerBytes(handle, place, request, tenant, timeLimit(options, names[place]));
}

/** The options of a read as the native library takes them: time limit, whether kept answers are passed over, how old one may be. */
function ofRead(options, operation) {
  checkOptions(options, readOptions, operation);
  const { signal, timeoutMs, cache, maxStaleMs } = options;
  if (cache !== undefined && typeof cache !== "boolean") {
    throw invalid(`option \`cache\` is ${describe(cache)}; expected a boolean`, operation);
  }
  if (maxStaleMs !== undefined && !(typeof maxStaleMs === "number" && maxStaleMs >= 0)) {
    throw invalid(`option \`maxStaleMs\` is ${String(maxStaleMs)}; expected milliseconds, 0 or more`, operation);
  }
  if (signal?.aborted) {
    throw cancelled(signal, operation);
  }
  return [timeoutMs, cache === false, maxStaleMs];
}

/** Reads what may be kept, on this thread, and returns the answer. */
function read(handle, place, request, tenant, options) {
  if (options === undefined) {
    return answer(handle, place, request, tenant);
  }
  return answer(handle, place, request, tenant, ...ofRead(options, names[place]));
}

/** Reads what may be kept, on this thread, and returns the answer's JSON as UTF-8. */
function readBytes(handle, place, request, tenant, options) {
  if (options === undefined) {
    return answerBytes(handle, place, request, tenant);
  }
  return answerBytes(handle, place, request, tenant, ...ofRead(options, names[place]));
}

/** Calls on another thread. */
async function start(handle, place, request, tenant, options) {
  return JSON.parse(
    await long(names[place], options, (limit, flag, listener) => handle.start(place, request, tenant, limit, flag, listener)),
  );
}

/** Loads from a source on another thread. */
async function sync(handle, source, options) {
  const [kind, of, bytes, stops] = checkSource(source);
  return JSON.parse(
    await long("sync", options, (limit, flag, listener) => handle.sync(kind, of, bytes, stops, limit, flag, listener)),
  );
}

/** The kind of a source, its path, its fields or the names of its tables, their bytes, and whether a bad row ends the load. */
function checkSource(source) {
  if (typeof source !== "object" || source === null) {
    throw invalid(`argument \`source\` is ${describe(source)}; expected an object`, "sync");
  }
  const { stopOnBadRow = false, ...kinds } = source;
  if (typeof stopOnBadRow !== "boolean") {
    throw invalid(`field \`stopOnBadRow\` is ${describe(stopOnBadRow)}; expected a boolean`, "sync");
  }
  const [[kind, value] = [], ...others] = Object.entries(kinds).filter(([, value]) => value !== undefined);
  if (!["folder", "sqlite", "tables", "postgres"].includes(kind) || others.length > 0) {
    throw invalid("expected one of the fields `folder`, `sqlite`, `tables` and `postgres`", "sync");
  }
  if (kind === "postgres") {
    return [kind, value, undefined, stopOnBadRow];
  }
  if (kind !== "tables") {
    return [kind, checkText(kind, value, "sync"), undefined, stopOnBadRow];
  }
  if (typeof value !== "object" || value === null) {
    throw invalid(`field \`tables\` is ${describe(value)}; expected an object`, "sync");
  }
  const names = [];
  const bytes = [];
  for (const [name, given] of Object.entries(value)) {
    for (const part of Array.isArray(given) ? given : [given]) {
      if (!(part instanceof Uint8Array)) {
        throw invalid(`table \`${name}\` is ${describe(part)}; expected the bytes of Arrow's IPC format`, "sync");
      }
      names.push(name);
      bytes.push(part);
    }
  }
  return [kind, names, bytes, stopOnBadRow];
}

/** Subscribes to committed changes of some tables, of one tenant or of all. */
function subscribe(handle, tables = [], tenant) {
  if (!Array.isArray(tables)) {
    throw invalid(`argument \`tables\` is ${describe(tables)}; expected an array of strings`, "subscribe");
  }
  tables.forEach((table, index) => checkText(`tables[${index}]`, table));
  return new Subscription(handle.subscribe(tables, tenant));
}

/** Summaries of committed changes, one after the other. */
class Subscription {
  #native;
  #waiting = [];
  #timer;
  #alive;

  constructor(native) {
    this.#native = native;
    this.revision = native.revision;
    native.listen(() => this.#settle());
  }

  next() {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#settle();
    });
  }

  /** Gives what there is to those who wait, and sees to it that the rest is looked for in time. */
  #settle() {
    clearTimeout(this.#timer);
    while (this.#waiting.length > 0) {
      let found;
      try {
        found = this.#native.poll();
      } catch (error) {
        this.#waiting.shift().reject(error);
        continue;
      }
      if (found === undefined) {
        break;
      }
      if (typeof found === "number") {
        this.#timer = setTimeout(() => this.#settle(), Math.ceil(found));
        break;
      }
      const isOver = found === null;
      this.#waiting.shift().resolve({ done: isOver, value: isOver ? undefined : JSON.parse(found) });
    }
    // Who waits for a change keeps the process alive, as who waits for a message does.
    if (this.#waiting.length > 0) {
      this.#alive ??= setInterval(() => {}, 0x7fffffff);
    } else {
      clearInterval(this.#alive);
      this.#alive = undefined;
    }
  }

  close() {
    this.#native.close();
    this.#settle();
  }

  async return(value) {
    this.close();
    return { done: true, value };
  }

  [Symbol.asyncIterator]() {
    return this;
  }
}

/** The host's own values of a tenant, or of none. */
function valuesOf(handle, tenant) {
  return new Values(handle.values(tenant), loadsOf(handle, tenant));
}

/** The loads that are under way, by handle, tenant and name: those who wait for one share its promise. */
const loads = new WeakMap();

function loadsOf(handle, tenant) {
  if (!loads.has(handle)) {
    loads.set(handle, new Map());
  }
  const byTenant = loads.get(handle);
  if (!byTenant.has(tenant)) {
    byTenant.set(tenant, new Map());
  }
  return byTenant.get(tenant);
}

/** JSON values by name, in the memory of the engine's cache. */
class Values {
  #native;
  #loads;

  constructor(native, underWay) {
    this.#native = native;
    this.#loads = underWay;
  }

  get(key) {
    const text = this.#native.get(checkText("key", key, "get_value"));
    return text === undefined ? undefined : JSON.parse(text);
  }

  getJson(key) {
    return this.#native.getBytes(checkText("key", key, "get_value"));
  }

  put(key, value, options) {
    this.#native.put(checkText("key", key, "put_value"), written(value, "value", "put_value"), options);
  }

  remove(key) {
    return this.#native.remove(checkText("key", key, "remove_value"));
  }

  async getOrLoad(key, loader, options, callOptions = {}) {
    checkText("key", key, "get_or_load");
    if (typeof loader !== "function") {
      throw invalid(`argument \`loader\` is ${describe(loader)}; expected a function`, "get_or_load");
    }
    checkOptions(callOptions, shortOptions, "get_or_load");
    for (;;) {
      if (callOptions.signal?.aborted) {
        throw cancelled(callOptions.signal, "get_or_load");
      }
      const begun = this.#native.begin(key, options);
      if (typeof begun === "string") {
        return JSON.parse(begun);
      }
      if (begun.text !== undefined) {
        if (begun.finish !== undefined) {
          // Nobody waits for it: the next call tries again.
          this.#load(key, loader, begun).catch(() => {});
        }
        return JSON.parse(begun.text);
      }
      if (begun.finish !== undefined) {
        return JSON.parse((await this.#load(key, loader, begun)).text);
      }
      const found = this.#loads.get(key);
      if (found !== undefined) {
        const { text, isTrue } = await within(found, callOptions);
        if (isTrue) {
          return JSON.parse(text);
        }
        continue;
      }
      const text = await wait("get_or_load", callOptions, (limit, flag) => begun.wait(limit, flag));
      if (text !== null) {
        return JSON.parse(text);
      }
    }
  }

  /** Runs the loader, and gives what it makes to all who wait. */
  #load(key, loader, { finish, fail }) {
    const load = (async () => {
      let text;
      try {
        text = written(await loader(), "loader", "get_or_load");
      } catch (thrown) {
        text = fail(thrown instanceof Error ? thrown.message : String(thrown));
        if (text === undefined) {
          throw thrown;
        }
        return { text, isTrue: true };
      } finally {
        this.#loads.delete(key);
      }
      return { text, isTrue: finish(text) };
    })();
    this.#loads.set(key, load);
    return load;
  }

  invalidateTag(tag) {
    this.#native.invalidateTag(checkText("tag", tag, "invalidate_tag"));
  }

  invalidateTable(table) {
    this.#native.invalidateTable(checkText("table", table, "invalidate_table"));
  }

  invalidateRow(table, id) {
    this.#native.invalidateRow(checkText("table", table, "invalidate_row"), checkText("id", id, "invalidate_row"));
  }

  invalidateAll() {
    this.#native.invalidateAll();
  }
}

/** A value as JSON text. */
function written(value, what, operation) {
  const text = JSON.stringify(value);
  if (text === undefined) {
    throw invalid(`\`${what}\` gives ${describe(value)}; expected what JSON can hold`, operation);
  }
  return text;
}

/** Waits for a promise no longer than the options permit. */
async function within(promise, { timeoutMs, signal }) {
  if (timeoutMs === undefined && signal === undefined) {
    return promise;
  }
  let timer;
  let abort;
  const ended = new Promise((_, reject) => {
    if (timeoutMs !== undefined) {
      const late = () => reject(new EngineError("Timeout", "the deadline of the call has passed", "get_or_load"));
      timer = setTimeout(late, timeoutMs);
    }
    abort = () => reject(cancelled(signal, "get_or_load"));
    signal?.addEventListener("abort", abort, { once: true });
  });
  try {
    return await Promise.race([promise, ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

/** Begins a batch of matches, whose blocks are computed on another thread as they are asked for. */
function batches(handle, request, options = {}) {
  checkOptions(options, longOptions, "match_batch");
  return blocks("match_batch", handle.matchBatches(request), options);
}

/** Begins a question in SQL, whose blocks are computed on another thread as they are asked for. */
function rows(handle, request, options = {}, tenant = undefined) {
  const operation = tenant === undefined ? "query_whole" : "query";
  checkOptions(options, longOptions, operation);
  return blocks(operation, handle.queryBatches(request, tenant), options);
}

/** The time limit is that of all blocks together. */
function blocks(operation, stream, { timeoutMs, ...others }) {
  const end = timeoutMs === undefined ? undefined : performance.now() + timeoutMs;
  const optionsLeft = () => (end === undefined ? others : { ...others, timeoutMs: Math.max(0, end - performance.now()) });
  return readBlocks(operation, stream, optionsLeft);
}

async function* readBlocks(operation, stream, optionsLeft) {
  try {
    for (;;) {
      const begin = (limit, flag, listener) => stream.next(limit, flag, listener);
      const block = await long(operation, optionsLeft(), begin);
      if (block === null) {
        return;
      }
      yield block;
    }
  } finally {
    stream.release();
  }
}

/** Whether a row that cannot be taken ends a following. */
function stopsOnBadRow(onBadRow, operation) {
  if (onBadRow !== undefined && onBadRow !== "reject" && onBadRow !== "stop") {
    throw invalid(`option \`onBadRow\` is ${String(onBadRow)}; expected "reject" or "stop"`, operation);
  }
  return onBadRow === "stop";
}

/** Begins to follow a database. */
async function follow(handle, source, options = {}) {
  checkOptions(options, followOptions, "follow");
  const { onBadRow, onProgress, ...others } = options;
  const stops = stopsOnBadRow(onBadRow, "follow");
  const listener = onProgress && ((table, step, rowCount) => {
    try {
      onProgress({ table, step, rowCount });
    } catch (thrown) {
      // Loads go on after the call: there is nobody else to hear of it.
      process.nextTick(() => {
        throw thrown;
      });
    }
  });
  return long("follow", others, (limit, flag) => handle.follow(source, stops, limit, flag, listener));
}

/** Compares with the source of a following. */
async function verify(handle, options = {}) {
  checkOptions(options, verifyOptions, "verify");
  const { heal = false, ...others } = options;
  if (typeof heal !== "boolean") {
    throw invalid(`option \`heal\` is ${describe(heal)}; expected a boolean`, "verify");
  }
  return JSON.parse(await long("verify", others, (limit, flag, listener) => handle.verify(heal, limit, flag, listener)));
}

/** Runs a call on another thread under its options, and gives back what it gives. */
async function long(operation, options, begin, known = longOptions) {
  if (options === undefined) {
    return settle(begin());
  }
  checkOptions(options, known, operation);
  const { timeoutMs, signal, onProgress } = options;
  if (signal?.aborted) {
    throw cancelled(signal, operation);
  }
  const flag = new native.CancelFlag();
  const abort = () => flag.cancel();
  let isSettled = false;
  let failure;
  const listener = onProgress && ((table, step, rowCount) => {
    // What was under way when the call ended is of no interest any more, nor is a listener that has failed.
    if (isSettled || failure) {
      return;
    }
    try {
      onProgress({ table, step, rowCount });
    } catch (thrown) {
      failure = { thrown };
      flag.cancel();
    }
  });
  signal?.addEventListener("abort", abort, { once: true });
  try {
    return await settle(begin(timeoutMs, flag, listener));
  } catch (error) {
    if (failure) {
      throw failure.thrown;
    }
    if (signal?.aborted && error instanceof EngineError && error.code === "Cancelled") {
      error.cause = signal.reason;
    }
    throw error;
  } finally {
    isSettled = true;
    signal?.removeEventListener("abort", abort);
  }
}

/** Waits for a promise of the native library; its errors learn the stack of the code that waits. */
async function settle(promise) {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof EngineError) {
      Error.captureStackTrace(error, settle);
    }
    throw error;
  }
}

/** Calls that wait and have nothing to tell meanwhile. */
function wait(operation, options, begin) {
  return long(operation, options, begin, shortOptions);
}

module.exports = {
  EngineError, batches, call, callBytes, checkText, follow, library, long, operation, read, readBytes, rows, start,
  subscribe, sync, valuesOf, verify, wait,
};
