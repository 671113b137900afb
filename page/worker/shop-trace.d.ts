/** The text of `examples/shop.csv`: a trace to fit a scenario to. */
declare const shopTrace: string;
export default shopTrace;
