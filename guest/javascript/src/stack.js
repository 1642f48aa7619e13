// The stacks of errors, as Node.js writes them: without the frames that aren't the code's own.

import { describe } from "./describe.js";
import { apply, defineProperty, getOwnPropertyDescriptor } from "./intrinsics.js";
import { pristine } from "./pristine.js";

const { get: nativeStack, set: setStack } = getOwnPropertyDescriptor(Error.prototype, "stack");

// A frame in the code of a call, `f@exec-3:1:10`, or in code that this has compiled, `f@exec-3 line 1 > eval:1:10`.
const FRAME = /^(async\*)?(.*)@(exec|eval)-(\d+)(?: line (\d+) > .*)?:(\d+):\d+$/;

// Frames of one stack that are shown: those of endless recursion are all the same.
const MAX_FRAMES = 20;

/** Returns the frames of an error, each on a line of its own, with a line end before it; nothing for other values. */
export function frames(error) {
  return pristine(() => shown(apply(nativeStack, error, []) ?? ""));
}

function shown(stack) {
  const own = stack.split("\n").map((line) => FRAME.exec(line)).filter((match) => match !== null);
  const lines = own.slice(0, MAX_FRAMES).map(([, isAsync, name, kind, count, line, inner]) => {
    const place = `<${kind} ${count}>:${line ?? inner}`;
    return `\n    at ${isAsync ? "async " : ""}${name === "" ? place : `${name} (${place})`}`;
  });
  if (own.length > MAX_FRAMES) lines.push(`\n    … and ${own.length - MAX_FRAMES} more`);
  return lines.join("");
}

/** Lets `error.stack` be the error's text and its frames. */
export function install() {
  defineProperty(Error.prototype, "stack", {
    get() {
      return apply(nativeStack, this, []) === undefined ? undefined : describe(this) + frames(this);
    },
    set: setStack,
  });
}
