// Syntax errors with the line that they are in.

import { defineProperty } from "./intrinsics.js";

const EXCERPT = Symbol("excerpt");

/** Makes the error for what is wrong at a `line`, from 1, and a `column`, from 0. */
export function syntaxError(message, { filename, line, column, source }) {
  const error = new SyntaxError(`${message} (line ${line}, column ${column + 1})`);
  const text = source.split(/\r\n|[\n\r\u2028\u2029]/)[line - 1];
  const marker = text.slice(0, column).replace(/[^\t]/g, " ");
  const shown = `<${filename.replace("-", " ")}>:${line}\n${text}\n${marker}^`;
  defineProperty(error, EXCERPT, { __proto__: null, value: shown });
  return error;
}

/** Returns the line that an error is in, and a mark where; `undefined` for any other value. */
export function excerpt(error) {
  return error?.[EXCERPT];
}
