import type Koa from 'koa';
import type { Language, Speech } from '../fact.ts';

export type Theme = 'light' | 'dark' | 'auto' | 'contrast';

/** What every request carries, whichever Koa application answers it. */
export interface State {
  /** The error number that people read out to support: XXXX-XXXX. */
  requestId: string;
  /** Of the client, behind trusted proxies too. */
  address: string;
  /** The application that asks, or for which somebody signs in, where that is known: for the log. */
  ak?: string;
  theme: Theme;
  elder: boolean;
  /** In which language, and how, whoever asks is spoken to. */
  language: Language;
  speech: Speech;
  /** A page for people that may be in either language goes on in this one. */
  speakIn(language: Language): void;
  /** Whether this is a page that there is in English as well. */
  mayChoose: boolean;
  /** Whoever never chose a language, and whose browser asks for English: the page is in Chinese and says that there is English. */
  offersEnglish: boolean;
  /** This page is the same for everybody (route.ts): nobody is asked who they are, and nothing of a browser stands on it. */
  isShared?: boolean;
}

export type Context = Koa.ParameterizedContext<State>;
export type Middleware = Koa.Middleware<State>;
