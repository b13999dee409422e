import type { Pages } from '../http/pages/page.ts';
import { askedField } from '../http/route.ts';
import type { Ask } from '../http/serve-routes.ts';

/** The page of a question before an act that nothing takes back: the consequence, the button that does it, and the way back. */
export const createAsk =
  (pages: Pages): Ask =>
  (ctx, question, form, back) => {
    const [title = '', says = '', button = ''] = ctx.state.speech.say(question).split('\n');
    const typed = Object.entries(form).filter(([name]) => name !== 'csrf');
    const data = { title, says, button, action: ctx.url, fields: [...typed, [askedField, '1'] as const], back };
    pages.show(ctx, 'console/ask', data, { title });
  };
