type Refused = { detail?: string; errors?: readonly { message: string }[] };

const said = (html: string) =>
  html
    .replace(/<(script|style|head)\b[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');

/** Reasons given by the API (of each field, or else of the whole) that the page does not show. */
export function leftUnsaid({ detail, errors }: Refused, html: string): readonly string[] {
  const reasons = errors?.length ? errors.map(({ message }) => message) : detail === undefined ? [] : [detail];
  const page = said(html);
  return reasons.filter((reason) => !page.includes(reason));
}
