declare module "seedrandom/lib/tychei.js" {
  export interface Tychei {
    (): number;
    double(): number;
    int32(): number;
  }
  export default function tychei(seed: string): Tychei;
}
