// Where errors happened, on standard error.

import { describe } from "./describe.js";
import { isObject } from "./intrinsics.js";
import { writeErrorLine } from "./output.js";
import { frames } from "./stack.js";
import { excerpt } from "./syntax_error.js";

// Causes of causes that are shown.
const MAX_CAUSES = 10;

/** Writes where the error happened, and why, to standard error, if it says more than what `describe` returned. */
export function show(error, described) {
  try {
    const source = excerpt(error);
    if (source !== undefined) {
      writeErrorLine(`${source}\n${described}`);
      return;
    }
    const shown = trace(error);
    if (shown !== "") writeErrorLine(`${described}${shown}`);
  } catch {
    // To ask for its properties is to run the code's own; what `describe` made is the answer.
  }
}

/** The frames that are the code's own, and those of the error's causes. */
function trace(error) {
  let text = "";
  for (let depth = 0, cause = error; isObject(cause) && depth < MAX_CAUSES; depth += 1, cause = cause.cause) {
    if (depth > 0) text += `\ncaused by ${describe(cause)}`;
    text += frames(cause);
  }
  return text;
}
