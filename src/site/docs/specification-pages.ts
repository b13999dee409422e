import { anyone } from '../../http/access.ts';
import { keepForAll } from '../../http/cached.ts';
import type { Context } from '../../http/context.ts';
import { page, type Route, seeOther, sharedPage } from '../../http/route.ts';
import { generated, titled } from './contents.ts';
import { wordsOfData } from './facts.ts';
import type { Show } from './show.ts';
import { type Specification, specificationTitle } from './specification.ts';

type Needs = { show: Show; specification: Specification; origin: string };

/** R26: the specification as a page, which prints as a book, and as the PDF that a release has of it. */
export function createSpecificationPages({ show, specification, origin }: Needs): Route[] {
  async function showSpecification(ctx: Context) {
    const { say } = ctx.state.speech;
    const [{ version, text, html, contents }, pdf] = await Promise.all([
      specification.bound[ctx.state.language](),
      specification.pdf(),
    ]);
    const data = {
      ...{ version, hash: text, html, contents, origin, title: wordsOfData(say)(specificationTitle) },
      pdf: pdf && { ...pdf, isOlder: pdf.text !== text },
    };
    await show(ctx, 'docs/specification', data, titled(generated.specification, say));
  }

  async function sendPdf(ctx: Context) {
    const pdf = await specification.pdf();
    if (pdf === undefined) return seeOther(ctx, generated.specification.path); // letters of before name this address
    ctx.type = 'application/pdf';
    ctx.set('Content-Disposition', `inline; filename="ncc-specification-${pdf.version}.pdf"`);
    keepForAll(ctx, 300);
    ctx.body = await specification.readPdf();
  }

  return [
    sharedPage(generated.specification.path, { tells: [] }, showSpecification),
    page(`${generated.specification.path}.pdf`, anyone, sendPdf),
  ];
}
