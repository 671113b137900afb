import { writeFileSync } from "node:fs";
import { Resvg } from "@resvg/resvg-js";
import { it } from "vitest";
import { EventStream } from "../../src/montecarlo/events/event-stream.js";
import { Timers } from "../../src/montecarlo/loop/timers.js";
import { settle } from "../../src/montecarlo/population.js";
import { VmQsc } from "../../src/montecarlo/schemes/vm-qsc.js";
import { figure2, figure3 } from "../../src/montecarlo/script/figures.js";
import { ScriptedTraffic } from "../../src/montecarlo/sources/scripted-traffic.js";
import { spaceTimeDiagram } from "../../src/pictures/space-time/diagram.js";
import { VmQscRecorder } from "../../src/pictures/space-time/vm-qsc-recorder.js";
import { withFixedColours } from "../../src/pictures/theme.js";

for (const [name, script] of Object.entries({ figure2, figure3 }))
  it(name, () => {
    const vms = script.vms;
    const num = (n: string) => vms.findIndex((v) => v.name === n);
    const population = settle(
      vms.map(({ multiple, phase = 0 }) => ({ multiple, phase, count: 1 })),
      2,
      Int32Array.from(vms, (v) => v.host),
    );
    const rec = new VmQscRecorder(4);
    const qsc = new VmQsc({
      population,
      baseInterval: 10,
      policies: { volatileLog: "keep", inTransit: "volatile" },
      durations: (vm) => vms[vm].duration ?? 0,
      observer: rec,
    });
    const timers = new Timers(10, 4, {
      low: -1,
      high: 1,
      fill: (k: number, f: Float64Array) => {
        for (const [vm, v] of vms.entries()) f[vm] = v.clockErrors?.[k] ?? 0;
      },
    } as never);
    const source = new ScriptedTraffic(
      script.messages.map((m) => ({
        from: num(m.from),
        to: num(m.to),
        sentAt: m.sentAt,
        deliveredAt: m.deliveredAt,
        bytes: 1,
      })),
    );
    new EventStream({ timers, source, players: [qsc] }).runUntil(script.until);
    const sent = qsc.vms.flatMap((v) => v.sent).sort((a, b) => a.message.id - b.message.id);
    const names = script.messages.map((m) => m.name);
    const svg = spaceTimeDiagram({
      title: `Selective logging: ${name} of the paper`,
      baseInterval: 10,
      from: 0,
      until: script.until,
      vms: vms.map((v) => ({
        name: v.name,
        note: v.multiple === 1 ? "SI" : `MI${v.multiple}`,
        host: v.host,
      })),
      hostNames: ["host 1", "host 2"],
      checkpoints: rec.checkpoints,
      flushes: rec.flushes.map((f) => ({ vm: f.vm, at: f.at, messages: f.ids.map((i) => names[i]) })),
      messages: sent.map((l) => ({
        name: names[l.message.id],
        ...l.message,
        ...rec.fateOf(l, vms[l.message.from].host !== vms[l.message.to].host),
      })),
      lines: rec.lines,
      failures:
        name === "figure3"
          ? [
              {
                at: 27,
                what: "host 2",
                failedVms: [2, 3],
                restored: [
                  { checkpointAt: 20, stateAt: 20 },
                  { checkpointAt: 19.75, stateAt: 19.75 },
                  { checkpointAt: 20, stateAt: 20 },
                  { checkpointAt: 0, stateAt: 20 },
                ],
                lost: ["m7"],
              },
            ]
          : [],
    });
    writeFileSync(`/tmp/${name}.svg`, svg);
    writeFileSync(
      `/tmp/${name}.png`,
      new Resvg(withFixedColours(svg), {
        font: {
          fontFiles: ["node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf"],
          loadSystemFonts: false,
          defaultFontFamily: "DejaVu Sans",
        },
        background: "#fff",
      })
        .render()
        .asPng(),
    );
  });
