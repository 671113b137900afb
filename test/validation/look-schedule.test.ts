import { expect, it } from "vitest";
import { replicationsAtLook, spentAtLook } from "../../src/validation/validation.js";

it("all looks together spend the error probability and no more", () => {
  let spent = 0;
  for (let look = 1; look <= 1e6; look++) spent += spentAtLook(0.01, look);
  expect(spent).toBeLessThan(0.01);
  // What is left for the looks after the n-th is α / (n + 1).
  expect(Math.abs((0.01 - spent) / (0.01 / 1_000_001) - 1)).toBeLessThan(1e-6);
});

it("looks are few: each has some 41 % more replications than the one before", () => {
  const sizes = Array.from({ length: 11 }, (_, look) => replicationsAtLook(look + 1));
  expect(sizes).toEqual([16, 23, 32, 45, 64, 91, 128, 181, 256, 362, 512]);
});
