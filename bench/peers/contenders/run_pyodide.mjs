// Pyodide in Node: CPython for browsers.
import { createRequire } from "node:module";
import { argv } from "node:process";
import { createInterface } from "node:readline";

const { loadPyodide } = createRequire(`${argv[2]}/`)("pyodide");

const session = await loadPyodide();
let names = session.toPy({});

function timed(what) {
  const start = performance.now();
  const value = what();
  return { seconds: (performance.now() - start) / 1000, value };
}

function value(result) {
  return result?.toJs ? result.toJs() : result;
}

async function answer(request) {
  switch (request.work) {
    case "fresh": {
      const start = performance.now();
      const pyodide = await loadPyodide();
      const result = pyodide.runPython("2 + 2");
      return { seconds: (performance.now() - start) / 1000, value: result };
    }
    case "live":
      return timed(() => session.runPython("2 + 2"));
    case "program":
      names = session.toPy({});
      session.runPython(request.source, { globals: names });
      return timed(() => value(session.runPython("main()", { globals: names })));
    default:
      throw new Error(`unknown work: ${request.work}`);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log(JSON.stringify(await answer(JSON.parse(line))));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error).trim().split("\n").at(-1) }));
  }
}
