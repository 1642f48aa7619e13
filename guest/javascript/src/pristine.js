// Runs the parser and the formatting, which call the methods of the language as any program does, with these as they
// were at the start.

import { defineProperty, getOwnPropertyDescriptor, ownKeys } from "./intrinsics.js";

const KINDS = [Object, Function, Array, String, RegExp, Number, Error, SyntaxError, Symbol, Map, Set, Math];

// The functions of these kinds and of their prototypes: where they are, under which name, and what they are.
const owners = [];
const names = [];
const originals = [];
for (const kind of KINDS) {
  for (const owner of [kind, kind.prototype]) {
    if (owner === undefined) continue;
    for (const name of ownKeys(owner)) {
      const { value } = getOwnPropertyDescriptor(owner, name);
      if (typeof value !== "function") continue;
      owners.push(owner);
      names.push(name);
      originals.push(value);
    }
  }
}
for (const kind of KINDS) {
  owners.push(globalThis);
  names.push(kind === Math ? "Math" : kind.name);
  originals.push(kind);
}
const count = owners.length;

const METHOD = { writable: true, enumerable: false, configurable: true };

/** Calls `work` with the methods of the language as they were; puts back what the session made of them. */
export function pristine(work) {
  let changed;
  for (let i = 0; i < count; i++) {
    if (owners[i][names[i]] === originals[i]) continue;
    const descriptor = getOwnPropertyDescriptor(owners[i], names[i]);
    changed = { i, descriptor, next: changed };
    defineProperty(owners[i], names[i], { __proto__: null, ...METHOD, value: originals[i] });
  }
  try {
    return work();
  } finally {
    for (; changed !== undefined; changed = changed.next) {
      const { i, descriptor } = changed;
      if (descriptor === undefined) delete owners[i][names[i]];
      else defineProperty(owners[i], names[i], { __proto__: null, ...descriptor });
    }
  }
}
