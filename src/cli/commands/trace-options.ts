import { type Command, Option } from "commander";

/** What stands for a trace on the command line. */
export const traceArgument =
  "a file (CSV, or spans of Jaeger, OTLP or Zipkin in JSON; gzip too), or - for standard input";

/** Adds the options that say how a trace is to be read, where guessing does not do. */
export function addTraceOptions(command: Command): Command {
  return command
    .option("--columns <list>", "columns of a CSV file by name or number: t=Time,src=Source,dst=Destination")
    .option("--separator <character>", "comma, semicolon, tab, bar or the character itself")
    .addOption(
      new Option("--time-unit <unit>", "of the times in the file").choices(["s", "ms", "us", "ns", "iso"]),
    )
    .addOption(
      new Option("--on-bad <what>", "a row that is no message: fail (default), or skip and count").choices([
        "fail",
        "skip",
      ]),
    );
}
