// A Slurm of one node for tests, from Debian's packages: its state stands in one folder, its daemons listen on this machine alone.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, hostname } from "node:os";
import { join } from "node:path";

/** Whether Slurm's daemons are here, or could be installed. */
export function hasSlurm() {
  const here = () => spawnSync("sh", ["-c", "command -v slurmctld slurmd munged sbatch"]).status === 0;
  if (here()) return true;
  if (spawnSync("sh", ["-c", "command -v apt-get"]).status !== 0 || process.getuid?.() !== 0) return false;
  const install = "apt-get install -y -qq --no-install-recommends slurm-wlm munge";
  spawnSync("sh", ["-c", `${install} || (apt-get update -qq && ${install})`]);
  return here();
}

/** Starts it with its state in a folder; returns what commands need in their environment, and how to stop it. */
export function startSlurm(folder) {
  for (const name of ["state", "spool"]) mkdirSync(join(folder, name), { recursive: true });
  const conf = join(folder, "slurm.conf");
  const node = hostname().split(".")[0];
  const settings = {
    ClusterName: "test",
    SlurmctldHost: `${node}(127.0.0.1)`,
    SlurmUser: "root",
    SlurmctldPort: 16817,
    SlurmdPort: 16818,
    AuthType: "auth/munge",
    StateSaveLocation: join(folder, "state"),
    SlurmdSpoolDir: join(folder, "spool"),
    SlurmctldPidFile: join(folder, "slurmctld.pid"),
    SlurmdPidFile: join(folder, "slurmd.pid"),
    SlurmctldLogFile: join(folder, "slurmctld.log"),
    SlurmdLogFile: join(folder, "slurmd.log"),
    // Without control groups and accounting, which a container may not have.
    ProctrackType: "proctrack/linuxproc",
    TaskPlugin: "task/none",
    JobAcctGatherType: "jobacct_gather/none",
    AccountingStorageType: "accounting_storage/none",
    SelectType: "select/cons_tres",
    SelectTypeParameters: "CR_CPU",
    SchedulerParameters: "batch_sched_delay=0,sched_min_interval=10000,defer_batch",
    MpiDefault: "none",
    KillWait: 2,
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
  lines.push(`NodeName=${node} NodeAddr=127.0.0.1 CPUs=${availableParallelism()} State=UNKNOWN`);
  lines.push(`PartitionName=main Nodes=${node} Default=YES MaxTime=INFINITE State=UP`);
  writeFileSync(conf, `${lines.join("\n")}\n`);
  const environment = { SLURM_CONF: conf };
  const run = (command) =>
    execFileSync("sh", ["-euc", command], {
      env: { ...process.env, ...environment },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  run("install -d -o munge -g munge -m 0755 /run/munge /var/log/munge");
  const ownMunge = spawnSync("pgrep", ["-x", "munged"]).status !== 0;
  if (ownMunge) run("runuser -u munge -- /usr/sbin/munged --num-threads 2");
  run("slurmctld -c && slurmd");
  run("until sinfo -h -o %T 2>/dev/null | grep -qx idle; do sleep 0.2; done");
  return {
    environment,
    stop() {
      spawnSync("scontrol", ["shutdown"], { env: { ...process.env, ...environment } });
      if (ownMunge) spawnSync("pkill", ["-x", "munged"]);
    },
  };
}
