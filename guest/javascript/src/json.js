// Values as JSON.

import { apply, getPrototypeOf, isArray, isFinite, isObject, keys, stringify } from "./intrinsics.js";

// The prototypes of what is built into the language, such as `Map.prototype`, and a name for each: JSON has no form for
// what descends from one of them, though `JSON.stringify` would make `{}` of most.
const builtIn = new WeakMap();
const { get: nameOf } = WeakMap.prototype;

for (const name of Object.getOwnPropertyNames(globalThis)) {
  const { value } = Object.getOwnPropertyDescriptor(globalThis, name);
  if (typeof value === "function" && isObject(value.prototype)) builtIn.set(value.prototype, name);
}
builtIn.set(getPrototypeOf(function* () {}.prototype), "Generator");
builtIn.set(getPrototypeOf(async function* () {}.prototype), "AsyncGenerator");
builtIn.delete(Object.prototype);

const typedArray = getPrototypeOf(Uint8Array.prototype);
const tagOf = Object.getOwnPropertyDescriptor(typedArray, Symbol.toStringTag).get;
const lengthOf = Object.getOwnPropertyDescriptor(typedArray, "length").get;

/**
 * Returns a value as JSON. Throws a `RangeError` for a number that isn't finite, and a `TypeError` that names the type
 * of whatever else JSON has no form for.
 */
export function toJson(value) {
  return write(value, "", undefined) ?? "null";
}

/**
 * Returns the text, or `undefined` where the value is that.
 *
 * What the code can change isn't used here: neither methods of the language nor arrays.
 */
function write(value, key, outer) {
  const plain = isObject(value) && !isArray(value) ? own(value, key) : value;
  switch (typeof plain) {
    case "undefined":
      return undefined;
    case "string":
    case "boolean":
      return stringify(plain);
    case "number":
      if (!isFinite(plain)) throw new RangeError(`JSON has no form for the number ${plain}`);
      return stringify(plain);
    case "object":
      if (plain === null) return "null";
      break;
    default:
      throw new TypeError(`JSON has no form for a ${typeof plain}`);
  }
  for (let at = outer; at !== undefined; at = at.outer) {
    if (at.value === plain) throw new TypeError(`JSON has no form for an object that contains itself`);
  }
  const inner = { value: plain, outer };
  if (isArray(plain)) return elements(plain, plain.length, inner);
  if (isTypedArray(plain)) return elements(plain, apply(lengthOf, plain, []), inner);
  const name = builtInName(plain);
  if (name !== undefined) throw new TypeError(`JSON has no form for an object of type ${name}`);
  return members(plain, inner);
}

/** What an object says that it is in JSON, as a `Date` does, or itself. */
function own(value, key) {
  const { toJSON } = value;
  return typeof toJSON === "function" ? apply(toJSON, value, [key]) : value;
}

function isTypedArray(value) {
  return apply(tagOf, value, []) !== undefined;
}

function builtInName(value) {
  for (let at = getPrototypeOf(value); at !== null; at = getPrototypeOf(at)) {
    const name = apply(nameOf, builtIn, [at]);
    if (name !== undefined) return name;
  }
  return undefined;
}

function elements(value, length, inner) {
  let text = "";
  for (let i = 0; i < length; i += 1) {
    text += `${i === 0 ? "" : ","}${write(value[i], `${i}`, inner) ?? "null"}`;
  }
  return `[${text}]`;
}

function members(value, inner) {
  let text = "";
  const names = keys(value);
  for (let i = 0; i < names.length; i += 1) {
    const member = write(value[names[i]], names[i], inner);
    if (member !== undefined) text += `${text === "" ? "" : ","}${stringify(names[i])}:${member}`;
  }
  return `{${text}}`;
}
