// What the code throws, as the string that the host gets.

import { inspect } from "./format.js";
import { isObject, wellFormed } from "./intrinsics.js";

// What the engine throws when it has no more memory: a string.
const OUT_OF_MEMORY = "out of memory";

/** Returns `Type: message`, or `Type` where there is no message, for any value that can be thrown. */
export function describe(error) {
  try {
    const { type, message } = parts(error);
    return wellFormed(message === "" ? type : `${type}: ${message}`);
  } catch {
    // To ask for its properties is to run the code's own.
    return "Error: what was thrown can't be described";
  }
}

function parts(error) {
  if (error === OUT_OF_MEMORY) return { type: "InternalError", message: error };
  if (error === null || error === undefined) return { type: `${error}`, message: "" };
  if (typeof error === "string") return { type: "String", message: error };
  const { name, message } = error;
  if (!isObject(error) || typeof name !== "string" || typeof message !== "string") {
    return { type: className(error), message: inspect(error, { breakLength: Infinity }) };
  }
  // A class that extends `Error` may set no name.
  return { type: name === "Error" ? className(error) : name, message };
}

function className(value) {
  const name = value.constructor?.name;
  return typeof name === "string" && name !== "" ? name : "Object";
}
