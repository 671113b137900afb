import { afterEach, describe, expect, it, vi } from "vitest";

afterEach(() => {
  vi.restoreAllMocks();
  vi.resetModules();
});

async function checksum(): Promise<string> {
  vi.resetModules();
  const { arithmetic } = await import("../../src/montecarlo/parallel/fingerprint.js");
  return arithmetic();
}

describe("the checksum of the elementary functions", () => {
  it("is the same each time", async () => {
    expect(await checksum()).toBe(await checksum());
  });

  it.each(["log", "log1p", "exp", "expm1", "sin", "cos"] as const)(
    "sees a last bit of Math.%s",
    async (name) => {
      const usual = await checksum();
      const exact = Math[name];
      vi.spyOn(Math, name).mockImplementation((x) => exact(x) * (1 + Number.EPSILON));
      expect(await checksum()).not.toBe(usual);
    },
  );
});
