// The standard streams. The engine's console writes each text with a line end, and at once.

import { apply } from "./intrinsics.js";

const { log, error } = console;
const { replaceAll } = String.prototype;

/** Writes a line to standard output. */
export function writeLine(text) {
  log(printable(text));
}

/** Writes a line to standard error. */
export function writeErrorLine(text) {
  error(printable(text));
}

/** The engine takes a NUL for the end of a text, so it is written as its escape. */
function printable(text) {
  return apply(replaceAll, text, ["\0", "\\x00"]);
}
