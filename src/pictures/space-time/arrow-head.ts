import { classes, element, pointsOf } from "../svg.js";
import type { Stroke } from "./label-places.js";

const length = 9;
const halfWidth = 4;

/** The head of a message's arrow: filled, or open where the message crosses a recovery line. */
export function arrowHead(
  { x1, y1, x2, y2 }: Stroke,
  { logged, crossed }: { readonly logged: boolean; readonly crossed: boolean },
): string {
  const reach = Math.max(1e-9, Math.hypot(x2 - x1, y2 - y1));
  const [alongX, alongY] = [(x2 - x1) / reach, (y2 - y1) / reach];
  const [baseX, baseY] = [x2 - alongX * length, y2 - alongY * length];
  const corners = [
    [x2, y2],
    [baseX - alongY * halfWidth, baseY + alongX * halfWidth],
    [baseX + alongY * halfWidth, baseY - alongX * halfWidth],
  ];
  const className = classes("head", logged && "logged-head", crossed && "open-head");
  return element("polygon", { class: className, points: pointsOf(corners) });
}
