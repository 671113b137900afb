import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Serves one page to this machine alone: on 127.0.0.1, to browsers that ask for it by that address or as `localhost`.
 *
 * - Assumes: nothing of who asks: a page of another site that a browser has been led to by a name of its own for
 *   127.0.0.1 is refused
 */
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
