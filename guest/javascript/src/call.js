// One call from the host: runs its code to the end, with all that it started, and answers.

import { describe } from "./describe.js";
import { show } from "./error.js";
import { settle } from "./event_loop.js";
import { sealed } from "./intrinsics.js";

let count = 0;

/** Runs `source`; returns a promise of what `convert` makes of its value, which is rejected with the error's text. */
export function call(kind, source, run, convert) {
  // Hosts that start instances ahead of their use have them run nothing; that isn't one of the session's strings.
  if (source !== "") count += 1;
  return sealed(answer(`${kind}-${count}`, source, run, convert));
}

async function answer(filename, source, run, convert) {
  let error;
  try {
    const outcome = await sealed(settle(() => run(source, filename)));
    if (!outcome.failed) return convert(outcome.value);
    ({ error } = outcome);
  } catch (thrown) {
    error = thrown;
  }
  const described = describe(error);
  show(error, described);
  // The bindings take a rejection that is a string as the error of the result.
  throw described;
}
