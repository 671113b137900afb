declare module "seedrandom/lib/tychei.js" {
  export interface TycheiState {
    readonly a: number;
    readonly b: number;
    readonly c: number;
    readonly d: number;
  }
  export interface Tychei {
    (): number;
    state(): TycheiState;
  }
  export default function tychei(seed: string, options: { state: true }): Tychei;
}
