/**
 * One refusal as its team should understand it. It is the first whose `error` is the code and whose `when` fits the detail or the
 * description. The named groups of `when` are parameters of what is said: `applications.cause_…`, and `applications.cure_…`.
 */
export interface Cause {
  error: string | readonly string[];
  when: RegExp;
  cause: string;
  /** Left out: that of the error in general. */
  cure?: string;
  /** The cure is the line to set in the framework at hand. */
  isByFramework?: boolean;
  /** What was received is a word of ours and no text of the caller's: then the sentence may hold it. */
  isReceivedOurs?: true;
}
