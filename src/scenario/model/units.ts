/** A duration or an instant, in seconds. */
export type Seconds = number;
/** A rate, per second. */
export type PerSecond = number;
/** An amount of data, in bytes. */
export type Bytes = number;
/** An amount of data per time, in bytes per second. */
export type BytesPerSecond = number;
/** A number of messages; a mean may be fractional. */
export type Messages = number;
