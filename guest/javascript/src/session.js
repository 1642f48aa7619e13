// Runs strings in the one namespace of a session: the properties of `globalThis`.

import { track } from "./event_loop.js";
import { evaluateGlobally } from "./intrinsics.js";
import { declare } from "./names.js";
import { pristine } from "./pristine.js";
import { parseExpression, parseStatements } from "./source.js";

/** Returns a promise of the value of an expression. */
export function evaluate(source, filename) {
  const { text, assigned } = pristine(() => parseExpression(source, filename));
  declare({ __proto__: null, assigned });
  return compile(`(async()=>(${text}\n))`, filename)();
}

/** Runs statements; returns a promise of their end. */
export function execute(source, filename) {
  const { functions, body, names } = pristine(() => parseStatements(source, filename));
  declare(names);
  if (functions !== undefined) compile(functions, filename);
  return compile(`(async __track=>{${body}\n})`, filename)(track);
}

function compile(text, filename) {
  // Compiled this way, code sees nothing of this module, only what is global.
  return evaluateGlobally(`${text}\n//# sourceURL=${filename}`);
}
