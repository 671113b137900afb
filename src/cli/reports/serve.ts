import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { type PresetName, presets } from "../../scenario/model/presets.js";
import { presetText } from "../../scenario/reading/preset-text.js";
import { readSource } from "../../scenario/reading/read-source.js";
import type { Options } from "../options.js";
import { listenLocally, plannerServer } from "../planner-server.js";
import type { Terminal } from "../terminal.js";
import { UsageError } from "../usage-error.js";

/** Serves the planner until the user ends it, and says where; the link carries the scenario. */
export async function servePlanner(
  terminal: Terminal,
  argument: string | undefined,
  { port = 0 }: Options,
): Promise<void> {
  const file = builtPage();
  if (!existsSync(file)) throw new UsageError(`${file} is missing; npm run page makes it`);
  const fragment = argument === undefined ? "" : `#${deflateRawSync(textOf(argument)).toString("base64url")}`;
  const server = plannerServer(readFileSync(file, "utf8"));
  const address = await listenLocally(server, port).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`port ${port} of 127.0.0.1 cannot be listened on: ${error.code ?? error.message}`);
  });
  terminal.print(`${address}${fragment}\n`);
  terminal.note("vmqsc: open this address in a browser; Ctrl-C ends it\n");
  const forget = terminal.onInterrupt(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, "close");
  forget();
}

/** The page shows what is wrong with a scenario in its place, so that it need not be right yet. */
function textOf(argument: string): string {
  if (Object.hasOwn(presets, argument)) return presetText(argument as PresetName);
  return readSource(argument, argument === "-" ? "standard input" : argument);
}

/** Beside the command's bundle; absent where the sources run unbuilt. */
function builtPage(): string {
  return fileURLToPath(new URL("../page/planner.html", import.meta.url));
}
