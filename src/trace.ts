/** Spans of the work that is done, for OpenTelemetry. */

import { AsyncLocalStorage } from 'node:async_hooks';

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** A traced piece of work. Its attributes are names and patterns: never values or personal data. */
export interface Span {
  set(attributes: Attributes): void;
  /** A part of it that begins now. */
  begin(name: string, attributes: Attributes): Step;
}
export interface Step {
  end(failed?: boolean): void;
}

const spans = new AsyncLocalStorage<Span | undefined>();

/** That of the request which is being answered; undefined where nothing is traced, or not this one. */
export const spanNow = (): Span | undefined => spans.getStore();

/** Works on behalf of a request, which may be another than the one whose answer led here. */
export const within = <T>(span: Span | undefined, work: () => T): T =>
  span === spans.getStore() ? work() : spans.run(span, work);
