import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { request } from "node:http";
import { inflateRawSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { listenLocally, plannerServer } from "../../src/cli/reports/serve.js";
import { presets } from "../../src/scenario/model/presets.js";
import { scenarioYaml } from "../../src/scenario/reading/scenario-yaml.js";
import { vmqsc } from "../support/run-vmqsc.js";

const server = plannerServer("<!doctype html><title>page</title>");
const address = await listenLocally(server, 0);
afterAll(() => server.close());
const { port } = new URL(address);

/** What the server answers to a request that says who it takes the server for. */
async function answerTo(host: string, { method = "GET", path = "/" } = {}) {
  const asked = request({ host: "127.0.0.1", port, path, method, headers: { host } }).end();
  const [response] = await once(asked, "response");
  let text = "";
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, text };
}

describe("the server of the planner", () => {
  it.each([`127.0.0.1:${port}`, `localhost:${port}`])(
    "gives the page to a browser that asks %s",
    async (host) => {
      expect(await answerTo(host)).toEqual({ status: 200, text: "<!doctype html><title>page</title>" });
    },
  );

  it.each(["evil.example", `evil.example:${port}`, "127.0.0.1", `127.0.0.1.evil.example:${port}`])(
    "refuses a browser that takes it for %s",
    async (host) => {
      expect((await answerTo(host)).status).toBe(403);
    },
  );

  it("listens on 127.0.0.1 alone, has one page, and is only read", async () => {
    expect(server.address()).toMatchObject({ address: "127.0.0.1" });
    expect((await answerTo(`localhost:${port}`, { path: "/etc/passwd" })).status).toBe(404);
    expect((await answerTo(`localhost:${port}`, { method: "POST" })).status).toBe(405);
  });
});

const binary = "dist/bin/vmqsc.cjs";

// `npm test` builds first; a lone run of this file may not have.
it("refuses a port that there is not", async () => {
  expect(await vmqsc("serve", "--port", "65536")).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: "vmqsc: --port must be a whole number of at most 65535, got 65536\n",
  });
});

describe.skipIf(!existsSync(binary) || !existsSync("dist/page/planner.html"))("vmqsc serve", () => {
  it("says where the planner is, with the scenario in the link, until it is told to end", async () => {
    const child = spawn(process.execPath, [binary, "serve", "paper"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [line] = await once(child.stdout, "data");
    const link = new URL(String(line).trim());
    expect(inflateRawSync(Buffer.from(link.hash.slice(1), "base64url")).toString()).toBe(
      scenarioYaml(presets.paper),
    );
    expect(await (await fetch(link)).text()).toContain("<title>vmqsc planner</title>");
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});
