/** It has no types, and exports nothing: see `simjs-model.ts`. */
declare module "simjs" {}
