// What a session has declared. A script's `let`, `const` and `class` live where no other string could reach them, so
// all declarations are made properties of `globalThis`, which any string can read, set and declare again.

import { create, defineProperty, getOwnPropertyDescriptor, globals, keys } from "./intrinsics.js";

// The names that were declared with `const` last.
const constants = create(null);

/**
 * Prepares the namespace for a string.
 *
 * - `variables`: the names that it declares with `var`, which are there from its start;
 * - `others`: those that it declares otherwise; of these, `fixed`: those with `const`;
 * - `assigned`: the names that it assigns to anywhere;
 * - `strict`: whether it is in strict mode, which sets no property that isn't there.
 *
 * All of them are objects with names as keys.
 */
export function declare({ variables = {}, others = {}, fixed = {}, assigned, strict = false }) {
  each(variables, (name) => prepare(name, true));
  each(others, (name) => prepare(name, strict));
  each(fixed, (name) => {
    constants[name] = true;
    if (name in assigned) guard(name, false);
  });
  each(assigned, (name) => {
    if (name in constants && !(name in fixed)) guard(name, true);
  });
}

/** Does something with each key; iterating over an array would call what the code can replace. */
function each(object, work) {
  const names = keys(object);
  for (let i = 0; i < names.length; i += 1) work(names[i]);
}

/** Lets a name be set, whatever it was; it keeps its value. */
function prepare(name, mustExist) {
  delete constants[name];
  const descriptor = getOwnPropertyDescriptor(globals, name);
  if (descriptor === undefined ? mustExist : !descriptor.writable) {
    define(name, { value: globals[name], writable: true });
  }
}

/** Makes a constant refuse to be set again: only where code tries to, as reading it takes longer then. */
function guard(name, isSet) {
  let value = isSet ? globals[name] : undefined;
  let isDone = isSet;
  define(name, {
    get() {
      if (!isDone) throw new ReferenceError(`can't access '${name}' before it is declared`);
      return value;
    },
    set(next) {
      if (isDone) throw new TypeError(`assignment to the constant '${name}'`);
      value = next;
      isDone = true;
    },
  });
}

function define(name, descriptor) {
  defineProperty(globals, name, { __proto__: null, enumerable: true, configurable: true, ...descriptor });
}
