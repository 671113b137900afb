// Builds the command and the library as rolldown.config.ts says, and is silent unless something is wrong:
// `npm start` shows its result and nothing else.
import { rolldown } from "rolldown";
import { loadConfig } from "rolldown/config";

for (const { output, ...input } of await loadConfig("rolldown.config.ts")) {
  const bundle = await rolldown(input);
  await bundle.write(output);
  await bundle.close();
}
