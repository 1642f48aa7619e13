// Makes the component from the modules in src/: componentize.mjs WIT OUTPUT

import { componentize } from "@bytecodealliance/componentize-js";
import { build } from "esbuild";
import { writeFile } from "node:fs/promises";

const [witPath, output] = process.argv.slice(2);

// componentize-js takes a single module.
await build({ entryPoints: ["src/main.js"], bundle: true, format: "esm", outfile: "guest.js" });

const { component } = await componentize({
  sourcePath: "guest.js",
  witPath,
  worldName: "sandbox",
  // Nothing that reaches out: what is left are the standard streams, clocks and random numbers.
  disableFeatures: ["http", "fetch-event"],
});
await writeFile(output, component);
