// `console`, with the formatting of Node.js: what is for a reader goes to standard output, what is wrong to standard
// error.

import { format, inspect } from "./format.js";
import { defineProperty, globals } from "./intrinsics.js";
import { writeErrorLine, writeLine } from "./output.js";

const INDENT = "  ";
const now = performance.now.bind(performance);

let indent = "";
const counts = new Map();
const starts = new Map();

function indented(text) {
  return indent === "" ? text : indent + text.split("\n").join(`\n${indent}`);
}

/** Formats as Node.js does; most often there is nothing to format. */
function formatted(values) {
  const isText = values.length === 1 && typeof values[0] === "string";
  return indented(isText ? values[0] : format(values));
}

function log(...values) {
  writeLine(formatted(values));
}

function error(...values) {
  writeErrorLine(formatted(values));
}

function logElapsed(label, ...values) {
  const start = starts.get(label);
  if (start === undefined) error(`no timer '${label}' was started with console.time`);
  else log(`${label}: ${(now() - start).toFixed(3)}ms`, ...values);
}

const methods = {
  log,
  info: log,
  debug: log,
  error,
  warn: error,
  trace(...values) {
    error("Trace", ...values);
  },
  assert(condition, ...values) {
    if (!condition) error(...(values.length === 0 ? ["Assertion failed"] : ["Assertion failed:", ...values]));
  },
  dir(value, options) {
    writeLine(indented(inspect(value, { customInspect: false, ...options })));
  },
  dirxml: log,
  // Its rows and columns would need more than a line of output is good for.
  table: log,
  group(...labels) {
    if (labels.length > 0) log(...labels);
    indent += INDENT;
  },
  groupEnd() {
    indent = indent.slice(INDENT.length);
  },
  count(label = "default") {
    counts.set(label, (counts.get(label) ?? 0) + 1);
    log(`${label}: ${counts.get(label)}`);
  },
  countReset(label = "default") {
    counts.delete(label);
  },
  time(label = "default") {
    starts.set(label, now());
  },
  timeLog(label = "default", ...values) {
    logElapsed(label, ...values);
  },
  timeEnd(label = "default") {
    logElapsed(label);
    starts.delete(label);
  },
};
methods.groupCollapsed = methods.group;

/** Puts this console in the place of the engine's. */
export function install() {
  defineProperty(globals, "console", { value: methods, writable: true, enumerable: false, configurable: true });
}
