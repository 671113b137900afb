import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { type PresetName, presets } from "../../scenario/model/presets.js";
import { readSource } from "../../scenario/reading/read-source.js";
import { scenarioYaml } from "../../scenario/reading/scenario-yaml.js";
import type { Options } from "../options.js";
import { type Terminal, UsageError } from "../terminal.js";

export async function servePlanner(terminal: Terminal, argument: string | undefined, { port = 0 }: Options) {
  // Beside the command's bundle; absent where the sources run unbuilt.
  const file = fileURLToPath(new URL("../page/planner.html", import.meta.url));
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
  if (Object.hasOwn(presets, argument)) return scenarioYaml(presets[argument as PresetName]);
  return readSource(argument, argument === "-" ? "standard input" : argument);
}

/** Serves one page to this machine alone; browsers that were led here by another name for 127.0.0.1 are refused. */
export function plannerServer(page: string): Server {
  const bytes = Buffer.from(page);
  const server = createServer((request, response) => {
    const [status, refusal] = refusalOf(request, server);
    response.writeHead(status, {
      "content-type": refusal === undefined ? "text/html; charset=utf-8" : "text/plain; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    });
    response.end(request.method === "HEAD" ? undefined : (refusal ?? bytes));
  });
  return server;
}

/** Listens on a port, 0 for any that is free, and answers with the address of the page. */
export async function listenLocally(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function refusalOf({ headers, method, url }: IncomingMessage, server: Server): [number, string?] {
  const { port } = server.address() as AddressInfo;
  if (![`127.0.0.1:${port}`, `localhost:${port}`].includes(headers.host ?? ""))
    return [403, "this page is for 127.0.0.1 alone\n"];
  if (method !== "GET" && method !== "HEAD") return [405, "this page can only be read\n"];
  return url === "/" ? [200] : [404, "there is one page here, /\n"];
}
