import type { PageData } from '../../src/http/pages/render.ts';
import { samplePage, samples } from './samples.ts';
import { stageRender } from './stage.ts';

/** The markup of a sample, with other data or another page where a test wants them. */
export function show(name: string, data: object = {}, page: Partial<PageData> = {}): string {
  const sample = samples[name];
  if (sample === undefined) throw new Error(`no sample ${name}`);
  return stageRender(sample.view, { ...sample.data, ...data }, { ...samplePage, ...sample.page, ...page });
}

export const tags = (html: string) => html.match(/<[a-z][^>]*>/g) ?? [];
export const attribute = (tag: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
export const forms = (html: string) => html.match(/<form[\s\S]*?<\/form>/g) ?? [];
export const buttons = (html: string) => tags(html).filter((tag) => tag.startsWith('<button'));
