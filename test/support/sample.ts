import type { PageData } from '../../src/http/pages/render.ts';
import type { Views } from '../../src/http/views.ts';

/** A view with some of its data: absent data are not shown, but unknown names are refused. */
export type Sample = {
  [Name in keyof Views]: {
    view: Name;
    data: { [Given in keyof Views[Name] | 'problems']?: unknown };
    page?: Partial<PageData>;
  };
}[keyof Views];
