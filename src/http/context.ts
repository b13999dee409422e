import type Koa from 'koa';
import type { Language, Speech } from '../fact.ts';

export type Theme = 'light' | 'dark' | 'auto' | 'contrast';

/** The state of every request, in each Koa application. */
export interface State {
  /** The error number that people read out to support: XXXX-XXXX. */
  requestId: string;
  /** Of the client, behind trusted proxies too. */
  address: string;
  /** The application that sends the request, or that a login is for, if known: for the log. */
  ak?: string;
  theme: Theme;
  elder: boolean;
  /** The language of the answer, and its phrases. */
  language: Language;
  speech: Speech;
  /** A page for people that may be in either language goes on in this one. */
  speakIn(language: Language): void;
  /** Whether this is a page that there is in English as well. */
  mayChoose: boolean;
  /** No language was ever chosen and the browser prefers English: the page is Chinese, with a link to the English one. */
  offersEnglish: boolean;
  /** This page is the same for every visitor (route.ts): no login is read, and no trace of a browser is on it. */
  isShared?: boolean;
}

export type Context = Koa.ParameterizedContext<State>;
export type Middleware = Koa.Middleware<State>;
