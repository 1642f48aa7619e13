// Timers and microtasks: a call lasts until nothing is left to do, as a program does under Node.js.

import { apply, defineProperty, globals, isObject, observe, promise } from "./intrinsics.js";

const { setTimeout: nativeSetTimeout, queueMicrotask: nativeQueueMicrotask, Number: toNumber } = globals;
const now = performance.now.bind(performance);

// The longest delay that fits what browsers and Node.js keep it in; they take 1 in place of a longer one, too.
const MAX_DELAY = 2 ** 31 - 1;

// Streams and blobs do their work in tasks of the engine's own, of which it tells nothing. So many turns of its loop
// are enough for any that isn't waiting for a timer.
const IDLE_TURNS = 100;

// The timers, the one that is due first in front.
let first;
let lastId = 0;

// What was thrown where no code could catch it: `{ error }`, the first of a call.
let failure;

/**
 * Runs `start`, which returns a promise of the engine's own, and all that it leaves to be done later. Returns how it
 * ended: `{ failed: false, value }` or `{ failed: true, error }`.
 */
export async function settle(start) {
  failure = undefined;
  let outcome;
  observe(
    start(),
    (value) => (outcome = { __proto__: null, failed: false, value }),
    (error) => fail(error),
  );
  let idle = 0;
  do {
    // All microtasks run before it goes on.
    await turn(first === undefined ? 0 : first.due - now());
    idle = first === undefined ? idle + 1 : 0;
    runNext();
  } while (failure === undefined && (first !== undefined || (outcome === undefined && idle < IDLE_TURNS)));
  first = undefined;
  if (failure !== undefined) return { __proto__: null, failed: true, error: failure.error };
  if (outcome === undefined) throw new Error("the code waits for a promise that nothing is left to settle");
  return outcome;
}

/** Lets the call fail if `value` is a promise that is rejected, as Node.js does where nothing handles a rejection. */
export function track(value) {
  if (!isObject(value)) return;
  try {
    observe(value, undefined, fail);
  } catch {
    // It isn't a promise.
  }
}

function fail(error) {
  failure ??= { error };
}

function turn(delay) {
  return promise((resolve) => nativeSetTimeout(resolve, delay > 0 ? delay : 0));
}

function runNext() {
  const timer = first;
  if (timer === undefined || timer.due > now()) return;
  first = timer.next;
  if (timer.repeats) {
    timer.due = now() + timer.delay;
    insert(timer);
  }
  try {
    apply(timer.callback, undefined, timer.values);
  } catch (error) {
    fail(error);
  }
}

function insert(timer) {
  if (first === undefined || first.due > timer.due) {
    timer.next = first;
    first = timer;
    return;
  }
  let before = first;
  while (before.next !== undefined && before.next.due <= timer.due) before = before.next;
  timer.next = before.next;
  before.next = timer;
}

function add(callback, delay, values, repeats) {
  if (typeof callback !== "function") {
    throw new TypeError(`a timer calls a function, and this is of type ${typeof callback}`);
  }
  let wait = toNumber(delay);
  if (!(wait >= 1 && wait <= MAX_DELAY)) wait = 1;
  lastId += 1;
  insert({ id: lastId, due: now() + wait, delay: wait, repeats, callback, values, next: undefined });
  return lastId;
}

function remove(id) {
  const number = toNumber(id);
  for (let before, timer = first; timer !== undefined; before = timer, timer = timer.next) {
    if (timer.id !== number) continue;
    if (before === undefined) first = timer.next;
    else before.next = timer.next;
    return;
  }
}

/** Puts these timers in the place of the engine's own, in which an error would end the session. */
export function install() {
  const functions = {
    setTimeout: (callback, delay, ...values) => add(callback, delay, values, false),
    setInterval: (callback, delay, ...values) => add(callback, delay, values, true),
    clearTimeout: remove,
    clearInterval: remove,
    queueMicrotask(callback) {
      if (typeof callback !== "function") throw new TypeError("a microtask is a function");
      nativeQueueMicrotask(() => {
        try {
          callback();
        } catch (error) {
          fail(error);
        }
      });
    },
  };
  for (const name in functions) {
    defineProperty(globals, name, { value: functions[name], writable: true, enumerable: true, configurable: true });
  }
}
