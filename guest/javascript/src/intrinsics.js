// What the language provides, as it was before the session's code could change it.
//
// Objects that the language or these modules look for properties in have no prototype: code can give properties to all
// others.

export const {
  apply,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  ownKeys,
} = Reflect;
export const { isArray } = Array;
export const { create, freeze, keys } = Object;
export const { isFinite } = Number;
export const { stringify } = JSON;
export const globals = globalThis;
export const evaluateGlobally = eval;

const NativePromise = Promise;
const { then } = Promise.prototype;
const { toWellFormed } = String.prototype;

// Network and modules end in a trap; code that asks whether they are there shall find that they aren't.
const UNAVAILABLE = [
  "fetch", "Request", "Response", "Headers", "addEventListener", "removeEventListener", "dispatchEvent", "location",
  "WorkerLocation",
];

/** Makes what the engine itself calls between the host and this module unchangeable, and takes away what can't work. */
export function harden() {
  freeze(TextDecoder.prototype);
  freeze(TextEncoder.prototype);
  // What `then` makes its result with.
  defineProperty(NativePromise, Symbol.species, { configurable: false });
  for (const name of UNAVAILABLE) {
    if (!delete globals[name]) throw new Error(`\`${name}\` can't be taken away`);
  }
}

/** Returns a promise like `new Promise(start)` that `await` and `then` take as it is, whatever became of `Promise`. */
export function promise(start) {
  return sealed(new NativePromise(start));
}

/** Makes a promise of the engine's own independent of `Promise.prototype`. */
export function sealed(native) {
  // `await` takes a promise as it is if its `constructor` is the original one, and calls `then` otherwise.
  defineProperty(native, "constructor", { __proto__: null, value: NativePromise });
  defineProperty(native, "then", { __proto__: null, value: then });
  return native;
}

/** Calls one of two functions once a native promise is settled; throws `TypeError` for any other value. */
export function observe(native, fulfilled, rejected) {
  apply(then, native, [fulfilled, rejected]);
}

/** Whether a value has properties. */
export function isObject(value) {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** Returns a text with each lone surrogate, which has no form in UTF-8, replaced. */
export function wellFormed(text) {
  return apply(toWellFormed, text, []);
}
