// The parser: what acorn does, and which names are assigned to.

import { Parser, tokTypes } from "acorn";

import { create } from "./intrinsics.js";
import { syntaxError } from "./syntax_error.js";

const OPTIONS = { ecmaVersion: "latest", sourceType: "script", allowAwaitOutsideFunction: true, allowHashBang: false };
const NO_MODULES = "modules can't be imported: there are none in the sandbox";

class Statements extends Parser {
  assigned = create(null);

  checkLValSimple(target, binding, clashes) {
    // One that declares a name has a kind of binding.
    if (!binding && target.type === "Identifier") this.assigned[target.name] = true;
    super.checkLValSimple(target, binding, clashes);
  }

  parseExprImport() {
    this.raise(this.start, NO_MODULES);
  }

  parseTopLevel(program) {
    const parsed = super.parseTopLevel(program);
    parsed.assigned = this.assigned;
    return parsed;
  }

  raise(position, message) {
    if (message.startsWith("'import' and 'export'")) super.raise(position, NO_MODULES);
    const end = this.input.trimEnd().length;
    if (position >= end) super.raise(end, "Unexpected end of input");
    super.raise(position, message);
  }
}

/** A single expression, which a semicolon may end. */
class Expression extends Statements {
  parseTopLevel(program) {
    program.expression = this.parseExpression();
    program.assigned = this.assigned;
    program.semicolon = this.type === tokTypes.semi ? this.start : undefined;
    this.eat(tokTypes.semi);
    if (this.type !== tokTypes.eof) this.unexpected();
    return this.finishNode(program, "Program");
  }
}

/** Parses statements; throws a `SyntaxError` that says where. */
export function parseStatements(source, filename) {
  return parse(Statements, source, filename);
}

/** Parses an expression; throws a `SyntaxError` that says where. */
export function parseExpression(source, filename) {
  return parse(Expression, source, filename);
}

function parse(kind, source, filename) {
  try {
    return kind.parse(source, OPTIONS);
  } catch (error) {
    if (error.loc === undefined) throw error;
    const { message, loc } = error;
    throw syntaxError(message.replace(/ \(\d+:\d+\)$/, ""), { filename, line: loc.line, column: loc.column, source });
  }
}
