import type { Field } from '../../fields/form.ts';
import type { Component, State } from './component.ts';
import type { Impact, Kind, Stage } from './form.ts';
import type { Strip } from './strip.ts';

type Values = Readonly<Record<string, string>>;
/** In Chinese where there is no English. */
export type ShownIncident = {
  id: string;
  href: string;
  kind: Kind;
  isOver: boolean;
  title: string;
  components: readonly Component[];
  impact: Impact;
  startsAt: Date;
  endsAt: Date | undefined;
  updates: readonly { at: Date; stage: Stage; paragraphs: readonly string[] }[];
};
export type DeskIncident = {
  href: string;
  title: string;
  kind: string;
  impact: string;
  components: readonly string[];
  startsAt: Date;
  endsAt: Date | undefined;
  at: Date;
  state: 'draft' | 'open' | 'resolved';
};
type Meta = { description?: string; canonical?: string; feed?: string; noIndex?: boolean };

declare module '../../http/views.ts' {
  interface Partials {
    'partials/status/incident': { incident: ShownIncident };
  }
  interface Views {
    'status/public': {
      meta: Meta;
      at: Date;
      city: string | undefined;
      awaySince: Date | undefined;
      overall: State;
      components: readonly { key: Component; state: State; strip: Strip }[];
      current: readonly ShownIncident[];
      planned: readonly ShownIncident[];
      past: readonly ShownIncident[];
    };
    'status/incident': { meta: Meta; incident: ShownIncident };
    'status/history': { meta: Meta; list: readonly ShownIncident[]; next: string | undefined };
    'status/desk': {
      drafts: readonly DeskIncident[];
      told: readonly DeskIncident[];
      components: readonly { name: string; state: State }[];
      done: string;
    };
    'status/draft': { action: string; id: string | undefined; fields: readonly Field[]; values: Values; done: string };
    'status/updates': {
      id: string;
      incident: DeskIncident;
      publicHref: string;
      updates: readonly { at: Date; stage: string; paragraphs: readonly string[] }[];
      fields: readonly Field[];
      values: Values;
      done: string;
    };
  }
}
