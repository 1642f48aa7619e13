// The two exports of the world `sandbox`.
//
// componentize-js runs this module when the component is built and keeps the memory that results: all that is done here
// costs a session nothing.

import { call } from "./call.js";
import { install as installConsole } from "./console.js";
import { install as installTimers } from "./event_loop.js";
import { harden } from "./intrinsics.js";
import { toJson } from "./json.js";
import { evaluate, execute } from "./session.js";
import { install as installStack } from "./stack.js";

harden();
installConsole();
installTimers();
installStack();

/** Evaluates one expression and returns its value as JSON. */
function evaluateToJson(expression) {
  return call("eval", expression, evaluate, toJson);
}

/** Executes statements for their effect on the session. */
function executeStatements(statements) {
  return call("exec", statements, execute, () => undefined);
}

export { evaluateToJson as eval, executeStatements as exec };
