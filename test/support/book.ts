import type { Page } from 'playwright-core';

export type Book = { pdf: Buffer; pages: number; pageOf: ReadonlyMap<string, number> };

const mark =
  '<svg width="11" viewBox="0 0 32 32"><path fill="#b3261e" d="M10 4h12v3H10zM1 9.2l2.6-1.5c1.5 2.6 3.6 3.7 7 3.7h10.8c3.4 0 5.5-1.1 7-3.7L31 9.2c-2 3.5-5 5.2-9.4 5.2h-4.3L11.4 25H21a3.2 3.2 0 1 0-3-4.3l-2.8-1A6.2 6.2 0 1 1 21 28H6.2l7.6-13.6h-3.4C6 14.4 3 12.7 1 9.2z"/></svg>';
const inMargin = (words: string) =>
  `<div style="width:100%;padding:0 16mm;font-size:8px;color:#333;display:flex;justify-content:space-between">${words}</div>`;

/** A page of the product as a book: numbered pages, and a table of contents that knows them, which takes more than one printing. */
export async function printed(page: Page): Promise<Book> {
  const print = () =>
    page.pdf({
      format: 'A4',
      printBackground: true,
      outline: true,
      displayHeaderFooter: true,
      headerTemplate: inMargin(`<span>${mark}</span>`),
      footerTemplate: inMargin(
        '<span></span><span><span class="pageNumber"></span> / <span class="totalPages"></span></span>',
      ),
      margin: { top: '18mm', bottom: '18mm', left: '16mm', right: '16mm' },
    });
  await page.evaluate(`for (const each of document.querySelectorAll('.pg')) each.textContent = '000'`);
  let pdf = await print();
  let pageOf = destinationsIn(pdf);
  // The numbers themselves take room: repeats until the written text is stable.
  for (let tries = 0; tries < 4; tries += 1) {
    const written = JSON.stringify(Object.fromEntries(pageOf));
    await page.evaluate(
      `((pages) => { for (const each of document.querySelectorAll('.pg')) each.textContent = pages[each.dataset.of] ?? '' })(${written})`,
    );
    pdf = await print();
    pageOf = destinationsIn(pdf);
    if (JSON.stringify(Object.fromEntries(pageOf)) === written) break;
  }
  return { pdf, pages: pagesIn(pdf).length, pageOf };
}

/** Chromium writes its objects as plain text: the pages in their order, and where each name leads. */
function pagesIn(pdf: Buffer): string[] {
  const text = pdf.toString('latin1');
  const kids = new Map<string, string[]>();
  for (const [, id = '', list = ''] of text.matchAll(
    /(\d+) 0 obj\s*<<(?:(?!endobj)[\s\S])*?\/Type\s*\/Pages(?:(?!endobj)[\s\S])*?endobj/g,
  ))
    kids.set(id, kidsOf(list));
  for (const [whole, id = ''] of text.matchAll(
    /(\d+) 0 obj\s*(?:(?!endobj)[\s\S])*?\/Kids\s*\[[^\]]*\](?:(?!endobj)[\s\S])*?endobj/g,
  ))
    kids.set(id, kidsOf(whole));
  const inner = new Set([...kids.values()].flat());
  const root = [...kids.keys()].find((id) => !inner.has(id)) ?? '';
  const walk = (id: string): string[] => kids.get(id)?.flatMap(walk) ?? [id];
  return walk(root);
}

const kidsOf = (text: string): string[] =>
  [...(/\/Kids\s*\[([^\]]*)\]/.exec(text)?.[1] ?? '').matchAll(/(\d+) 0 R/g)].map(([, id = '']) => id);

function destinationsIn(pdf: Buffer): Map<string, number> {
  const pages = pagesIn(pdf);
  const text = pdf.toString('latin1');
  const found = [...text.matchAll(/\/([^\s/[\]<>()]+)\s*\[(\d+) 0 R\s*\/XYZ/g)];
  return new Map(found.map(([, name = '', id = '']) => [decoded(name), pages.indexOf(id) + 1]));
}

/** A name in a PDF: other characters than letters are written as #20. */
const decoded = (name: string): string =>
  Buffer.from(
    name.replaceAll(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();
