// Rewrites source code so that what it declares outlives it, without moving any line.

import { base, simple } from "acorn-walk";

import { create } from "./intrinsics.js";
import * as parser from "./parser.js";

// What belongs to the string's own scope: not what is in its functions.
const OWN_SCOPE = { ...base, Function() {}, StaticBlock() {} };

/** Returns the text of an expression, and the names that it assigns to. */
export function parseExpression(source, filename) {
  const { semicolon, assigned } = parser.parseExpression(source, filename);
  const text = semicolon === undefined ? source : `${source.slice(0, semicolon)} ${source.slice(semicolon + 1)}`;
  return { text, assigned };
}

/**
 * Returns statements as the `body` of an asynchronous function, with its declarations as assignments; its `functions`,
 * which are there before it starts, as a script of their own, if it has some; and the `names` that `declare` takes.
 */
export function parseStatements(source, filename) {
  const program = parser.parseStatements(source, filename);
  const names = { variables: create(null), others: create(null), fixed: create(null), assigned: program.assigned };
  names.strict = program.body.some((statement) => statement.directive === "use strict");
  const functions = [];
  const edits = [];
  for (const statement of program.body) {
    const { type, start, end, expression } = statement;
    if (type === "FunctionDeclaration") {
      names.others[statement.id.name] = true;
      functions.push(statement);
      // It also ended the statement before.
      edits.push({ start, end, text: `;${blank(source.slice(start + 1, end))}` });
    } else if (type === "ClassDeclaration") {
      names.others[statement.id.name] = true;
      // It keeps its name, which means the class itself inside.
      edits.push({ start, end: start, text: `${statement.id.name}=` }, { start: end, end, text: ";" });
    } else if (type === "VariableDeclaration" && statement.kind !== "var") {
      const declared = assignments(statement, edits);
      Object.assign(names.others, declared);
      if (statement.kind === "const") Object.assign(names.fixed, declared);
    } else if (type === "ExpressionStatement" && CALLS.has(expression.type)) {
      edits.push({ start, end: start, text: "__track(" }, { start: expression.end, end: expression.end, text: ")" });
    }
  }
  if (source.includes("var")) variables(program, edits, names.variables);
  return { body: edited(source, edits), functions: hoisted(source, functions, names.strict), names };
}

// The expressions that may start something which goes on after their statement.
const CALLS = new Set(["CallExpression", "NewExpression", "ChainExpression"]);

/** Turns a declaration into the assignments that it makes; returns the names, as keys. */
function assignments({ start, end, kind, declarations }, edits) {
  const names = create(null);
  const last = declarations[declarations.length - 1];
  // An operator in front: a pattern in parentheses alone could be taken for the arguments of a call on the line before.
  edits.push({ start, end: start + kind.length, text: "void (" });
  for (const { id, init } of declarations) {
    collect(id, names);
    if (init === null && kind !== "var") edits.push({ start: id.end, end: id.end, text: " = undefined" });
  }
  // What follows on the next line could now be taken for its arguments.
  edits.push({ start: last.end, end: last.end, text: end > last.end ? ")" : ");" });
  return names;
}

/** Does that for all that are declared with `var`, in blocks and loops, too. */
function variables(program, edits, names) {
  // In the head of a loop they are expressions.
  const heads = new Set();
  const inHead = (node) => heads.add(node);
  simple(program, {
    ForStatement: ({ init }) => inHead(init),
    ForInStatement: ({ left }) => inHead(left),
    ForOfStatement: ({ left }) => inHead(left),
  }, OWN_SCOPE);
  simple(program, {
    VariableDeclaration(declaration) {
      const { start, kind, declarations } = declaration;
      if (kind !== "var") return;
      if (!heads.has(declaration)) {
        Object.assign(names, assignments(declaration, edits));
        return;
      }
      edits.push({ start, end: start + kind.length, text: "" });
      for (const { id } of declarations) collect(id, names);
    },
  }, OWN_SCOPE);
}

/** Adds the names that a pattern binds. */
function collect(pattern, names) {
  switch (pattern?.type) {
    case "Identifier":
      names[pattern.name] = true;
      break;
    case "ObjectPattern":
      for (const property of pattern.properties) collect(property.value ?? property.argument, names);
      break;
    case "ArrayPattern":
      for (const element of pattern.elements) collect(element, names);
      break;
    case "AssignmentPattern":
      collect(pattern.left, names);
      break;
    case "RestElement":
      collect(pattern.argument, names);
  }
}

/** Returns the functions as assignments, each where it was. */
function hoisted(source, functions, strict) {
  if (functions.length === 0) return undefined;
  let text = strict ? '"use strict";' : "";
  let at = 0;
  for (const declared of functions) {
    const { start, end, id } = declared;
    // `async function* f() {}` becomes `f=async function* () {}`: inside, its name means what is assigned last.
    text += `${blank(source.slice(at, start))}${id.name}=${source.slice(start, id.start)}${source.slice(id.end, end)};`;
    at = end;
  }
  return text;
}

function blank(text) {
  return text.replace(/[^\n\r\u2028\u2029]/g, " ");
}

function edited(source, edits) {
  // Those at the same place stay in their order.
  edits.sort((one, other) => one.start - other.start);
  let text = "";
  let at = 0;
  for (const { start, end, text: inserted } of edits) {
    text += source.slice(at, start) + inserted;
    at = end;
  }
  return text + source.slice(at);
}
