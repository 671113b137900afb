// Runs the recipes of docs/cluster.md on the built command and holds what they merge against one run. GNU parallel and
// Slurm are the real ones where they are here or can be installed; that of Kubernetes is stood in for by a loop over its shards.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { parseDocument } from "yaml";
import { hasSlurm, startSlurm } from "./slurm.mjs";

const page = readFileSync("docs/cluster.md", "utf8");
const folder = mkdtempSync(join(tmpdir(), "vmqsc-cluster-"));
const bin = join(folder, "bin");
mkdirSync(bin);
const command = join(bin, "vmqsc");
writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${resolve("dist/bin/vmqsc.cjs")}" "$@"\n`);
chmodSync(command, 0o755);

/** A block in a language after a heading, the first unless another is asked for. */
function block(heading, language, place = 0) {
  const section = page.split(`\n## ${heading}\n`)[1];
  const all = [...(section ?? "").matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "gm"))];
  const found = all[place];
  if (!found) throw new Error(`docs/cluster.md has no ${language} block under ${heading}`);
  return found[1];
}

/** Runs a script in a folder of its own. */
function run(place, shell, script, variables = {}) {
  const cwd = join(folder, place);
  mkdirSync(cwd, { recursive: true });
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, ...variables };
  return execFileSync(shell, ["-euc", script], {
    cwd,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** What was found, without the time that it took. */
function found(place, script) {
  const { seconds, ...result } = JSON.parse(run(place, "bash", script));
  return JSON.stringify(result);
}

/** Holds merged shards against one run with the same options. */
function compare(recipe, place, options) {
  const merged = found(place, "vmqsc merge shard-*.json --json");
  if (merged !== found("one-run", `vmqsc simulate ${options} --json`))
    throw new Error(`${recipe}: the shards merge to something else than one run gives`);
  console.log(`${recipe}: the shards merge to what one run gives, to the last bit`);
}

function has(program) {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

function installParallel() {
  if (!has("apt-get") || process.getuid?.() !== 0) return false;
  const install = "apt-get install -y -qq parallel";
  return spawnSync("sh", ["-c", `${install} || (apt-get update -qq && ${install})`]).status === 0;
}

/** A recipe with few shards and short ones; it must have said what is replaced. */
function smaller(recipe, ...replacements) {
  return replacements.reduce((text, [long, short]) => {
    if (!text.includes(long)) throw new Error(`docs/cluster.md no longer says ${long}`);
    return text.replaceAll(long, short);
  }, recipe);
}

/**
 * The array job and the merge that waits for it, on a real Slurm: once as it should be, and once with a shard that is
 * killed, whose merge must be cancelled and say which shard is missing until that one has been run again.
 */
function realSlurm(batch) {
  const { environment, stop } = startSlurm(join(folder, "slurm-state"));
  try {
    const job = smaller(
      batch,
      ["--array=1-100", `--array=1-${shards.length}`],
      ["--cpus-per-task=4", "--cpus-per-task=1"],
    );
    const submit = smaller(block("Slurm", "sh", 1), ["sbatch --dependency", "sbatch --wait --dependency"]);
    mkdirSync(join(folder, "slurm"));
    writeFileSync(join(folder, "slurm", "shards.sbatch"), job);
    run("slurm", "bash", submit, environment);
    compare("Slurm", "slurm", `cloud ${short} --seed spring`);

    mkdirSync(join(folder, "slurm-killed"));
    const dying = smaller(job, [
      "set -euo pipefail",
      'set -euo pipefail\n[ -e again ] || [ "$SLURM_ARRAY_TASK_ID" != 2 ] || kill -9 $$',
    ]);
    writeFileSync(join(folder, "slurm-killed", "shards.sbatch"), dying);
    const state = run(
      "slurm-killed",
      "bash",
      `{ ${submit.trim()}; } >/dev/null 2>&1 || true; vmqsc merge shard-*.json 2>&1 || true`,
      environment,
    );
    if (!state.includes("shard 2 of 3 is missing"))
      throw new Error(`Slurm, a killed shard: merge says ${state}`);
    run("slurm-killed", "bash", "touch again; sbatch --wait --array=2 shards.sbatch", environment);
    compare("Slurm, a killed shard run again", "slurm-killed", `cloud ${short} --seed spring`);
  } finally {
    stop();
  }
}

const shards = [1, 2, 3];
const short = "--messages 2e8";
const shorter = [
  ["--replications 50000", short],
  ["/100", `/${shards.length}`],
];

try {
  if (has("parallel") || installParallel()) {
    run("parallel", "bash", block("GNU parallel", "sh"));
    compare("GNU parallel", "parallel", "cloud --messages 3e8 --seed spring");
  } else console.log("SKIPPED: GNU parallel is not here and cannot be installed; its recipe was not run");

  const batch = smaller(block("Slurm", "sh"), ...shorter);
  if (hasSlurm()) realSlurm(batch);
  else {
    console.log("SKIPPED: Slurm is not here and cannot be installed; its shards are run one after the other");
    for (const shard of shards)
      run("slurm", "bash", batch, { SLURM_ARRAY_TASK_ID: `${shard}`, SLURM_CPUS_PER_TASK: "2" });
    compare("Slurm's job", "slurm", `cloud ${short} --seed spring`);
  }

  const job = parseDocument(block("Kubernetes", "yaml"), { strict: true });
  if (job.errors.length > 0) throw job.errors[0];
  const [container] = job.toJS().spec.template.spec.containers;
  const args = smaller(container.args[0], ...shorter, ["/scenario/cloud.yaml", "cloud"]);
  for (const shard of shards) run("kubernetes", "sh", args, { JOB_COMPLETION_INDEX: `${shard - 1}` });
  compare("Kubernetes' job", "kubernetes", `cloud ${short} --seed spring`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
