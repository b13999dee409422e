/**
 * One refusal as its team should understand it. It is the first whose `error` is the code and whose `when` fits the detail or the description.
 * The named groups of `when` are parameters of the facts `applications.cause_…`, and `applications.cure_…`.
 */
export interface Cause {
  error: string | readonly string[];
  when: RegExp;
  cause: string;
  /** Left out: that of the error in general. */
  cure?: string;
  /** The cure is the line to set in the application's framework. */
  isByFramework?: boolean;
  /** `received` is one of our own words and not the caller's text: then the sentence may quote it. */
  isReceivedOurs?: true;
}
