// The formatting of Node.js, whatever became of the methods that it uses.

import { remove } from "./stand_ins.js";
import * as node from "node-inspect-extracted";

import { apply } from "./intrinsics.js";
import { pristine } from "./pristine.js";

remove();

/** Returns the text that `console.log` writes for these values. */
export function format(values) {
  return pristine(() => apply(node.format, undefined, values));
}

/** Returns the text of a value. */
export function inspect(value, options) {
  return pristine(() => node.inspect(value, options));
}
