import type Koa from 'koa';
import type { Speech } from '../fact.ts';

export type Theme = 'light' | 'dark' | 'auto' | 'contrast';

/** What every request carries, whichever Koa application answers it. */
export interface State {
  /** The error number that people read out to support: XXXX-XXXX. */
  requestId: string;
  /** Of the client, behind trusted proxies too. */
  address: string;
  /** Of the CSP; pages only. */
  nonce: string;
  theme: Theme;
  elder: boolean;
  /** How whoever asks is spoken to. */
  speech: Speech;
}

export type Context = Koa.ParameterizedContext<State>;
export type Middleware = Koa.Middleware<State>;
