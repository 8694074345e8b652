const {
  EngineError, batches, call, callBytes, checkText, follow, library, long, operation, read, readBytes, rows, start,
  subscribe, sync, valuesOf, verify, wait,
} = require("./runtime.js");

/** Only this file makes handles. */
const KEY = Symbol("advisor-engine");

function checkKey(key, hint) {
  if (key !== KEY) {
    throw new TypeError(`there is no public constructor; ${hint}`);
  }
}
